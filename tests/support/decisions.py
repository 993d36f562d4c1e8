"""What may be done on the way to a decision: assessments, consultations, what differs from the
register. Acts as ``tests/support/acts.py`` describes them, in their order."""

from collections.abc import Iterator
from datetime import timedelta

from sqlmodel import Session

from app.core import clock
from app.core.db.session import writing
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.register.assessments import service as assessments
from app.register.consultations import service as consultations
from tests.support.acts import CANARY, Act, House, after, presses, reads
from tests.support.assessments import PARTS, a_draft
from tests.support.browser import Page
from tests.support.cast import Cast

ASSESSED, UNCONSULTED = "vans", "bicycles"
EVERYBODY = ("amara", "tom", "jo", "ewan", "helen", "daniel", "ines", "viktor", "ruth")
OFFICERS = ("helen", "daniel")
SHORT, LAST = timedelta(days=14), timedelta(days=15)
_WRITING, _SIGNING = "/assessments/{assessment}/edit", "/desk/assessments/{assessment}"
_ASKING, _PREPARING = "/consultations/{consultation}", "/desk/consultations/{consultation}"
_RISK = {
    "harm": "It is read at home.",
    "likelihood": "low",
    "measure": "The desk signs in.",
    "remains": "low",
}


def prepare(session: Session, cast: Cast) -> dict[str, str]:
    """Two drafts to decide about; what paths and forms name of it."""
    a_draft(session, ASSESSED)
    a_draft(session, UNCONSULTED)
    today = clock.now().date()
    return {"today": today.isoformat(), "last": (today + SHORT).isoformat(), "soon": _in(200)}


def _in(days: int) -> str:
    return (clock.now() + timedelta(days=days)).date().isoformat()


def _once_it_is_over(then: Act) -> Act:
    def act(house: House) -> Iterator[Page]:
        with clock.set_to(clock.now() + LAST):
            with writing() as session:
                consultations.close_due(session)
            yield from then(house)

    return act


def _of_one_who_left(then: Act) -> Act:
    """Another assessment is asked for, and its author leaves until it is handed over."""

    def act(house: House) -> Iterator[Page]:
        with writing() as session:
            officer, author = _known(session, "E1005"), _known(session, "E1002")
            made = assessments.ask(session, officer, UNCONSULTED, title="Bicycles", author=author)
            house.objects["orphan"] = made.reference
            author.active = False
        yield from then(house)
        with writing() as session:
            _known(session, "E1002").active = True

    return act


def _known(session: Session, employee_id: str) -> Person:
    found = people.by_employee_id(session, employee_id)
    assert found is not None
    return found


_HAND_IN = presses("tom", "Hand it in", at=_WRITING)

DECISIONS: dict[str, Act] = {
    "desk.assessments:create": presses(
        *("helen", "Ask for it"),
        at="/desk/assessments/new",
        keeps="assessment",
        practice=ASSESSED,
        author="E1002",
    ),
    "assessments:edit": reads("tom", at=_WRITING),
    "assessments:update": presses(
        *("tom", "Save what I wrote"),
        at=_WRITING,
        people="60 people.",
        asked="yes",
        views=f"They agreed, {CANARY} too.",
        **{part: f"About {part}." for part in PARTS},
    ),
    "assessments.risks:create": presses(
        "tom", "Add this risk", "Add this risk", at=_WRITING, **_RISK
    ),
    "assessments.risks:destroy": presses("tom", "Take out", at=_WRITING),
    "assessments:create_submission": _HAND_IN,
    "desk.assessments:show": reads(*OFFICERS, at=_SIGNING),
    "desk.assessments:create_sending_back": presses(
        "daniel", "Send it back", at=_SIGNING, note="Say more."
    ),
    "desk.assessments:create_handing_over": _of_one_who_left(
        presses(
            *("helen", "Hand it over"),
            at="/desk/assessments/{orphan}",
            author="E1001",
            why="She rides one.",
        )
    ),
    "desk.assessments:create_evaluation": after(
        _HAND_IN,
        then=presses(
            "helen", "Sign the evaluation", at=_SIGNING, advice="go-ahead", text="Go ahead."
        ),
    ),
    "desk.assessments.removals:create": presses(
        *("helen", "Remove this passage"),
        at=_SIGNING,
        part="law",
        passage="About law.",
        why_removed="names a lawyer",
    ),
    "desk.assessments.removals:destroy": presses("helen", "Publish it after all", at=_SIGNING),
    "desk.assessments:create_validation": presses(
        "daniel", "Sign the validation", at=_SIGNING, decision="go-ahead", review_on="{soon}"
    ),
    "desk.assessments:create_publication": presses("daniel", "Publish the assessment", at=_SIGNING),
    "assessments:show": reads(*EVERYBODY, at="/assessments/{assessment}"),
    "desk.consultations:create": presses(
        *("helen", "Prepare it"),
        at="/desk/consultations/new",
        keeps="consultation",
        practice=ASSESSED,
        title="Where the vans are",
    ),
    "desk.consultations:show": reads(*OFFICERS, at=_PREPARING),
    "desk.consultations:update": presses(
        *("helen", "Save the proposal"),
        at=_PREPARING,
        proposal="A box in each van.",
        questions="Why?",
    ),
    "desk.consultations.documents:create": presses(
        "helen", "Add this document", at=_PREPARING, title="The box", text="What it sends."
    ),
    "desk.consultations.documents:destroy": presses("helen", "Take out", at=_PREPARING),
    "desk.consultations:create_opening": presses(
        *("helen", "Open the consultation"), at=_PREPARING, opens_on="{today}", closes_on="{last}"
    ),
    "consultations:show": reads(*EVERYBODY, at=_ASKING),
    "consultations.comments:create": presses(
        "amara",
        "Send my comment",
        at=_ASKING,
        text=f"Not at home, as {CANARY} says.",
        name="without",
    ),
    "desk.consultations.comments:update": presses(
        "helen", "Save", at=_PREPARING, theme="private-life"
    ),
    "consultations.response:new": reads("ewan", at=f"{_ASKING}/formal-response"),
    "consultations.response:create": presses(
        *("ewan", "Give this answer"),
        at=f"{_ASKING}/formal-response",
        response="dissent",
        text="Not without a switch.",
    ),
    "desk.consultations:create_decision": _once_it_is_over(
        presses(
            *("helen", "Publish the answer"),
            at=_PREPARING,
            heard="A switch is wanted.",
            answer="It starts.",
            why="It helps.",
            result="imposed",
        )
    ),
    "desk.consultations.unconsulted:create": presses(
        *("helen", "Record this reason"),
        at="/desk/consultations/new",
        practice=UNCONSULTED,
        reason="A court ordered it within the week.",
    ),
    "desk.promise_checks:show": reads(*OFFICERS, at="/desk/promise-checks/{check}"),
    "desk.promise_checks:create_answer": presses(
        *("helen", "Give this answer"),
        at="/desk/promise-checks/{check}",
        verdict="register-incomplete",
        sentence=f"The list was made for an audit that {CANARY} had not written down.",
    ),
}
