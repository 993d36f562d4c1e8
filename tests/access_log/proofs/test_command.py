"""``daylight verify``: the same verifier, from the command line."""

from pathlib import Path

import pytest

from app import cli
from tests.access_log.proofs.test_evidence import changed
from tests.support.browser import Browser
from tests.support.cast import Cast


def test_a_file_of_evidence_is_checked_without_a_database(
    browser: Browser,
    november: Cast,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    cli.run(["log", "checkpoint", "--now"])
    browser.sign_in(november.amara)
    file = tmp_path / "proof.zip"
    file.write_bytes(browser.get("/looked/proof/download").response.content)
    capsys.readouterr()

    assert cli.run(["verify", str(file)]) == 0
    assert "anchored: no" in capsys.readouterr().out
    forged = tmp_path / "forged.zip"
    forged.write_bytes(changed(file.read_bytes(), lambda said: said["entries"].reverse()))
    assert cli.run(["verify", str(forged)]) == 1
    forged.write_bytes(b"nothing")
    assert cli.run(["verify", str(forged)]) == 2
    assert capsys.readouterr().err.count("\n") == 2
