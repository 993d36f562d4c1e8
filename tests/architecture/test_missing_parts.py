"""A machine without a real part says which one: its tests are skipped, and under CI they fail."""

from pathlib import Path

import pytest

from tests.support import live

Skipped, Failed = pytest.skip.Exception, pytest.fail.Exception


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine whose only programs are those put into this folder."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("DAYLIGHT_TEST_CHROMIUM", raising=False)
    monkeypatch.delenv("CI", raising=False)
    return tmp_path


def a_program(path: Path) -> str:
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return str(path)


def test_without_chromium_the_tests_of_pages_are_skipped_by_name(bare: Path) -> None:
    with pytest.raises(Skipped, match=r"need chromium: run\.py test installs it"):
        live.its_path()

    there = a_program(bare / "chromium")
    assert live.its_path() == there


def test_without_chromium_nothing_is_skipped_under_ci(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "1")

    with pytest.raises(Failed, match=r"need chromium: run\.py test installs it"):
        live.its_path()

    there = a_program(bare / "chrome")
    assert live.its_path() == there


def test_a_chromium_that_is_named_must_be_there(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_program(bare / "chromium")
    monkeypatch.setenv("DAYLIGHT_TEST_CHROMIUM", str(bare / "mine"))

    with pytest.raises(Skipped, match=r"there is no program .*mine"):
        live.its_path()

    there = a_program(bare / "mine")
    assert live.its_path() == there
