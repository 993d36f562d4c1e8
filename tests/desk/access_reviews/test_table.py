"""A check of who can look, at every state of the practice and its words, by every role."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import Session, col, select

from app.register import queries as register
from app.register import service as publishing
from app.register.access_reviews.models import AccessReview, ReaderDecision
from app.register.file import service as files
from app.register.models import Origin, PracticeVersion
from app.register.schemas import EndingNote, VersionNote
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.register import a_file, a_practice, a_version

WHO = ("amara", "tom", "jo", "ewan", "ines", "viktor", "helen", "daniel")
OFFICERS = {"helen", "daniel"}
REFUSED = {403, 404, 409, 422}
PATH = "/desk/access-reviews/location"


def _practice(**different: Any) -> bytes:
    return a_file(a_practice(**different))


def _day(session: Session) -> date:
    return register.in_force_now(session).day


def _unknown(session: Session) -> None:
    files.take_in(session, a_file(a_practice(id="another", title="Another")))


def _starting(session: Session) -> None:
    later = (_day(session) + timedelta(days=9)).isoformat()
    files.take_in(session, _practice(version=a_version(1, later)))


def _in_use(session: Session) -> None:
    files.take_in(session, _practice())


def _review_due(session: Session) -> None:
    checks = a_practice()["checks"] | {"checked_on": "2025-01-10", "next_review": "2026-01-10"}
    files.take_in(session, _practice(checks=checks))


def _ended(session: Session) -> None:
    _in_use(session)
    note = EndingNote(on=_day(session), fate="Deleted.", reason="Over.", approved_by=("H", "D"))
    publishing.end(session, "location", note, Origin.PORTAL)


def _rewritten(session: Session) -> None:
    """A version holds since the form was opened."""
    _in_use(session)
    practice = register.in_force_now(session).practice("location")
    assert practice is not None
    words = practice.document.model_copy(update={"summary": "Other words."})
    note = VersionNote(**practice.version.note.model_dump() | {"number": 2})
    publishing.publish(session, words, note, Origin.PORTAL)


STATES = {
    "unknown": (_unknown, False),
    "starting": (_starting, False),
    "in use": (_in_use, True),
    "review due": (_review_due, True),
    "ended": (_ended, False),
    "words changed": (_rewritten, False),
}
ANSWERS: dict[str, dict[str, str]] = {
    "whole": {},
    "no verdict": {"verdict_0": ""},
    "another verdict": {"verdict_0": "perhaps"},
    "no reason": {"reason_0": ""},
    "a day that is past": {"next_review_on": "2020-01-01"},
    "a day too far": {"next_review_on": "2099-01-01"},
    "no day": {"next_review_on": ""},
    "a reader too many": {"verdict_1": "keep", "reason_1": "Nobody."},
}


def _typed(session: Session, **different: str) -> dict[str, str]:
    """What an officer sends who opened the form on the first version."""
    first = session.exec(select(PracticeVersion).order_by(col(PracticeVersion.number))).first()
    return {
        "digest": first.digest if first else "f" * 64,
        "form_key": str(uuid4()),
        "next_review_on": str(_day(session) + timedelta(days=90)),
        "verdict_0": "keep",
        "reason_0": "They send help.",
        **different,
    }


def _kept(session: Session) -> tuple[int, int]:
    session.expire_all()
    found = [len(session.exec(select(table)).all()) for table in (AccessReview, ReaderDecision)]
    session.rollback()
    return found[0], found[1]


@pytest.mark.parametrize("state", STATES)
def test_readers_are_checked_exactly_where_and_by_whom_they_may_be(
    browser: Browser, session: Session, cast: Cast, state: str
) -> None:
    make, legal = STATES[state]
    make(session)
    session.commit()
    typed = _typed(session)
    session.rollback()
    may = OFFICERS if legal else set()

    for who in (who for who in WHO if who not in may):
        browser.sign_in(getattr(cast, who))
        answer = browser.client.post(
            PATH, data=typed, headers={"Sec-Fetch-Site": "same-origin"}, follow_redirects=False
        )
        assert answer.status_code in REFUSED, (who, answer.status_code)
        assert _kept(session) == (0, 0), who
    for number, who in enumerate(sorted(may), 1):
        browser.sign_in(getattr(cast, who))
        browser.post(PATH, typed | {"form_key": str(uuid4())})
        assert _kept(session) == (number, number), who


@pytest.mark.parametrize("answers", ANSWERS)
def test_only_a_whole_answer_is_written_down(
    browser: Browser, session: Session, cast: Cast, answers: str
) -> None:
    _in_use(session)
    session.commit()
    typed = _typed(session, **ANSWERS[answers])
    session.rollback()
    browser.sign_in(cast.helen)

    browser.post(PATH, typed, status=303 if answers == "whole" else 422)

    assert _kept(session) == ((1, 1) if answers == "whole" else (0, 0))
