"""A folder that nothing leads out of: no links, no devices, no way up."""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from app.connectors.files.rules import Stamp, shown
from app.connectors.schemas import SourceError
from app.core.language import gettext as _

MOST_FILES, DEEPEST = 100_000, 32
_THERE = os.O_RDONLY | os.O_CLOEXEC
_INSIDE = _THERE | os.O_NOFOLLOW
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)


class UnreadError(Exception):
    """A file that is not opened. ``message`` is a sentence that names it."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def listed(root: str) -> tuple[list[str], list[str]]:
    """The files under a folder, in their order, and sentences on what is no file. SourceError.

    Names are as the system has them, whatever their encoding (PEP 383).
    """
    names: list[str] = []
    strange: list[str] = []

    def unread(failed: OSError) -> None:
        name = shown(Path(str(failed.filename)).name)
        strange.append(_("“%(name)s” could not be opened.") % {"name": name})

    try:
        for place, inner, files, folder in os.fwalk(root, onerror=unread):
            here = _within(root, place)
            for name in [*inner, *files]:
                _sort(f"{here}/{name}".lstrip("/"), name, folder, (names, strange))
            if here.count("/") >= DEEPEST and inner:
                strange.append(_("Folders in “%(name)s” lie too deep.") % {"name": shown(here)})
                inner.clear()
            if len(names) > MOST_FILES:
                raise SourceError(_("The folder has more than 100,000 files."), again=False)
    except OSError as failed:
        raise no_folder() from failed
    return sorted(names), sorted(strange)


def _within(root: str, place: str) -> str:
    inside = os.path.relpath(place, root)
    return "" if inside == "." else inside


def _sort(whole: str, name: str, folder: int, into: tuple[list[str], list[str]]) -> None:
    names, strange = into
    try:
        found = os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return
    if stat.S_ISREG(found.st_mode):
        names.append(whole)
    elif stat.S_ISLNK(found.st_mode):
        words = _("“%(name)s” is a link and was not followed.")
        strange.append(words % {"name": shown(whole)})
    elif not stat.S_ISDIR(found.st_mode):
        strange.append(_("“%(name)s” is not a file.") % {"name": shown(whole)})


def no_folder() -> SourceError:
    return SourceError(_("The folder is not there, or may not be opened."), again=False)


@contextmanager
def opened(root: str, name: str) -> Iterator[BinaryIO]:
    """A file under a folder, every step to it taken without following a link. UnreadError."""
    steps = name.split("/")
    try:
        held = [os.open(root, _THERE | os.O_DIRECTORY)]
    except OSError as failed:
        raise no_folder() from failed
    try:
        for step in steps[:-1]:
            held.append(_opened(step, os.O_DIRECTORY, held[-1], name))
        file = _opened(steps[-1], _NO_WAIT, held[-1], name)
    finally:
        for each in held:
            os.close(each)
    with os.fdopen(file, "rb", buffering=256 * 1024) as open_:
        if not stat.S_ISREG(os.fstat(file).st_mode):
            raise UnreadError(_("“%(name)s” is not a file.") % {"name": shown(name)})
        yield open_


def _opened(step: str, flags: int, folder: int, name: str) -> int:
    if step in {"", ".", ".."} or "\0" in step:
        raise UnreadError(_("“%(name)s” leads out of the folder.") % {"name": shown(name)})
    try:
        return os.open(step, _INSIDE | flags, dir_fd=folder)
    except OSError as failed:
        if failed.errno in {errno.ELOOP, errno.ENOTDIR}:
            words = _("“%(name)s” is a link and was not followed.")
        else:
            words = _("“%(name)s” could not be opened.")
        raise UnreadError(words % {"name": shown(name)}) from failed


def stamp(file: BinaryIO) -> Stamp:
    """What a change of a file shows in."""
    found = os.fstat(file.fileno())
    return Stamp(found.st_size, found.st_mtime_ns, found.st_ino)
