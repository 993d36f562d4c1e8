"""Making a backup of everything, and putting one back.

A backup is two folders that belong in two places: ``portal`` (the database and the stored files)
and ``keys`` (what opens them). Each database lies there as a SQLite file, whatever it came from,
so that it can be put back on either kind: that is also the way from SQLite to PostgreSQL.
"""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from hashlib import file_digest
from pathlib import Path

from sqlalchemy import Connection, MetaData, inspect
from sqlalchemy.engine import make_url
from sqlmodel import Session, SQLModel, select

from app.access_log import putting_back
from app.access_log.checkpoints import queries as checkpoints
from app.access_log.models import Head
from app.backups import rules, steps
from app.backups.errors import (
    DamagedBackupError,
    FolderNotEmptyError,
    InstallationThereError,
    NotABackupError,
)
from app.backups.rules import DATABASE, KEYS, KEYS_PART, LIST, PORTAL_PART, SECRET, STORAGE
from app.core import clock
from app.core.config import settings
from app.core.db import dialects
from app.core.db.base import KEYS as OF_KEYS
from app.core.db.copying import copy_rows
from app.core.db.migrations import load_models
from app.core.db.session import engine

_WORK = ".putting-back"


def make(folder: Path) -> rules.Manifest:
    """Write all of the portal to a new folder; gives what its part ``portal`` says of itself.

    Everything that was acknowledged before it began is in it. The keys are copied after the rows
    they open. Raises FolderNotEmptyError and OSError; what was begun has no manifest then.
    """
    load_models()
    if folder.exists() and any(folder.iterdir()):
        raise FolderNotEmptyError(folder)
    portal, keys = folder / PORTAL_PART, folder / KEYS_PART
    for part in (portal, keys):
        part.mkdir(parents=True, mode=0o700)
    _take(settings().database, portal / DATABASE)
    _copy_files(settings().storage, portal / STORAGE)
    _take(settings().keys_database, keys / KEYS)
    shutil.copyfile(settings().secret_path, keys / SECRET)
    entries, checkpoint = _of_the_log(portal / DATABASE)
    _list(keys, rules.Manifest(clock.now().isoformat(), _digests(keys)))
    made = rules.Manifest(clock.now().isoformat(), _digests(portal), entries, checkpoint)
    _list(portal, made)
    return made


def put_back(folder: Path, keys: Path | None, kept: Sequence[Path]) -> int:
    """Make the installation that the settings describe from a backup; how many entries it has.

    Nothing is written to its place before the log in it was found true, and at least as long as
    each checkpoint of ``kept``, as the one of the backup itself and as what each witness holds.
    Raises InstallationThereError, NotABackupError, DamagedBackupError, NotTrueError.
    """
    load_models()
    portal, keys = folder / PORTAL_PART, keys or folder / KEYS_PART
    _refuse_unless_empty(keys)
    manifest = _whole(portal)
    _whole(keys)
    with _workshop() as work:
        for path in (portal / DATABASE, keys / KEYS, keys / SECRET):
            shutil.copyfile(path, work / path.name)
        if manifest.checkpoint:
            (work / "checkpoint").write_text(manifest.checkpoint)
            kept = [*kept, work / "checkpoint"]
        steps.migrate(work)
        entries = steps.verify(work, kept)
        _put_in_place(work, portal / STORAGE)
    if _file_of(settings().database) is None:
        steps.verify_in_place()
    return entries


def _put_in_place(work: Path, stored: Path) -> None:
    """The database last: as long as it is not there, this can be done again."""
    _move(work / SECRET, settings().secret_path)
    _copy_files(stored, settings().storage)
    _put(work / KEYS, settings().keys_database, OF_KEYS)
    _put(work / DATABASE, settings().database, SQLModel.metadata)


def _put(file: Path, url: str, tables: MetaData) -> None:
    place = _file_of(url)
    if place is not None:
        _move(file, place)
    elif tables is OF_KEYS:
        with _opened(file) as source, _opened_for_all(url) as target:
            OF_KEYS.create_all(target)
            copy_rows(source, target, OF_KEYS.sorted_tables)
    else:
        steps.migrate_in_place()
        with _opened(file) as source, _opened_for_all(url) as target:
            _copy_portal(source, target)


def _take(url: str, file: Path) -> None:
    """A database's rows, as they are at one moment, in a new SQLite file."""
    if dialects.snapshot(url, file):
        return
    with steps.empty_installation(file.parent) as empty:
        copy, away = f"sqlite:///{empty / file.name}", dialects.create_engine(url)
        with _opened_for_all(copy) as target, dialects.for_copying(away).begin() as source:
            if file.name == DATABASE:
                _copy_portal(source, target)
            else:
                copy_rows(source, target, OF_KEYS.sorted_tables)
        away.dispose()
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
    """Nothing is overwritten; keys that are those of the backup may stay from an earlier try."""
    if _is_there(settings().database):
        raise InstallationThereError("An installation's database")
    if (place := settings().secret_path).exists() and not _alike(place, keys / SECRET):
        raise InstallationThereError(str(place))
    keys_file = _file_of(settings().keys_database)
    if keys_file is not None and keys_file.exists() and not _alike(keys_file, keys / KEYS):
        raise InstallationThereError(str(keys_file))


def _is_there(url: str) -> bool:
    if (file := _file_of(url)) is not None:
        return file.exists()
    with engine().connect() as connection:
        return bool(inspect(connection).has_table("person"))


def _file_of(url: str) -> Path | None:
    """Where a SQLite database lies; None for one that a server keeps."""
    parts = make_url(url)
    return Path(parts.database or "") if parts.get_backend_name() == "sqlite" else None


def _alike(one: Path, other: Path) -> bool:
    return other.is_file() and _digest(one) == _digest(other)


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


@contextmanager
def _opened(file: Path) -> Iterator[Connection]:
    made = dialects.create_engine(f"sqlite:///{file}")
    try:
        with dialects.for_reading(made).begin() as connection:
            yield connection
    finally:
        made.dispose()


@contextmanager
def _opened_for_all(url: str) -> Iterator[Connection]:
    made = dialects.create_engine(url, changes_schema=True)
    try:
        with dialects.for_writing(made).begin() as connection:
            yield connection
    finally:
        made.dispose()


def _of_the_log(file: Path) -> tuple[int, str]:
    made = dialects.create_engine(f"sqlite:///{file}")
    with Session(dialects.for_reading(made)) as session:
        newest = checkpoints.newest(session)
        found = session.exec(select(Head.size)).one(), newest.note if newest else ""
    made.dispose()
    return found


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
    with closing(os.fdopen(os.open(part / LIST, os.O_WRONLY | os.O_CREAT, 0o600), "w")) as file:
        file.write(str(manifest))
        file.flush()
        os.fsync(file.fileno())
