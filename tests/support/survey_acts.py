"""What may be done with a survey, from a draft to what was changed because of it.

Acts as ``tests/support/acts.py`` describes them, in their order.
"""

from collections.abc import Iterator
from datetime import timedelta

from sqlmodel import select

from app.core import clock
from app.core.db.session import writing
from app.identity.people import queries as people
from app.surveys import queries, service
from app.surveys.models import Status, Survey
from tests.support.acts import CANARY, Act, House, after, presses, reads
from tests.support.browser import Page
from tests.support.decisions import EVERYBODY, OFFICERS

_DESK, _PORTAL = "/desk/surveys/{survey}", "/surveys/{survey}"
_OVER = timedelta(days=15)


def _opens(house: House) -> Iterator[Page]:
    """Daniel approves what Helen asks, and ten others answer."""
    browser = house.be("daniel")
    page = browser.visit(house.filled("/approvals/{survey_approval}/decision"))
    yield browser.submit(page, "Record my decision", decision="approve")


def _others_answer(house: House) -> Iterator[Page]:
    with writing() as session:
        survey = session.exec(select(Survey).where(Survey.status == Status.OPEN)).one()
        for person in people.everyone_active(session):
            if not queries.read(session, person, survey.slug).answered:
                service.answer(session, person, survey, {1: 1}, f"More vans, says {CANARY}.")
    yield from ()


def _is_closed(house: House) -> Iterator[Page]:
    with clock.set_to(clock.now() + _OVER), writing() as session:
        service.close_due(session)
    yield from ()


def _sends(house: House) -> Iterator[Page]:
    browser = house.be("amara")
    page = browser.visit(house.filled(f"{_PORTAL}/questions"))
    page = browser.submit(page, "Continue", a1="1")
    page = browser.submit(page, "Continue", a2="More vans.")
    yield browser.submit(page, "Send my answers", status=303, then=False)


def _edits(house: House) -> Iterator[Page]:
    browser = house.be("helen")
    page = browser.visit(house.filled(f"{_DESK}/words"))
    while page.soup.select("textarea"):
        answer = browser.submit(page, "Keep it like this", status=303, then=False)
        yield answer
        page = browser.follow(answer)


SURVEYS: dict[str, Act] = {
    "desk.surveys:create": presses(
        *("helen", "Save the draft"),
        at="/desk/surveys/new",
        keeps="survey",
        title="Autumn pulse",
        lead=f"To know what to change, as {CANARY} asked.",
        q1="Do you get help?",
        q2="What would help?",
        kind2="words",
    ),
    "desk.surveys:show": reads(*OFFICERS, at=_DESK),
    "desk.surveys:edit": reads(*OFFICERS, at=f"{_DESK}/edit"),
    "desk.surveys:update": presses("helen", "Save the draft", at=f"{_DESK}/edit", days="14"),
    "desk.surveys.approval:new": reads(*OFFICERS, at=f"{_DESK}/approval"),
    "desk.surveys.approval:create": presses(
        *("helen", "Ask for approval"),
        at=f"{_DESK}/approval",
        keeps="survey_approval",
        approver="{daniel}",
        reason="It is autumn.",
    ),
    "surveys:show": after(_opens, then=reads(*EVERYBODY, at=_PORTAL)),
    "surveys.questions:show": reads(*EVERYBODY, at=f"{_PORTAL}/questions"),
    "surveys.questions:update": presses(
        "amara", "Continue", at=f"{_PORTAL}/questions", status=200, a1="1"
    ),
    "surveys.answers:create": _sends,
    "desk.surveys:create_taking": after(
        _others_answer, _is_closed, then=presses("helen", "Edit them myself", at=_DESK)
    ),
    "surveys.results:show": reads(*EVERYBODY, at=f"{_PORTAL}/results"),
    "desk.surveys.words:edit": reads("helen", at=f"{_DESK}/words"),
    "desk.surveys.words:update": _edits,
    "desk.surveys.words:create_publication": presses("helen", "Publish them", at=f"{_DESK}/words"),
    "desk.surveys.changes:create": presses(
        "helen", "Publish this", at=_DESK, text="Two more vans since Monday."
    ),
}
