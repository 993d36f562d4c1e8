"""Requests under rights with outcomes of their own, and what each outcome needs, written down."""

from datetime import date, timedelta
from typing import Any

from sqlmodel import Session

from app.approvals.models import Approval
from app.core import clock
from app.core.db.base import new_id
from app.identity.people.models import Person
from app.register.file import service as register
from app.subject_requests import queries, service
from app.subject_requests.asking.rules import Asked, Scope, What
from app.subject_requests.deciding import service as proposals
from app.subject_requests.handling import service as handling
from app.subject_requests.models import Kind, SubjectRequest
from app.subject_requests.outcomes import service as outcomes
from app.subject_requests.outcomes.models import Result, SubjectRequestOutcome
from app.subject_requests.restrictions import service as restrictions
from tests.support.acts import CANARY, Act, presses, reads
from tests.support.cast import Cast
from tests.support.consent import a_choice
from tests.support.register import a_file, a_practice
from tests.support.requests import approve

OF: dict[Result, Kind] = {
    **dict.fromkeys((Result.CORRECTED, Result.STATEMENT_ADDED), Kind.RECTIFICATION),
    Result.NOT_CORRECTED: Kind.RECTIFICATION,
    **dict.fromkeys((Result.DELETED, Result.PARTLY_DELETED, Result.KEPT), Kind.ERASURE),
    **dict.fromkeys((Result.RESTRICTED, Result.NOT_RESTRICTED), Kind.RESTRICTION),
    **dict.fromkeys((Result.UPHELD, Result.PARTLY_UPHELD), Kind.OBJECTION),
    Result.NOT_UPHELD: Kind.OBJECTION,
    **dict.fromkeys((Result.CHANGED, Result.CONFIRMED), Kind.HUMAN_REVIEW),
}
_WEIGHED = {
    "reasons": "Help must come quickly.",
    "effect": "You are seen on your way.",
    "measures": "We keep it for a week.",
}
# as the law has it, written down once more and not read off the rules
WORDS: dict[Result, dict[str, str]] = {
    Result.CORRECTED: {"old": "Grade 3.", "new": "Grade 4.", "where": "HR Core, today."},
    Result.STATEMENT_ADDED: {"statement": "She says 4.", "where": "HR Core.", "why": "It is so."},
    Result.NOT_CORRECTED: {"why": "The record is right."},
    Result.DELETED: {"what": "Positions of May.", "where": "Trackline.", "ground": "17-1-a"},
    Result.PARTLY_DELETED: {
        "what": "Positions of May.",
        "where": "Trackline.",
        "ground": "17-1-a",
        "stays": "Those of June.",
        "exception": "17-3-e",
        "why": "A claim is running.",
    },
    Result.KEPT: {"stays": "All of it.", "exception": "17-3-b", "why": "The tax law."},
    Result.RESTRICTED: {"what": "Positions of May.", "ground": "18-1-c"},
    Result.NOT_RESTRICTED: {"why": "None of the grounds is met."},
    Result.UPHELD: _WEIGHED,
    Result.PARTLY_UPHELD: _WEIGHED | {"compelling": "Lives."},
    Result.NOT_UPHELD: _WEIGHED | {"compelling": "Lives."},
    Result.CHANGED: {"decision": "The rota.", "decided": "Another rota.", "why": "It was unfair."},
    Result.CONFIRMED: {"decision": "The rota.", "why": "It was fair."},
}
CLOUD = {"name": "Cloud Ltd", "does": "Stores it for us", "country": "GB"}
RESCUE = {"name": "Rescue Service", "does": "Comes to help", "country": "GB"}
OUTSIDER = {"label": "Guards", "when": "at the gate", "organisation": "Gatekeepers Ltd"}


_OUTCOME = "/desk/requests/{correction}/outcome"
# what Helen may do with outcomes, in this order (tests/support/acts.py)
OUTCOMES: dict[str, Act] = {
    "desk.requests.outcome:show": reads("helen", at=_OUTCOME),
    "desk.requests.outcome:update": presses(
        *("helen", "Keep this outcome"),
        at=_OUTCOME,
        result="corrected",
        old="Grade 3.",
        new=f"Grade 4, says {CANARY}.",
        where="HR Core.",
    ),
    "desk.requests.outcome:create_notice": presses(
        *("helen", "Write this down"),
        at=_OUTCOME,
        recipient="Cloud Ltd",
        told="not-told",
        say="They keep nothing.",
    ),
    "desk.requests.outcome:create_telling": presses(
        *("helen", "Tell them"),
        at="/desk/requests/{untold}/outcome",
        lifts_on=(clock.now() + timedelta(days=12)).date().isoformat(),
        text="It was right.",
    ),
    "desk.requests.outcome:create_lifting": presses(
        "helen", "Lift it: it may be used again", at="/desk/requests/{told}/outcome"
    ),
}


def prepare(session: Session, cast: Cast, practice: str) -> dict[str, str]:
    """For them: a correction to decide on, one that is answered, and one to be lifted."""
    given = (session, cast.jo, cast.helen, Kind.RECTIFICATION, practice)
    made = {"correction": filed(*given), "untold": filed(*given)}
    answer(session, made["untold"], cast, Result.NOT_CORRECTED)
    with clock.set_to(clock.now() - timedelta(days=20)):
        made["told"] = filed(*given)
        answer(session, made["told"], cast, Result.NOT_CORRECTED)
        tell(session, made["told"], cast.helen, (clock.now() + timedelta(days=12)).date())
    return {name: request.reference for name, request in made.items()}


def a_house(session: Session) -> None:
    """A practice that is passed on to three outside, and one that rests on consent."""
    readers = [*a_practice()["readers"], OUTSIDER]
    location = a_practice(processors=[CLOUD], recipients=[RESCUE], readers=readers)
    register.take_in(session, a_file(location, a_choice()))


def filed(
    session: Session,
    person: Person,
    officer: Person,
    kind: Kind,
    *practices: str,
) -> SubjectRequest:
    """About these practices, or about what she does not know; the officer has it."""
    scope = Scope(What.CHOSEN, practices) if practices else Scope(What.UNSURE)
    asked = Asked(scope, details="It is not right.")
    request = service.file(session, person, kind, asked, form_key=new_id())
    handling.take(session, request, officer)
    return request


def write(
    session: Session, request: SubjectRequest, cast: Cast, result: Result, **more: Any
) -> SubjectRequestOutcome:
    """Written down by Helen; Ewan is who looked again, where somebody has to."""
    given: dict[str, Any] = {"words": WORDS[result]} | more
    if OF[result] is Kind.HUMAN_REVIEW:
        given = {"reviewer": cast.ewan} | given
    key = given.pop("form_key", None) or new_id()
    return outcomes.write(session, request, cast.helen, result=result, **given, form_key=key)


def ask(session: Session, request: SubjectRequest, cast: Cast) -> Approval:
    """Helen puts the answer to Daniel."""
    return proposals.propose_answer(
        session,
        request,
        cast.helen,
        text="Here is what we decided.",
        approver_id=cast.daniel.id,
        form_key=new_id(),
    )


def answer(session: Session, request: SubjectRequest, cast: Cast, result: Result) -> None:
    """Written down, proposed and approved."""
    write(session, request, cast, result)
    approve(session, ask(session, request, cast), cast.daniel)


def tell(session: Session, request: SubjectRequest, officer: Person, lifts_on: date) -> None:
    restrictions.tell(
        session, request, officer, lifts_on=lifts_on, text="It was right.", form_key=new_id()
    )


def lift(session: Session, request: SubjectRequest, officer: Person) -> None:
    restrictions.lift(session, request, officer, form_key=new_id())


def result_of(session: Session, request: SubjectRequest) -> str:
    return queries.story(session, request).standing.result
