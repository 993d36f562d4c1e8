"""A portal that keeps an entry from somebody is found out by her file alone."""

import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import Session, func, select

from app.access_log.checkpoints import service as signing
from app.access_log.proofs import queries as proofs
from app.access_log.proofs.unpacking import FalseEvidenceError
from app.access_log.proofs.verifier import Evidence, check_continues, verified
from app.access_log.seals import queries, service
from app.core import clock
from app.core.db.session import reading
from app.identity.people.models import Person
from tests.support.browser import Browser
from tests.support.cast import Cast

OUT = 2  # which of her entries is kept from her


@pytest.fixture
def browser_of_amara(browser: Browser, november: Cast) -> Browser:
    browser.sign_in(november.amara)
    return browser


def taken(browser: Browser) -> Evidence:
    return verified(io.BytesIO(browser.get("/looked/proof/download").response.content))


def told(browser: Browser) -> str:
    return browser.get("/looked/proof").main


def _but_one(kept: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for number, each in enumerate(kept):
        if number != OUT:
            yield each


@pytest.fixture
def patched(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """The portal leaves one entry out wherever it shows them, and counts honestly."""
    entries, leaves = proofs.entries, queries.leaves_of
    monkeypatch.setattr(proofs, "entries", lambda *a, **k: _but_one(entries(*a, **k)))

    def leaves_of(session: Session, subject: UUID, end: int) -> list[bytes]:
        found = leaves(session, subject, end)
        return found[:OUT] + found[OUT + 1 :]

    monkeypatch.setattr(queries, "leaves_of", leaves_of)
    yield monkeypatch


def test_what_is_left_out_is_missed(browser_of_amara: Browser, patched: pytest.MonkeyPatch) -> None:
    with pytest.raises(FalseEvidenceError, match="not all the entries"):
        taken(browser_of_amara)
    assert "has other entries about you" in told(browser_of_amara)

    patched.undo()
    assert taken(browser_of_amara).seal.entries > OUT
    assert "The last count has the same entries about you" in told(browser_of_amara)


def test_an_older_seal_does_not_pass_for_a_newer(
    browser_of_amara: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert taken(browser_of_amara)
    with clock.set_to(clock.now() + timedelta(hours=26)):
        browser_of_amara.sign_in(_amara())
        monkeypatch.setattr(service, "see_to_one", lambda subject: None)
        with pytest.raises(FalseEvidenceError, match="every hour"):
            taken(browser_of_amara)
        monkeypatch.undo()
        assert taken(browser_of_amara)


def test_while_another_seals_there_is_nothing_to_take(
    browser_of_amara: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "seal", lambda *, anyway: None)
    browser_of_amara.get("/looked/proof/download", status=404)
    monkeypatch.undo()
    assert taken(browser_of_amara)


def _amara() -> Person:
    with reading() as session:
        return session.exec(select(Person).where(Person.employee_id == "E1001")).one()


def test_an_entry_that_is_counted_for_nobody_makes_one_more(
    browser_of_amara: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    amara, phantom = _amara().id.bytes, bytes(15) + b"7"
    filed = queries.filed

    def elsewhere(session: Session, first: int, end: int) -> list[tuple[bytes, bytes]]:
        found = filed(session, first, end)
        at = [number for number, (subject, _leaf) in enumerate(found) if subject == amara][OUT]
        found[at] = phantom, found[at][1]
        return found

    monkeypatch.setattr(queries, "filed", elsewhere)
    entries = proofs.entries
    monkeypatch.setattr(proofs, "entries", lambda *a, **k: _but_one(entries(*a, **k)))
    with reading() as session:
        headcount = session.exec(select(func.count()).select_from(Person)).one()

    assert taken(browser_of_amara).seal.people == headcount + 2 + 1


def test_a_later_file_must_count_what_an_earlier_one_did(browser_of_amara: Browser) -> None:
    first = taken(browser_of_amara)
    with clock.set_to(clock.now() + timedelta(hours=13)):
        browser_of_amara.sign_in(_amara())
        later = taken(browser_of_amara)
        check_continues(later, first)

    assert later.seal.covers > first.seal.covers
    assert later.seal.entries == first.seal.entries + 1  # that she took the first
    wrong = {
        "two labels": first.seal._replace(label=b"x" * 32),
        "older seal": first.seal._replace(covers=later.seal.covers + 1),
        "put in among": first.seal._replace(entries=first.seal.entries - 1),
    }
    for why, seal in wrong.items():
        with pytest.raises(FalseEvidenceError, match=why):
            check_continues(later, first._replace(seal=seal))


def test_what_an_entry_says_cannot_be_kept_back(
    browser_of_amara: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        proofs,
        "opened",
        lambda rows, opened=proofs.opened: [
            row if number != OUT else row._replace(body=None, salts=None)
            for number, row in enumerate(opened(rows))
        ],
    )
    with pytest.raises(FalseEvidenceError, match="says is not in the file"):
        taken(browser_of_amara)

    monkeypatch.undo()
    assert taken(browser_of_amara)


def test_a_file_of_a_quiet_week_is_true(browser_of_amara: Browser) -> None:
    service.seal()
    with clock.set_to(clock.now() + timedelta(days=8)):
        browser_of_amara.sign_in(_amara())
        found = taken(browser_of_amara)
        assert clock.now() - found.seal.made_at < timedelta(hours=1)


def test_the_page_says_nothing_before_there_is_a_seal(browser_of_amara: Browser) -> None:
    signing.publish()
    assert "last count has" not in told(browser_of_amara)
    service.see_to_one(_amara().id)
    assert "The last count has the same entries about you" in told(browser_of_amara)
