"""A backup is put back on either kind of database, and only where its log is true."""

import json
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, Table, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import SQLModel

from app.access_log import service as log
from app.access_log.checking import service as checking
from app.access_log.checkpoints import queries as checkpoints
from app.access_log.checkpoints import service as signing
from app.access_log.keys.models import subject_key
from app.access_log.models import Entry
from app.backups import rules, service
from app.backups.errors import (
    DamagedBackupError,
    FolderNotEmptyError,
    InstallationThereError,
    NotABackupError,
    NotTrueError,
)
from app.backups.opened import address, to_fill
from app.core.db import dialects
from app.core.db.base import KEYS
from app.core.db.session import engine, keys_engine, reading, writing
from app.core.storage import service as storage
from app.demo.fill import northfold
from tests.support.database import KINDS, Template, on_sqlite, pointed_at

REFUSED = r"append-only|permission denied"  # by a trigger, or for want of a right
WORDS = b"What was gathered for somebody. " * 4000
Made = tuple[Path, UUID, dict[str, Any]]


@pytest.fixture(scope="module")
def made(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    """A backup of a portal with something in nearly every table, and what its rows were."""
    folder = tmp_path_factory.mktemp("backup")
    url = template.copy(folder / "there")
    with pointed_at(folder / "there", url):
        northfold(people=60, events=300, seed=1, say=lambda _said: None)
        file = storage.keep(WORDS).id
        signing.publish()
        service.make(folder / "backup")
        rows = _rows()
    yield folder / "backup", file, rows
    if template.cluster:
        template.cluster.drop(url.split("@/")[1].split("?", maxsplit=1)[0])


@pytest.fixture(params=KINDS["both"])
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """An installation that is not there yet, on each kind of database."""
    place = tmp_path / "new"
    if request.param == "sqlite":
        with _at(place):
            yield place
        return
    cluster = request.getfixturevalue("postgresql")
    name = f"restored_{uuid4().hex[:12]}"
    with pointed_at(place, cluster.create(name)):
        yield place
    cluster.drop(name)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    with _at(tmp_path / "new"):
        yield tmp_path / "new"


@pytest.fixture
def backup(made: Made, tmp_path: Path) -> Path:
    """A copy of the backup, to be spoilt."""
    return Path(shutil.copytree(made[0], tmp_path / "copy"))


def _at(place: Path) -> Any:
    return pointed_at(place, f"sqlite:///{place / 'daylight.db'}")


def _rows() -> dict[str, Any]:
    """Every row of both databases; of the log's head what is the same on both kinds."""
    found = _of(engine(), SQLModel.metadata.sorted_tables)
    found |= _of(keys_engine(), KEYS.sorted_tables)
    (head,) = found["head"]
    return found | {"head": head[1:3]}


def _of(database: Engine, tables: Sequence[Table]) -> dict[str, Any]:
    with dialects.for_reading(database).begin() as connection:
        if dialects.name(connection) == "postgresql":
            connection.exec_driver_sql("SELECT set_config('daylight.reader', 'log', true)")
        return {
            table.name: connection.execute(select(table).order_by(*table.primary_key)).all()
            for table in tables
        }


def _listed_anew(part: Path) -> None:
    """What somebody does who knows that the digests are looked at."""
    said = json.loads((part / rules.LIST).read_text())
    said["files"] = {path: sha256((part / path).read_bytes()).hexdigest() for path in said["files"]}
    (part / rules.LIST).write_text(json.dumps(said))


def _edited(backup: Path, *statements: str) -> None:
    with closing(sqlite3.connect(backup / "portal" / rules.DATABASE)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def test_all_of_it_is_there_again_on_either_kind(made: Made, elsewhere: Path) -> None:
    backup, file, rows = made

    entries = service.put_back(backup, None, [])

    assert entries == rows["head"][0] > 300
    found = _rows()
    assert {name: len(found[name]) for name in rows} == {name: len(rows[name]) for name in rows}
    assert all(one.ended_at is not None for one in found["portal_session"])
    assert found | {"portal_session": rows["portal_session"]} == rows
    assert storage.content(file) == WORDS
    assert not list(elsewhere.glob(".*")), "what it was made in is taken away"
    # and the log goes on: its database refuses what it refused, and gives the next number
    with pytest.raises(SQLAlchemyError, match=REFUSED), writing() as session:
        session.connection().execute(update(Entry).values(leaf=bytes(36)))
    with writing() as session:
        assert log.append_notice(session, {"act": "restore"}) == entries
    signing.publish()
    assert checking.verify().ok


@on_sqlite
def test_a_folder_with_something_in_it_is_left_alone(made: Made, place: Path) -> None:
    service.put_back(made[0], None, [])
    (place / "mine").mkdir()
    (place / "mine" / "notes").write_text("mine")

    with pytest.raises(FolderNotEmptyError):
        service.make(place / "mine")

    assert [path.name for path in (place / "mine").iterdir()] == ["notes"]
    assert service.make(place / "another").entries > 300


@on_sqlite
def test_nothing_that_is_there_is_overwritten(made: Made, place: Path) -> None:
    backup, _file, rows = made
    for name in ("daylight.db", "secret"):
        place.mkdir(exist_ok=True)
        (place / name).write_text("mine")

        with pytest.raises(InstallationThereError):
            service.put_back(backup, None, [])

        assert (place / name).read_text() == "mine"
        assert [path.name for path in place.iterdir()] == [name]
        (place / name).unlink()
    assert service.put_back(backup, None, []) == rows["head"][0]
    with pytest.raises(InstallationThereError):
        service.put_back(backup, None, [])


@on_sqlite
def test_the_keys_may_be_kept_in_another_place(backup: Path, place: Path) -> None:
    shutil.move(backup / "keys", backup.parent / "safe")

    with pytest.raises(NotABackupError):
        service.put_back(backup, None, [])

    assert not (place / "daylight.db").exists()
    assert service.put_back(backup, backup.parent / "safe", []) > 300


DAMAGE = {
    "a byte of the database": ("portal/daylight.db", lambda old: old[:5000] + b"\1" + old[5001:]),
    "half of the database": ("portal/daylight.db", lambda old: old[: len(old) // 2]),
    "a byte of the keys": ("keys/keys.db", lambda old: old[:5000] + b"\1" + old[5001:]),
    "another secret": ("keys/secret", lambda old: bytes(len(old))),
    "a list that is no list": ("portal/manifest.json", lambda _old: b"[]"),
    "a list of another format": (
        "portal/manifest.json",
        lambda old: old.replace(b'"format": 1', b'"format": 2'),
    ),
    "a list that leads elsewhere": (
        "portal/manifest.json",
        lambda old: old.replace(b"daylight.db", b"../../daylight.db"),
    ),
}


@on_sqlite
@pytest.mark.parametrize("what", DAMAGE)
def test_what_is_damaged_is_named_and_not_put_back(backup: Path, place: Path, what: str) -> None:
    name, change = DAMAGE[what]
    whole = (backup / name).read_bytes()
    (backup / name).write_bytes(change(whole))

    with pytest.raises(DamagedBackupError, match=name.rpartition("/")[2]):
        service.put_back(backup, None, [])

    assert not (place / "daylight.db").exists()


@on_sqlite
@pytest.mark.parametrize("beside", ["daylight.db-wal", "daylight.db-journal", "keys.db-wal"])
def test_what_an_older_database_left_is_not_taken_for_the_new_ones(
    made: Made, place: Path, beside: str
) -> None:
    """SQLite plays a log of changes back over whatever lies beside it."""
    place.mkdir()
    (place / beside).write_bytes(b"older")

    with pytest.raises(InstallationThereError, match=beside):
        service.put_back(made[0], None, [])

    assert [path.name for path in place.iterdir()] == [beside]
    (place / beside).unlink()
    assert service.put_back(made[0], None, []) > 300


def test_what_broke_off_half_way_can_be_done_again(
    made: Made, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup, _file, rows = made

    def breaks(*_given: object) -> None:
        raise OSError("no space left")

    with monkeypatch.context() as broken:
        for name in ("_copy_portal", "_move"):
            broken.setattr(service, name, breaks)
        with pytest.raises(OSError, match="no space"):
            service.put_back(backup, None, [])
    real, moved = service._move, list[str]()

    def first_two(file: Path, to: Path) -> None:
        if file.name == rules.DATABASE:
            breaks()
        moved.append(file.name)
        real(file, to)

    with monkeypatch.context() as broken:
        broken.setattr(service, "_move", first_two)
        broken.setattr(service, "_copy_portal", breaks)
        with pytest.raises(OSError, match="no space"):
            service.put_back(backup, None, [])
    assert moved == [rules.SECRET, rules.KEYS]

    assert service.put_back(backup, None, []) == rows["head"][0]
    assert _rows() == rows | {"portal_session": _rows()["portal_session"]}
    assert elsewhere.exists()


@on_sqlite
def test_a_key_deleted_while_a_backup_is_made_still_opens_what_is_in_it(
    made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with _at(tmp_path / "there"):
        service.put_back(made[0], None, [])
        real = service._copy_files

        def meanwhile(place: Path, target: Path) -> None:
            real(place, target)
            with dialects.for_writing(keys_engine()).begin() as connection:
                connection.execute(subject_key.delete())

        with monkeypatch.context() as patch:
            patch.setattr(service, "_copy_files", meanwhile)
            entries = service.make(tmp_path / "backup").entries
    with _at(tmp_path / "second"):
        assert service.put_back(tmp_path / "backup", None, []) == entries


@on_sqlite
def test_a_copy_whose_log_is_not_true_is_no_backup(made: Made, tmp_path: Path) -> None:
    with _at(tmp_path / "there"):
        service.put_back(made[0], None, [])
        with dialects.for_writing(keys_engine()).begin() as connection:
            connection.execute(subject_key.delete())
        with pytest.raises(NotTrueError, match="its key is gone"):
            service.make(tmp_path / "backup")
    with _at(tmp_path / "second"):
        with pytest.raises(NotABackupError):
            service.put_back(tmp_path / "backup", None, [])
        assert service.put_back(made[0], None, []) > 300


@on_sqlite
def test_a_half_backup_is_none(backup: Path, place: Path) -> None:
    list_ = (backup / "portal" / rules.LIST).rename(backup / "later")
    with pytest.raises(NotABackupError):
        service.put_back(backup, None, [])

    list_.rename(backup / "portal" / rules.LIST)
    assert service.put_back(backup, None, []) > 300
    assert (place / "daylight.db").exists()


ATTACKS = {
    "an entry changed": (
        "DROP TRIGGER entry_only_forgets",
        "UPDATE entry SET leaf = zeroblob(36) WHERE seq = 100",
    ),
    "an entry taken out": ("DROP TRIGGER entry_stays", "DELETE FROM entry WHERE seq = 100"),
}


@on_sqlite
@pytest.mark.parametrize("attack", ATTACKS)
def test_a_log_that_is_not_true_is_not_put_back(backup: Path, place: Path, attack: str) -> None:
    whole = (backup / "portal" / rules.DATABASE).read_bytes()
    _edited(backup, *ATTACKS[attack])
    _listed_anew(backup / "portal")

    with pytest.raises(NotTrueError, match="from entry 100 on"):
        service.put_back(backup, None, [])

    assert not list(place.iterdir())
    (backup / "portal" / rules.DATABASE).write_bytes(whole)
    _listed_anew(backup / "portal")
    assert service.put_back(backup, None, []) > 300


@on_sqlite
def test_a_log_shorter_than_a_checkpoint_that_somebody_kept_is_not_put_back(
    made: Made, tmp_path: Path
) -> None:
    backup, _file, rows = made
    with _at(tmp_path / "first"):
        service.put_back(backup, None, [])
        with writing() as session:
            log.append_notice(session, {"act": "backup"})
        signing.publish()
        with reading() as session:
            newer = checkpoints.newest(session)
        assert newer is not None
        (tmp_path / "kept").write_text(newer.note)
    with _at(tmp_path / "second"):
        with pytest.raises(NotTrueError, match="shorter than a checkpoint kept elsewhere"):
            service.put_back(backup, None, [tmp_path / "kept"])
        assert not list((tmp_path / "second").iterdir())
        assert service.put_back(backup, None, []) == rows["head"][0]


@on_sqlite
def test_keys_of_another_installation_are_not_mixed_with_these(made: Made, place: Path) -> None:
    place.mkdir()
    dialects.make_file(address(place / "keys.db"))
    with to_fill(address(place / "keys.db")) as connection:
        KEYS.create_all(connection)
        other = {"subject": bytes(16), "month": 202601, "retention": 1, "wrapped": b"other"}
        connection.execute(subject_key.insert().values(other))

    with pytest.raises(InstallationThereError, match="another installation"):
        service.put_back(made[0], None, [])

    with to_fill(address(place / "keys.db")) as connection:
        connection.execute(subject_key.delete())
    assert service.put_back(made[0], None, []) > 300
