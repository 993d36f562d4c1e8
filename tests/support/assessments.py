"""Makers for assessments and consultations, each taken as far as a story begins."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from sqlmodel import Session

from app.core import clock
from app.identity.people.models import Person
from app.register import service as register
from app.register.assessments import queries, service
from app.register.assessments.models import Assessment, Status, Verdict
from app.register.assessments.publishing import service as publishing
from app.register.assessments.schemas import Level, Removal, Risk, Words
from app.register.consultations import service as consultations
from app.register.consultations.models import Consultation, Response
from app.register.models import Stage
from app.register.schemas import PracticeDocument
from app.register.terms.schemas import Consulted
from tests.support.cast import Cast
from tests.support.register import a_document

PARTS = ("what", "why", "risk", "changed", "benefits", "effects", "options", "law", "reason")
NIGHT = "Positions at home are cut off. The desk signs in with a card."


def a_draft(session: Session, practice_id: str = "vans", **different: Any) -> PracticeDocument:
    """An open draft of a practice that field engineers are in the scope of."""
    document = a_document(id=practice_id, title="Where the vans are", **different)
    register.draft(session, practice_id, document, stage=Stage.CONSULTATION)
    return document


def words(**different: Any) -> Words:
    """A whole assessment in few words."""
    said: dict[str, Any] = {name: f"About {name}." for name in PARTS}
    risk = Risk(harm="It is read.", likelihood=Level.LOW, measure=NIGHT, remains=Level.LOW)
    rest = {"people": "60 people.", "risks": (risk,), "asked": True, "views": "They agreed."}
    return Words(title="Where the vans are", **said | rest | different)


def review_day(session: Session) -> date:
    return queries.today(session) + timedelta(days=300)


def an_assessment(
    session: Session,
    cast: Cast,
    status: Status = Status.DRAFT,
    practice_id: str = "vans",
    left_out: Removal | None = None,
) -> Assessment:
    """Asked for by Helen, written by Tom, evaluated by Helen, validated by Daniel.

    ``left_out`` is a passage that Helen leaves out when she evaluates it.
    """
    if not queries.open_about(session, practice_id):
        a_draft(session, practice_id)
    return assess(session, cast, practice_id, status, left_out)


def assess(
    session: Session,
    cast: Cast,
    practice_id: str,
    status: Status,
    left_out: Removal | None = None,
) -> Assessment:
    """The same about a practice that is known already."""
    made = service.ask(session, cast.helen, practice_id, title="Vans", author=cast.tom)
    service.write(session, made, cast.tom, words(), made.digest)
    order = list(Status)
    steps = (submit, evaluate, validate, publish)
    people = (cast.tom, cast.helen, cast.daniel, cast.daniel)
    for step, person in list(zip(steps, people, strict=True))[: order.index(status)]:
        step(session, made, person)
        if step is evaluate and left_out is not None:
            publishing.remove_passage(session, made, person, left_out)
    return made


def submit(session: Session, assessment: Assessment, person: Person) -> None:
    service.submit(session, assessment, person)


def read(session: Session, assessment: Assessment) -> str:
    """What an officer signs who has its page before her as it is now."""
    return queries.digest_of_shown(session, assessment)


def evaluate(session: Session, assessment: Assessment, person: Person) -> None:
    advice = {"advice": Verdict.GO_AHEAD, "text": "Go ahead."}
    service.evaluate(session, assessment, person, read=read(session, assessment), **advice)


def validate(session: Session, assessment: Assessment, person: Person) -> None:
    service.validate(
        session,
        assessment,
        person,
        read=read(session, assessment),
        decision=Verdict.GO_AHEAD,
        overruled="",
        review_on=review_day(session),
    )


def send_back(session: Session, assessment: Assessment, person: Person) -> None:
    service.send_back(session, assessment, person, read=read(session, assessment), note="Say more.")


def publish(session: Session, assessment: Assessment, person: Person) -> None:
    publishing.publish(session, assessment, person, read=read(session, assessment))


def change(session: Session, assessment: Assessment, person: Person) -> None:
    other = words(why=f"Other words {uuid4().hex}.")
    service.write(session, assessment, person, other, assessment.digest)


def checked(session: Session, cast: Cast, practice_id: str = "location") -> None:
    """A practice that was assessed and agreed, an hour ago."""
    register.know(session, practice_id)
    with clock.set_to(clock.now() - timedelta(hours=1)):
        assess(session, cast, practice_id, Status.PUBLISHED)
        agreed(session, cast, practice_id)


def agreed(session: Session, cast: Cast, practice_id: str) -> Consultation:
    """A consultation that ended today, with the representatives' agreement."""
    with clock.set_to(clock.now() - timedelta(days=20)):
        made = opened(session, cast, practice_id)
        consultations.respond(session, made, cast.ewan, Response.AGREED, "")
        closed(session, made)
    said = {"heard": "Little.", "answer": "It starts.", "why": "It helps."}
    consultations.decide(session, made, cast.helen, result=Consulted.AGREED, **said)
    return made


def a_consultation(
    session: Session, cast: Cast, practice_id: str = "vans", *, is_open: bool = True
) -> Consultation:
    """About a draft; opened today by Helen for 14 days."""
    a_draft(session, practice_id)
    return opened(session, cast, practice_id, is_open=is_open)


def opened(session: Session, cast: Cast, practice_id: str, *, is_open: bool = True) -> Consultation:
    """Prepared, and opened today for 14 days."""
    made = consultations.prepare(session, cast.helen, practice_id, "Where the vans are")
    proposal = {"proposal": "A box in each van.", "options": "- Nothing", "questions": ["Why?"]}
    consultations.describe(session, made, **proposal)
    if is_open:
        today = queries.today(session)
        last = today + timedelta(days=14)
        consultations.open_it(session, made, opens_on=today, closes_on=last)
    return made


def closed(session: Session, consultation: Consultation) -> None:
    """Let its last day pass, and the job run."""
    with clock.set_to(clock.now() + timedelta(days=15)):
        consultations.close_due(session)
