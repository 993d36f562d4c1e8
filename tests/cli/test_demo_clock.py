"""Moving a demo's clock: forward only, only a demo's, and everybody in it reads the same time."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app import cli
from app.cli.place import CARD, CLOCK
from app.core import clock


@pytest.fixture(autouse=True)
def _same_afterwards() -> Iterator[None]:
    """A command follows the clock of what it works on, which here is the tests' process."""
    before, followed = dict(os.environ), list(clock._offset_file)
    yield
    clock._offset_file[:] = followed
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A demo's folder, as far as its clock goes."""
    (tmp_path / CARD).write_text('{"portal": "http://127.0.0.1:8000", "provider": ""}')
    (tmp_path / CLOCK).write_text("0")
    return tmp_path


@pytest.mark.parametrize(
    ("shift", "further"),
    [
        ("+8d", timedelta(days=8)),
        ("+3h", timedelta(hours=3)),
        ("+30m", timedelta(minutes=30)),
        ("+0d", timedelta()),
    ],
)
def test_it_moves_forward_and_says_what_time_it_is_now(
    home: Path, capsys: pytest.CaptureFixture[str], shift: str, further: timedelta
) -> None:
    assert cli.run(["demo-clock", shift, "--data", str(home)]) == 0

    told = datetime.fromisoformat(capsys.readouterr().out.strip())
    assert abs(told - datetime.now(UTC) - further) < timedelta(seconds=30)
    assert float((home / CLOCK).read_text()) == further.total_seconds()
    clock.follow(home / CLOCK)
    assert abs(clock.now() - told) < timedelta(seconds=30)


def test_it_moves_on_from_where_it_was(home: Path) -> None:
    assert cli.run(["demo-clock", "+1d", "--data", str(home)]) == 0
    assert cli.run(["demo-clock", "+2h", "--data", str(home)]) == 0

    assert float((home / CLOCK).read_text()) == 26 * 3600
    assert (home / CLOCK).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "shift", ["8d", "-8d", "+8", "+8w", "+d", "+1.5h", "+8d3h", "+100000d", "+٨d", "soon", ""]
)
def test_what_is_no_way_forward_is_refused_and_moves_nothing(
    home: Path, capsys: pytest.CaptureFixture[str], shift: str
) -> None:
    assert cli.run(["demo-clock", "--data", str(home), "--", shift]) == 1

    [said] = capsys.readouterr().err.splitlines()
    assert "such as +8d, +3h or +30m" in said
    assert (home / CLOCK).read_text() == "0"
    assert cli.run(["demo-clock", "+1d", "--data", str(home)]) == 0


def test_no_other_clock_can_be_moved(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "daylight.db").touch()

    assert cli.run(["demo-clock", "+8d", "--data", str(tmp_path)]) == 1

    [said] = capsys.readouterr().err.splitlines()
    assert f"There is no demo in {tmp_path}" in said
    assert [path.name for path in tmp_path.iterdir()] == ["daylight.db"]
