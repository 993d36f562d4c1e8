"""The demo's processes wait to be told, and no longer than somebody can tell them."""

import pytest

from app.cli import processes

HELP = ("worker", "--help")
SECONDS = 60


def test_a_held_command_begins_when_it_is_told(capfd: pytest.CaptureFixture[str]) -> None:
    with processes.held(HELP) as [held]:
        processes.begin([held])
        assert held.wait(SECONDS) == 0

    assert "Do what the portal has put off" in capfd.readouterr().out


def test_a_held_command_ends_when_nobody_is_left_to_tell_it(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with processes.held(HELP) as [held]:
        assert held.stdin is not None
        held.stdin.close()
        assert held.wait(SECONDS) == 0

    assert capfd.readouterr() == ("", "")
