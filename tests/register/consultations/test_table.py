"""Every act on a consultation, at every status, by every role."""

from collections.abc import Callable
from datetime import timedelta
from itertools import product

import pytest
from sqlmodel import Session, func, select

from app.core import clock
from app.register.consultations import queries, service
from app.register.consultations.comments import service as comments
from app.register.consultations.models import (
    Consultation,
    ConsultationComment,
    ConsultationDocument,
    Status,
)
from app.register.terms.schemas import Consulted
from tests.support.assessments import a_consultation
from tests.support.browser import Browser
from tests.support.cast import Cast

DESK, PAGE = "/desk/consultations/{slug}", "/consultations/{slug}"
# An engineer it would apply to, a manager it would not, a dispatcher, and one of each role.
WHO = ("amara", "tom", "jo", "viktor", "ines", "ewan", "helen", "daniel")
OFFICERS, ASKED, REPRESENTATIVES = {"helen", "daniel"}, {"amara", "ewan"}, {"ewan"}
NONE = "0b5e4c1e-6f3a-7c57-9d55-3f6b0d5a7c99"  # where there is no comment yet
REFUSED = {403, 404, 409, 422}


def _days(session: Session) -> dict[str, str]:
    today = queries.today(session)
    return {"opens_on": str(today), "closes_on": str(today + timedelta(days=14))}


Fields = Callable[[Session], dict[str, str]]
ACTS: dict[str, tuple[str, Fields]] = {
    "describe": (DESK, lambda _s: {"proposal": "Another box.", "questions": "Why?"}),
    "add a document": (f"{DESK}/documents", lambda _s: {"title": "The box", "text": "It sends."}),
    "open": (f"{DESK}/opening", _days),
    "comment": (f"{PAGE}/comments", lambda _s: {"text": "Not at home.", "name": "without"}),
    "answer formally": (
        f"{PAGE}/formal-response",
        lambda _s: {"response": "dissent", "text": "Not without a switch."},
    ),
    "give a theme": (f"{DESK}/comments/{{comment}}/theme", lambda _s: {"theme": "need"}),
    "decide": (
        f"{DESK}/decision",
        lambda _s: {
            "heard": "A switch is wanted.",
            "answer": "It starts.",
            "why": "It helps.",
            "result": "imposed",
        },
    ),
}
LEGAL: dict[tuple[str, Status], tuple[set[str], Status]] = {
    ("describe", Status.DRAFT): (OFFICERS, Status.DRAFT),
    ("add a document", Status.DRAFT): (OFFICERS, Status.DRAFT),
    ("open", Status.DRAFT): (OFFICERS, Status.OPEN),
    ("comment", Status.OPEN): (ASKED, Status.OPEN),
    ("answer formally", Status.OPEN): (REPRESENTATIVES, Status.OPEN),
    ("give a theme", Status.OPEN): (OFFICERS, Status.OPEN),
    ("give a theme", Status.CLOSED): (OFFICERS, Status.CLOSED),
    ("decide", Status.CLOSED): (OFFICERS, Status.DECIDED),
}


def in_status(
    session: Session, cast: Cast, status: Status, practice_id: str = "vans"
) -> Consultation:
    """A consultation with one comment, taken as far as this."""
    is_over = status in {Status.CLOSED, Status.DECIDED}
    with clock.set_to(clock.now() - timedelta(days=15 if is_over else 0)):
        made = a_consultation(session, cast, practice_id, is_open=status is not Status.DRAFT)
        if status is not Status.DRAFT:
            comments.write(session, made, cast.amara, "Too long.", named=False)
    service.close_due(session)
    if status is Status.DECIDED:
        said = {"heard": "Much.", "answer": "It starts.", "why": "It is needed."}
        service.decide(session, made, cast.helen, result=Consulted.IMPOSED, **said)
    session.commit()
    return made


def everything(session: Session, of: Consultation) -> tuple[object, ...]:
    session.expire_all()
    session.refresh(of)
    counted = [
        session.exec(select(func.count()).select_from(table)).one()
        for table in (ConsultationDocument, ConsultationComment)
    ]
    themes = sorted(str(theme) for theme in session.exec(select(ConsultationComment.theme)))
    found = of.model_dump(), counted, themes
    session.rollback()
    return found


@pytest.mark.parametrize(("act", "status"), [*product(ACTS, Status)])
def test_an_act_is_done_exactly_where_and_by_whom_it_may_be(
    browser: Browser, session: Session, cast: Cast, act: str, status: Status
) -> None:
    made = in_status(session, cast, status)
    url, fields = ACTS[act]
    may, then = LEGAL.get((act, status), (set(), status))
    path = _path(session, url, made)
    before, typed = everything(session, made), fields(session)
    session.rollback()

    for who in (who for who in WHO if who not in may):
        browser.sign_in(getattr(cast, who))
        answer = browser.client.post(
            path, data=typed, headers={"Sec-Fetch-Site": "same-origin"}, follow_redirects=False
        )
        assert answer.status_code in REFUSED, (who, answer.status_code)
        assert everything(session, made) == before, who

    for number, who in enumerate(sorted(may)):
        if number:  # who comes next finds one that nobody has touched
            made = in_status(session, cast, status, f"vans-{number}")
            path, before = _path(session, url, made), everything(session, made)
        browser.sign_in(getattr(cast, who))
        browser.post(path, typed)
        assert everything(session, made) != before, who
        assert made.status is then, who


def _path(session: Session, url: str, made: Consultation) -> str:
    of_it = select(ConsultationComment.id).where(ConsultationComment.consultation_id == made.id)
    return url.format(slug=made.slug, comment=session.exec(of_it).first() or NONE)


def test_only_the_worker_closes_and_only_when_the_last_day_is_over(
    session: Session, cast: Cast
) -> None:
    drafted = in_status(session, cast, Status.DRAFT)
    running = a_consultation(session, cast, "bicycles")
    assert service.close_due(session) == 0
    with clock.set_to(clock.now() + timedelta(days=15)):
        assert service.close_due(session) == 1
        assert service.close_due(session) == 0
    assert (drafted.status, running.status) == (Status.DRAFT, Status.CLOSED)
