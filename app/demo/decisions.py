"""How Northfold decided: assessments written and signed, consultations held, through the rooms."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import cycle
from pathlib import Path
from typing import Any

import yaml
from sqlmodel import Session

from app.core import clock
from app.core.db.session import writing
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.register import queries as register_queries
from app.register.assessments import queries as assessment_queries
from app.register.assessments import service as assessments
from app.register.assessments.models import Assessment, Verdict
from app.register.assessments.publishing import service as publishing
from app.register.assessments.schemas import Removal, Words
from app.register.consultations import queries as consultation_queries
from app.register.consultations import service as consultations
from app.register.consultations.comments import service as comments
from app.register.consultations.models import Consultation, Response, Theme
from app.register.drafting import service as drafts
from app.register.models import RegisterDraft, Stage
from app.register.terms.schemas import Consulted

DECISIONS = Path(__file__).parent / "data/decisions.yaml"
MORNING, LATER = time(9, 0, tzinfo=UTC), timedelta(hours=2)
UNREAD_DAYS = 4  # what was written since then, no officer has given a theme


@dataclass(frozen=True)
class Written:
    """A comment as it was written: when, by whom, and what about."""

    on: date
    person: Person
    text: str
    theme: str
    named: bool = False


def decide(text: str) -> None:
    """Everything in the file, its dates moved already, each step at its own time."""
    said = yaml.safe_load(text)
    with writing() as session:
        draft = _proposed(session, said["proposed"])
        for each in said["assessments"]:
            _assessed(session, each)
        _to_consultation(session, draft, said["proposed"])
        for each in sorted(said["consultations"], key=lambda one: one["opens_on"]):
            _consulted(session, each)
        _under_way(session, said["under_way"])


def _assessed(session: Session, said: Mapping[str, Any]) -> None:
    first, second = _who(session, said["evaluator"]), _who(session, said["validator"])
    signed = _at(said["signed_on"])
    with clock.set_to(signed - timedelta(days=30)):
        assessment = _written(session, said, asked_by=first)
    with clock.set_to(signed - timedelta(days=2)):
        assessments.submit(session, assessment, _who(session, said["author"]))
    with clock.set_to(signed - timedelta(days=1)):
        advice, words = Verdict(said["advice"]), said["advice_text"]
        read = _read(session, assessment)
        assessments.evaluate(session, assessment, first, read=read, advice=advice, text=words)
        for removal in said.get("removals", ()):
            publishing.remove_passage(session, assessment, first, Removal(**removal))
    with clock.set_to(signed):
        assessments.validate(
            session,
            assessment,
            second,
            read=_read(session, assessment),
            decision=Verdict(said["decision"]),
            overruled="",
            review_on=said["review_on"],
        )
    with clock.set_to(signed + LATER):
        read = _read(session, assessment)
        publishing.publish(session, assessment, second, read=read)


def _read(session: Session, assessment: Assessment) -> str:
    return assessment_queries.digest_of_shown(session, assessment)


def _under_way(session: Session, said: Mapping[str, Any]) -> None:
    with clock.set_to(_at(said["asked_on"]) + LATER):
        assessment = _written(session, said, asked_by=_who(session, said["asked_by"]))
    with clock.set_to(_at(said["handed_in_on"])):
        assessments.submit(session, assessment, _who(session, said["author"]))


def _written(session: Session, said: Mapping[str, Any], asked_by: Person) -> Assessment:
    author = _who(session, said["author"])
    assessment = assessments.ask(
        session,
        asked_by,
        said["practice"],
        title=said["words"]["title"],
        author=author,
        reference=said["reference"],
    )
    words = Words.model_validate_json(json.dumps(said["words"]))
    assessments.write(session, assessment, author, words, assessment.digest)
    return assessment


def _proposed(session: Session, said: Mapping[str, Any]) -> RegisterDraft:
    """A draft of something new: like another practice, but for the words given."""
    like = register_queries.in_force_now(session).practice(said["based_on"])
    assert like is not None
    given = json.loads(json.dumps(said["words"], default=str))
    words = like.document.model_dump(mode="json", exclude_none=True) | given
    with clock.set_to(_at(said["begun_on"])):
        draft = drafts.begin(session, said["id"], words, owner_id=None)
        drafts.move(session, draft, Stage.IMPACT_CHECK, by=_who(session, said["by"]))
    return draft


def _to_consultation(session: Session, draft: RegisterDraft, said: Mapping[str, Any]) -> None:
    """Name the approved assessment, which lets the draft go on."""
    officer = _who(session, said["by"])
    with clock.set_to(_at(said["words"]["checks"]["checked_on"]) + 2 * LATER):
        drafts.fill_in_checks(session, draft, by=officer)
        drafts.move(session, draft, Stage.CONSULTATION, by=officer)


def _consulted(session: Session, said: Mapping[str, Any]) -> None:
    officer, opened = _who(session, said["by"]), _at(said["opens_on"])
    now = clock.now()
    with clock.set_to(opened):
        consultation = _opened(session, officer, said)
    for comment in _comments(session, consultation, said, min(said["closes_on"], now.date())):
        with clock.set_to(_at(comment.on)):
            kept = comments.write(
                session, consultation, comment.person, comment.text, named=comment.named
            )
            if "decided_on" in said or comment.on < now.date() - timedelta(days=UNREAD_DAYS):
                comments.tag(session, kept, Theme(comment.theme))
    if answer := said.get("response"):
        with clock.set_to(_at(answer["day"])):
            representative, response = _who(session, answer["who"]), Response(answer["what"])
            consultations.respond(session, consultation, representative, response, answer["text"])
    if "decided_on" in said:
        _decided(session, consultation, said)


def _opened(session: Session, officer: Person, said: Mapping[str, Any]) -> Consultation:
    consultation = consultations.prepare(session, officer, said["practice"], said["title"])
    described = {name: said[name] for name in ("proposal", "options", "questions")}
    consultations.describe(session, consultation, **described)
    for document in said.get("documents", ()):
        consultations.add_document(session, consultation, document["title"], document["text"])
    days = {"opens_on": said["opens_on"], "closes_on": said["closes_on"]}
    consultations.open_it(session, consultation, **days)
    consultations.tell_of_opened(session)
    return consultation


def _comments(
    session: Session, consultation: Consultation, said: Mapping[str, Any], last: date
) -> Iterator[Written]:
    """Each comment on a day of its own kind, the earlier days fuller, as it goes."""
    scope = consultation_queries.scope_of(consultation)
    asked = cycle(consultation_queries.people_in(session, scope))
    for each in said.get("named", ()):
        named = _who(session, each["who"])
        yield Written(each["day"], named, each["text"], each["theme"], named=True)
    texts = [(theme, text) for theme, written in said["unnamed"].items() for text in written]
    days = max((last - said["opens_on"]).days, 1)
    for number, (theme, text) in enumerate(texts):
        on = said["opens_on"] + timedelta(days=_spread(number, len(texts), days))
        yield Written(on, next(asked), text, theme)


def _spread(number: int, of: int, days: int) -> int:
    """Most comments come in the first week or so."""
    return min((number * 7 % of) * days // (of * 2), days)


def _decided(session: Session, consultation: Consultation, said: Mapping[str, Any]) -> None:
    with clock.set_to(_at(said["closes_on"] + timedelta(days=1))):
        consultations.close_due(session)
    with clock.set_to(_at(said["decided_on"])):
        words: dict[str, str] = {name: said[name] for name in ("heard", "answer", "why")}
        officer, result = _who(session, said["decided_by"]), Consulted(said["result"])
        consultations.decide(session, consultation, officer, result=result, **words)


def _who(session: Session, employee_id: str) -> Person:
    person = people.by_employee_id(session, employee_id)
    assert person is not None
    return person


def _at(day: date) -> datetime:
    return datetime.combine(day, MORNING)
