import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app.core import secrets
from app.core.config import settings
from app.core.db.base import new_id
from app.core.storage import service as storage
from app.core.storage.rules import BLOCK, TAG, DamagedError


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("DAYLIGHT_STORAGE_DIR", str(tmp_path / "storage"))
    monkeypatch.setenv("DAYLIGHT_SECRET_FILE", str(tmp_path / "secret"))
    secrets.ensure(tmp_path / "secret")
    settings.cache_clear()
    secrets.derive.cache_clear()
    yield
    settings.cache_clear()
    secrets.derive.cache_clear()


def place(stored: storage.Writing) -> Path:
    return next(settings().storage.rglob(stored.id.hex))


@pytest.mark.parametrize("size", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK, 3 * BLOCK + 7])
def test_a_file_is_read_as_it_was_written(size: int) -> None:
    content = bytes(number % 251 for number in range(size))

    stored = storage.keep(content)

    assert storage.content(stored.id) == content
    assert stored.size == size


def test_the_disk_holds_nothing_that_can_be_read() -> None:
    stored = storage.keep(b"Amara Okafor " * 1000)

    assert b"Amara" not in place(stored).read_bytes()
    assert place(stored).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("cut", ["last block", "a byte", "everything", "first block"])
def test_a_file_cut_short_is_not_taken_for_a_shorter_one(cut: str) -> None:
    stored = storage.keep(bytes(2 * BLOCK + 9))
    whole = place(stored).read_bytes()
    left = {
        "last block": whole[: 2 * (BLOCK + TAG)],
        "a byte": whole[:-1],
        "everything": b"",
        "first block": whole[BLOCK + TAG :],
    }[cut]

    place(stored).write_bytes(left)
    with pytest.raises(DamagedError):
        storage.content(stored.id)

    place(stored).write_bytes(whole)
    assert len(storage.content(stored.id)) == 2 * BLOCK + 9


def test_a_changed_byte_and_a_file_under_another_name_are_found_out() -> None:
    one, other = storage.keep(b"one"), storage.keep(b"other")
    whole = place(one).read_bytes()
    place(one).write_bytes(bytes([whole[0] ^ 1]) + whole[1:])
    with pytest.raises(DamagedError):
        storage.content(one.id)

    place(one).write_bytes(place(other).read_bytes())
    with pytest.raises(DamagedError):
        storage.content(one.id)

    place(one).write_bytes(whole)
    assert storage.content(one.id) == b"one"


def test_what_breaks_off_leaves_nothing() -> None:
    with pytest.raises(RuntimeError), storage.writing() as (_stored, write):
        write(bytes(2 * BLOCK))
        raise RuntimeError

    assert not [path for path in settings().storage.rglob("*") if path.is_file()]
    assert storage.content(storage.keep(b"after").id) == b"after"


def test_the_sweep_takes_orphans_and_halves_and_leaves_what_is_named() -> None:
    named, orphan = storage.keep(b"named"), storage.keep(b"orphan")
    half = place(named).with_suffix(".part")
    half.write_bytes(b"half")

    kept = storage.sweep(lambda ids: {named.id} & set(ids), timedelta(hours=1))
    assert kept == 0 and half.exists() and storage.is_kept(orphan.id)

    removed = storage.sweep(lambda ids: {named.id} & set(ids), timedelta())
    assert removed == 2
    assert storage.content(named.id) == b"named"
    assert not storage.is_kept(orphan.id)
    assert not half.exists()


def test_what_is_not_there_is_damaged_and_removing_it_is_no_fault() -> None:
    nothing = new_id()

    storage.remove(nothing)
    with pytest.raises(DamagedError):
        storage.content(nothing)


@pytest.mark.parametrize("size", [0, 1, BLOCK, BLOCK + 1, 3 * BLOCK, 3 * BLOCK + 7])
def test_a_file_is_read_at_any_place(size: int) -> None:
    content = bytes(number % 251 for number in range(size))
    stored = storage.keep(content)

    with storage.Opened(stored.id) as file:
        assert file.seek(0, os.SEEK_END) == size
        for start in (0, size // 2, max(size - 3, 0), size):
            file.seek(start)
            assert file.read(10) == content[start : start + 10]
        file.seek(0)
        assert file.read() == content


def test_reading_at_a_place_gives_nothing_of_a_changed_or_cut_file() -> None:
    stored = storage.keep(bytes(2 * BLOCK + 9))
    whole = place(stored).read_bytes()
    for damaged in (whole[:-1], whole[:-1] + b"x", whole[: 2 * (BLOCK + TAG)], b""):
        place(stored).write_bytes(damaged)
        with pytest.raises(DamagedError), storage.Opened(stored.id) as file:
            file.seek(-1, os.SEEK_END)
            file.read(1)
    place(stored).write_bytes(whole)
    with storage.Opened(stored.id) as file:
        assert file.seek(-1, os.SEEK_END) == 2 * BLOCK + 8
        assert file.read(1) == b"\0"
    storage.remove(stored.id)
    with pytest.raises(DamagedError):
        storage.Opened(stored.id)
