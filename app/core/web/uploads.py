"""Files that come with a form: each is sealed as it arrives, before any transaction begins.

Neither how large they are nor how slowly they come is felt by anybody else. A form that breaks
off leaves nothing behind.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from io import BytesIO
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from app.core.logs import log
from app.core.storage import service as storage
from app.core.storage.service import Writing
from app.core.web.forms import fields

MOST_FILES, MOST_FIELDS = 50, 200
HEAD = 4096  # bytes that tell what a file is


@dataclass(frozen=True)
class Arrived:
    """A file that arrived whole and lies sealed; ``head`` are its first bytes."""

    name: str
    head: bytes
    stored: Writing


@dataclass(frozen=True)
class WithFiles:
    """A form with files; those without a name are left out. ``no_room``: none could be stored."""

    fields: Mapping[str, str]
    files: Sequence[Arrived] = ()
    no_room: bool = False

    def remove(self, but: Collection[UUID] = ()) -> None:
        """Remove the files that nothing names."""
        for each in self.files:
            if each.stored.id not in but:
                storage.remove(each.stored.id)


class _Broken(Exception):  # noqa: N818 - nobody sees it
    """What is half written is given up."""


class _Sealing(UploadFile):
    """A file of the form on its way into the storage; what has no name is let fall."""

    def __init__(self, name: str) -> None:
        super().__init__(BytesIO(), filename=name)
        self.head, self.stored, self.failed = b"", Writing(), False
        self._open = ExitStack()
        self._add: Callable[[bytes], None] | None = None

    async def write(self, data: bytes) -> None:
        await run_in_threadpool(self._seal, data)

    async def seek(self, offset: int) -> None:  # noqa: ARG002 - it is over
        await run_in_threadpool(self._finish)

    def give_up(self) -> None:
        """Leave nothing of it, whole or half."""
        self._open.__exit__(_Broken, _Broken(), None)
        storage.remove(self.stored.id)

    def _seal(self, data: bytes) -> None:
        if self.failed or not self.filename:
            return
        self.head += data[: HEAD - len(self.head)]
        try:
            self._begun()(data)
        except OSError as error:
            self._fail(error)

    def _finish(self) -> None:
        if self.failed or not self.filename:
            return
        try:
            self._begun()
            self._open.close()
        except OSError as error:
            self._fail(error)

    def _begun(self) -> Callable[[bytes], None]:
        if self._add is None:
            self.stored, self._add = self._open.enter_context(storage.writing())
        return self._add

    def _fail(self, error: OSError) -> None:
        log.error("a file of a form could not be stored", why=error.strerror)
        self.failed = True
        self.give_up()


class _Parser(MultiPartParser):
    """Nothing of a file lies on a disk unsealed: BodyMiddleware bounds what there can be."""

    def __init__(self, request: Request) -> None:
        stream = request.stream()
        super().__init__(request.headers, stream, max_files=MOST_FILES, max_fields=MOST_FIELDS)
        self.sealing: list[_Sealing] = []

    def on_headers_finished(self) -> None:
        super().on_headers_finished()
        if (file := self._current_part.file) is not None:
            file.file.close()  # a spooled one, unsealed
            self._current_part.file = sealing = _Sealing(file.filename or "")
            self.sealing.append(sealing)

    def give_up(self) -> None:
        for each in self.sealing:
            each.give_up()


async def _with_files(request: Request) -> WithFiles:
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return WithFiles(await fields(request))
    parser = _Parser(request)
    try:
        form = await parser.parse()
    except MultiPartException:
        parser.give_up()
        return WithFiles({})
    except BaseException:
        parser.give_up()
        raise
    typed = {name: value for name, value in form.multi_items() if isinstance(value, str)}
    if any(each.failed for each in parser.sealing):
        parser.give_up()
        return WithFiles(typed, no_room=True)
    named = [each for each in parser.sealing if each.filename]
    return WithFiles(typed, [Arrived(e.filename or "", e.head, e.stored) for e in named])


SubmittedFiles = Annotated[WithFiles, Depends(_with_files)]
