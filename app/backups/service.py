"""Making a backup of everything, and putting one back.

A backup is two folders that belong in two places: ``portal`` (the database and the stored files)
and ``keys`` (what opens them). Each database lies there as a SQLite file, whatever it came from,
so that it can be put back on either kind: that is also the way from SQLite to PostgreSQL.
"""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path

from sqlalchemy import Connection, inspect
from sqlmodel import Session, SQLModel, select

from app.access_log import putting_back
from app.access_log.checkpoints import queries as checkpoints
from app.access_log.models import Head
from app.backups import keys as keys_
from app.backups import rules, steps
from app.backups.errors import (
    DamagedBackupError,
    FolderNotEmptyError,
    InstallationThereError,
    NotABackupError,
)
from app.backups.opened import address, file_of, left_beside, to_fill, to_read
from app.backups.rules import DATABASE, KEYS, KEYS_PART, LIST, PORTAL_PART, SECRET, STORAGE
from app.core import clock
from app.core.config import settings
from app.core.db import dialects
from app.core.db.copying import copy_rows
from app.core.db.migrations import load_models
from app.identity.people.models import Person
from app.identity.sessions import service as sessions

_WORK, _LATER = ".putting-back", "later.db"


def make(folder: Path) -> rules.Manifest:
    """Write all of the portal to a new folder; gives what its part ``portal`` says of itself.

    Everything that was acknowledged before it began is in it, and it was tried: the log in it was
    recomputed. Raises FolderNotEmptyError, NotTrueError and OSError; what was begun has no
    manifest then.
    """
    load_models()
    if folder.exists() and any(folder.iterdir()):
        raise FolderNotEmptyError(folder)
    portal, keys = folder / PORTAL_PART, folder / KEYS_PART
    for part in (portal, keys):
        part.mkdir(parents=True, mode=0o700)
    # A key made meanwhile opens rows that are copied, and one deleted meanwhile does too.
    keys_.take(settings().keys_database, keys / KEYS)
    _take(settings().database, portal / DATABASE)
    _copy_files(settings().storage, portal / STORAGE)
    keys_.take(settings().keys_database, keys / _LATER)
    keys_.add(keys / _LATER, address(keys / KEYS))
    (keys / _LATER).unlink()
    shutil.copyfile(settings().secret_path, keys / SECRET)
    steps.verify_copy(folder, portal / DATABASE, keys / KEYS, keys / SECRET)
    entries, checkpoint = _of_the_log(portal / DATABASE)
    _list(keys, rules.Manifest(clock.now().isoformat(), _digests(keys)))
    made = rules.Manifest(clock.now().isoformat(), _digests(portal), entries, checkpoint)
    _list(portal, made)
    return made


def put_back(folder: Path, keys: Path | None, kept: Sequence[Path]) -> int:
    """Make the installation that the settings describe from a backup; how many entries it has.

    Nothing is written to its place before the log in it was found true, and at least as long as
    each checkpoint of ``kept``, as the one of the backup itself and as what each witness holds.
    Nobody is signed in afterwards. Raises InstallationThereError, NotABackupError,
    DamagedBackupError, NotTrueError.
    """
    load_models()
    portal, keys = folder / PORTAL_PART, keys or folder / KEYS_PART
    manifest = _whole(portal)
    _whole(keys)
    _refuse_unless_empty(keys)
    with _workshop() as work:
        for path in (portal / DATABASE, keys / KEYS, keys / SECRET):
            shutil.copyfile(path, work / path.name)
        if manifest.checkpoint:
            (work / "checkpoint").write_text(manifest.checkpoint)
            kept = [*kept, work / "checkpoint"]
        steps.migrate(work)
        entries = steps.verify(work, kept)
        with to_fill(address(work / DATABASE)) as connection, Session(connection) as session:
            sessions.end_all(session)
            session.flush()
        _put_in_place(work, portal / STORAGE)
    if file_of(settings().database) is None:
        steps.verify_in_place()
    return entries


def _put_in_place(work: Path, stored: Path) -> None:
    """The database last: as long as it is not there, this can be done again."""
    if not settings().secret_path.exists():
        _move(work / SECRET, settings().secret_path)
    _copy_files(stored, settings().storage)
    place = file_of(settings().keys_database)
    if place is not None and not place.exists():
        _move(work / KEYS, place)
    else:
        keys_.add(work / KEYS, settings().keys_database)
    place = file_of(settings().database)
    if place is not None:
        _move(work / DATABASE, place)
        return
    steps.migrate_in_place()
    with to_read(address(work / DATABASE)) as source, to_fill(settings().database) as target:
        _copy_portal(source, target)


def _take(url: str, file: Path) -> None:
    """The portal's rows, as they are at one moment, in a new SQLite file."""
    if dialects.snapshot(url, file):
        return
    with steps.empty_installation(file.parent) as empty:
        copy = address(empty / file.name)
        with to_fill(copy) as target, to_read(url) as source:
            _copy_portal(source, target)
        dialects.snapshot(copy, file)


def _copy_portal(source: Connection, target: Connection) -> None:
    """Every row; first those of the log, which others name."""
    of_log = putting_back.tables()
    putting_back.put_back(source, target)
    others = [table for table in SQLModel.metadata.sorted_tables if table not in of_log]
    with dialects.without_triggers(target, others):
        copy_rows(source, target, others)


def _move(file: Path, place: Path) -> None:
    """Put a file in its place, whole or not at all, on another disk too."""
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    half = place.with_name(place.name + ".part")
    shutil.move(file, half)
    half.replace(place)


def _refuse_unless_empty(keys: Path) -> None:
    """Nothing is overwritten; secret and keys of this backup may stay from an earlier try."""
    for url in (settings().database, settings().keys_database):
        place = file_of(url)
        if place is not None and not place.exists() and (left := left_beside(place)):
            raise InstallationThereError(str(left))
    if _is_there(settings().database):
        raise InstallationThereError("An installation's database")
    place = settings().secret_path
    if place.exists() and _digest(place) != _digest(keys / SECRET):
        raise InstallationThereError(str(place))
    if keys_.are_others_there(keys / KEYS, settings().keys_database):
        raise InstallationThereError("A key of another installation")


def _is_there(url: str) -> bool:
    """Whether a database holds anything; tables alone are nothing on a server."""
    if (file := file_of(url)) is not None:
        return file.exists()
    with to_read(url) as connection:
        if not inspect(connection).has_table("person"):
            return False
        session = Session(connection)
        anybody = session.exec(select(Person.id).limit(1)).first() is not None
        return anybody or session.exec(select(Head.size)).one() > 0


def _whole(part: Path) -> rules.Manifest:
    try:
        manifest = rules.parsed((part / LIST).read_text(errors="replace"))
    except FileNotFoundError:
        raise NotABackupError(part) from None
    if manifest is None:
        raise DamagedBackupError(part / LIST)
    for path, digest in manifest.files.items():
        if not (part / path).is_file() or _digest(part / path) != digest:
            raise DamagedBackupError(part / path)
    return manifest


@contextmanager
def _workshop() -> Iterator[Path]:
    """A folder beside the installation's, taken away again however the work ends."""
    settings().data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    work = settings().data_dir / _WORK
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(mode=0o700)
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _of_the_log(file: Path) -> tuple[int, str]:
    with to_read(address(file)) as connection, Session(connection) as session:
        newest = checkpoints.newest(session)
        return session.exec(select(Head.size)).one(), newest.note if newest else ""


def _copy_files(place: Path, target: Path) -> None:
    """What is stored; a file that is removed meanwhile is one that nothing needs any more."""
    for path in sorted(each for each in place.rglob("*") if each.is_file()):
        there = target / path.relative_to(place)
        there.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            shutil.copyfile(path, there)
        except FileNotFoundError:
            there.unlink(missing_ok=True)


def _digests(part: Path) -> dict[str, str]:
    files = (path for path in part.rglob("*") if path.is_file())
    return {str(path.relative_to(part)): _digest(path) for path in sorted(files)}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _list(part: Path, manifest: rules.Manifest) -> None:
    """The last thing written of a part, and it is on the disk when this returns."""
    with os.fdopen(os.open(part / LIST, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
        file.write(str(manifest))
        file.flush()
        os.fsync(file.fileno())
