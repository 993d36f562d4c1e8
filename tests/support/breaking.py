"""Ways to break the log under a portal that is serving, and to mend it again."""

import os
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from io import RawIOBase
from pathlib import Path
from typing import BinaryIO

import psycopg

from app.core.config import settings
from app.core.db.session import engine, keys_engine
from tests.support import postgres
from tests.support.guarded import Guarded, Tally


class CannotBreakError(Exception):
    """This machine does not let us break the log in this way; its words say why."""


@dataclass(frozen=True)
class Way:
    """One way to break the log. ``fresh``: the process that serves begins while it is broken.

    ``own_pages``: the database can still be read, so the employee's own pages must come.
    """

    name: str
    broken: Callable[[Guarded], AbstractContextManager[None]]
    own_pages: bool = True
    fresh: bool = False


def on_sqlite() -> list[Way]:
    stop = "CREATE TRIGGER stop BEFORE INSERT ON entry BEGIN SELECT RAISE(ABORT, 'no'); END"
    there, back = "ALTER TABLE entry RENAME TO away", "ALTER TABLE away RENAME TO entry"
    return [
        Way("trigger", lambda _portal: _statements(stop, "DROP TRIGGER stop")),
        Way("lock", lambda _portal: file_locked()),
        Way("disk full", _disk_full),
        Way("table renamed", lambda _portal: _statements(there, back)),
        Way("keys away", lambda _portal: _moved("keys.db"), fresh=True),
        Way("keys lost", lambda _portal: _moved("keys.db")),
        Way("read-only file", lambda _portal: _read_only(), fresh=True),
        Way("made read-only", lambda _portal: _made_read_only()),
    ]


def on_postgresql(cluster: postgres.Cluster, database: str) -> list[Way]:
    def ways(there: str, back: str) -> Callable[[Guarded], AbstractContextManager[None]]:
        return lambda _portal: _as_superuser(cluster, database, there, back)

    return [
        Way(
            "trigger",
            ways(
                "CREATE TRIGGER stop BEFORE INSERT ON entry FOR EACH STATEMENT"
                " EXECUTE FUNCTION log_refuses()",
                "DROP TRIGGER stop ON entry",
            ),
        ),
        Way(
            "revoked insert",
            ways(
                "REVOKE INSERT ON entry FROM daylight_log_owner",
                "GRANT INSERT ON entry TO daylight_log_owner",
            ),
        ),
        Way("lock", lambda _portal: table_locked(cluster, database)),
        Way(
            "table renamed",
            ways("ALTER TABLE entry RENAME TO away", "ALTER TABLE away RENAME TO entry"),
        ),
        Way("server stopped", lambda _portal: _server_stopped(cluster), own_pages=False),
    ]


@contextmanager
def _statements(there: str, back: str) -> Iterator[None]:
    file = settings().data_dir / "daylight.db"
    for statement in (there, back):
        with sqlite3.connect(file, timeout=5, isolation_level=None) as connection:
            connection.execute("PRAGMA trusted_schema = ON")
            connection.execute(statement)
        connection.close()
        if statement is there:
            yield


_HOLD = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], timeout=10, isolation_level=None)
held.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def file_locked() -> Iterator[None]:
    """Another process holds the file for writing."""
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLD, settings().data_dir / "daylight.db"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert holder.stdin is not None
    assert holder.stdout is not None
    assert holder.stdout.readline()
    yield
    holder.stdin.close()
    holder.wait(10)
    holder.stdout.close()


@contextmanager
def _disk_full(portal: Guarded) -> Iterator[None]:
    """The volume is filled up; where it is not one of our own, no file may grow."""
    data = settings().data_dir
    if not os.path.ismount(data):
        yield from _nothing_grows(portal)
        return
    with filled(data):
        yield


@contextmanager
def filled(folder: Path, room: int = 0) -> Iterator[None]:
    """A volume that is full but for so many bytes while the block lasts."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        with _until_full():
            while file.write(b"\0" * 4096):
                pass
        file.truncate(max(file.tell() - room, 0))
    try:
        yield
    finally:
        filler.unlink()


@contextmanager
def _until_full() -> Iterator[None]:
    try:
        yield
    except OSError:
        return


def _nothing_grows(portal: Guarded) -> Iterator[None]:
    assert portal.process is not None
    limits = resource.prlimit(portal.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(portal.process.pid, resource.RLIMIT_FSIZE, (0, limits[1]))
    yield
    resource.prlimit(portal.process.pid, resource.RLIMIT_FSIZE, limits)


@contextmanager
def _moved(name: str) -> Iterator[None]:
    files = sorted(settings().data_dir.glob(f"{name}*"))
    for file in files:
        file.rename(file.with_name(f"away-{file.name}"))
    yield
    for file in files:
        file.unlink(missing_ok=True)
        file.with_name(f"away-{file.name}").rename(file)


@contextmanager
def _read_only() -> Iterator[None]:
    data = settings().data_dir
    if not os.path.ismount(data):
        raise CannotBreakError("only the superuser may mount a volume of our own read-only")
    _mount("-o", "remount,ro", data)
    yield
    _mount("-o", "remount,rw", data)


@contextmanager
def _made_read_only() -> Iterator[None]:
    """Nobody may write to a file any more, not even who has it open."""
    data = settings().data_dir
    probe = data / "probe"
    with probe.open("wb", buffering=0) as opened:
        # Not SQLite's shared memory: a process that writes to what it has mapped of an immutable
        # file is ended by the kernel (SIGBUS), sooner or later.
        files = [each for each in data.iterdir() if each.is_file() and each.suffix != ".db-shm"]
        _immutable("+i", *files)
        try:
            if _takes(opened):
                raise CannotBreakError("this file system lets those write who have a file open")
            yield
        finally:
            _immutable("-i", *files)
            probe.unlink()


def _immutable(how: str, *files: Path) -> None:
    try:
        subprocess.run(["chattr", how, *files], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as not_allowed:
        raise CannotBreakError("only the superuser may make a file immutable") from not_allowed


def _takes(opened: BinaryIO | RawIOBase) -> bool:
    try:
        return bool(opened.write(b"0"))
    except PermissionError:
        return False


@contextmanager
def _as_superuser(
    cluster: postgres.Cluster, database: str, there: str, back: str
) -> Iterator[None]:
    url = cluster.url(database, "postgres")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(there.encode())
        yield
        connection.execute(back.encode())


@contextmanager
def table_locked(cluster: postgres.Cluster, database: str) -> Iterator[None]:
    """Somebody holds the head of the log; it can still be read."""
    with psycopg.connect(cluster.url(database, "postgres")) as connection:
        connection.execute("SELECT size FROM head FOR UPDATE")
        yield
        connection.rollback()


@contextmanager
def _server_stopped(cluster: postgres.Cluster) -> Iterator[None]:
    cluster.halt()
    yield
    cluster.resume()


@contextmanager
def a_volume(folder: Path, megabytes: int = 32) -> Iterator[bool]:
    """A small file system of our own at ``folder`` where the machine lets us; whether it does.

    In memory where it must be: there a file that is open cannot be kept from being written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    image = folder.with_name(f"{folder.name}.image")
    on_a_disk = partial(_mount_image, image, folder, megabytes)
    in_memory = partial(_mount, "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", folder)
    mounted = os.geteuid() == 0 and any(map(_done, (on_a_disk, in_memory)))
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "-l", folder], check=True)
        image.unlink(missing_ok=True)


def _done(what: Callable[[], None]) -> bool:
    try:
        what()
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


def _mount_image(image: Path, folder: Path, megabytes: int) -> None:
    with image.open("wb") as file:
        file.truncate(megabytes << 20)
    whole = ("-m", "0", "-O", "^has_journal")  # all of it for files, and nothing kept for root
    subprocess.run(["mkfs.ext4", "-q", "-F", *whole, image], check=True, capture_output=True)
    _mount("-o", "loop", image, folder)
    (folder / "lost+found").rmdir()


def _mount(*how: str | Path) -> None:
    subprocess.run(["mount", *how], check=True, capture_output=True)


@dataclass(frozen=True)
class Outcome:
    """What a break did, and how long after its end all was well."""

    way: Way
    tally: Tally
    recovery: float


def break_and_mend(portal: Guarded, way: Way, reads: int, *, at_least: float = 0.0) -> Outcome:
    """Break the log for as long as the reads take, and ``at_least`` so many seconds; mend it.

    The employee's pages say so after the reads, and still at the end of those seconds. Raises
    CannotBreakError where this machine does not let us.
    """
    if way.fresh:
        # Left as a crash leaves it: a read-only volume can then still be read.
        for made in (engine, keys_engine):
            made().dispose()
        portal.stop(signal.SIGKILL)
    began = time.monotonic()
    try:
        with way.broken(portal):
            if way.fresh:
                portal.start()
            tally = portal.reads_while_broken(reads, own_pages=way.own_pages)
            if (left := at_least - (time.monotonic() - began)) > 0:
                time.sleep(left)
                if way.own_pages:
                    portal.still_says(tally)
    finally:
        if portal.process is None:
            portal.start()
    return Outcome(way, tally, portal.seconds_until_well())
