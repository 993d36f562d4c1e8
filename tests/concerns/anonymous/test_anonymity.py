"""An attacker with the stored orders and files finds nothing: a short form of the bench."""

import pytest
from sqlmodel import Session

from app.speakup import spool
from bench import anonymity
from tests.support.speakup import Origin


def test_no_stored_order_tells_the_true_one(origin: Origin, session: Session) -> None:
    found = anonymity.attack(session, releases=8, each=6)
    assert found.guesses == 48
    assert len(found.means()) >= 9
    assert list(found.faults(deviations=5)) == []


def test_the_attacker_does_find_an_order_where_there_is_one(
    origin: Origin, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spool, "_made_anew", lambda _spool: None)
    found = anonymity.attack(session, releases=3, each=6)
    assert abs(found.means()["spool, bytes"]) > 0.9
    assert anonymity.correlation([0, 1, 2, 3]) == 1
    assert anonymity.correlation([3, 2, 1, 0]) == -1
