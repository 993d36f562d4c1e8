"""``daylight log`` and ``daylight verify``."""

import json
from pathlib import Path

import pytest
from sqlmodel import Session

from app import cli
from app.access_log import service as log
from app.access_log.checkpoints import queries
from app.core.crypto import notes, tlog_proofs
from app.core.db.session import reading
from tests.support.cast import Cast
from tests.support.make import an_access
from tests.support.sealing import log_key


@pytest.fixture
def filled(session: Session, cast: Cast) -> None:
    session.commit()
    log.append([an_access("E1001"), an_access("E1002")])


def test_a_checkpoint_is_printed_and_made_first_if_asked(
    filled: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["log", "checkpoint"]) == 1
    assert "no checkpoint yet" in capsys.readouterr().err

    assert cli.run(["log", "checkpoint", "--now"]) == 0
    printed = capsys.readouterr().out
    assert notes.is_signed_by(notes.parse_note(printed), log_key())
    assert cli.run(["log", "checkpoint"]) == 0
    assert capsys.readouterr().out == printed


def test_a_proof_is_printed_as_c2sp_writes_it(
    filled: None, capsys: pytest.CaptureFixture[str]
) -> None:
    cli.run(["log", "checkpoint", "--now"])
    capsys.readouterr()

    assert cli.run(["log", "proof", "1"]) == 0
    proof = tlog_proofs.parse_proof(capsys.readouterr().out)
    with reading() as session:
        (leaf,) = queries.leaves(session, 1, 2)
    assert tlog_proofs.check_proof(proof, leaf, log_key()).size == 2

    assert cli.run(["log", "proof", "2"]) == 1
    assert "No checkpoint covers entry 2" in capsys.readouterr().err
    assert cli.run(["log", "proof", "-1"]) == 2


def test_the_log_is_verified_with_checkpoints_from_elsewhere(
    filled: None, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    cli.run(["log", "checkpoint", "--now"])
    kept = tmp_path / "kept"
    kept.write_text(capsys.readouterr().out)

    assert cli.run(["log", "verify", "--old", str(kept), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"ok": True, "size": 2}
    assert cli.run(["log", "verify"]) == 0

    kept.write_text(kept.read_text().replace("\n2\n", "\n3\n"))
    assert cli.run(["log", "verify", "--old", str(kept)]) == 1
    assert "not a checkpoint of this log" in capsys.readouterr().err


def test_a_seal_is_made_and_signed(filled: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["log", "seal"]) == 0
    assert "2 entries are counted for 12 people, in entry 2." in capsys.readouterr().out
    with reading() as session:
        newest = queries.newest(session)
    assert newest is not None
    assert newest.size == 3

    assert cli.run(["log", "seal"]) == 0
    assert "Nothing came since" in capsys.readouterr().err
