"""Which documents wait to be looked through, for whom, and who is known."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import exists
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.answers.covering.models import CoveringReading
from app.answers.covering.schemas import Known
from app.answers.gathering.models import GatheredDocument, Gathering
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.subject_requests import queries as requests
from app.subject_requests.models import SubjectRequest


@dataclass(frozen=True)
class Waiting:
    """A document that nobody has looked through, and the person who asked."""

    document: GatheredDocument
    subject: Known


def waiting(session: Session, limit: int) -> list[Waiting]:
    """Some documents of the newest gatherings of open requests, the oldest first."""
    newer = aliased(Gathering)
    found = (
        select(GatheredDocument, Gathering)
        .join(Gathering)
        .join(SubjectRequest)
        .where(
            ~exists().where(col(CoveringReading.document_id) == col(GatheredDocument.id)),
            ~exists().where(
                col(newer.request_id) == col(Gathering.request_id),
                col(newer.number) > col(Gathering.number),
            ),
            requests.is_open(),
        )
        .order_by(col(GatheredDocument.id))
        .limit(limit)
    )
    rows = session.exec(found).all()
    gatherings = {gathering.id: gathering for _document, gathering in rows}
    known = {each: subject(session, gathering) for each, gathering in gatherings.items()}
    return [Waiting(document, known[gathering.id]) for document, gathering in rows]


def subject(session: Session, gathering: Gathering) -> Known:
    """The person who asked: her names, the former ones too, and the words searched for."""
    request = session.get_one(SubjectRequest, gathering.request_id)
    person = session.get_one(Person, request.person_id)
    words = [each for each in gathering.terms if "@" not in each]
    former = [version.name for version in people.history(session, person)]
    addresses = [person.email, *(each for each in gathering.terms if "@" in each)]
    return Known(
        tuple(dict.fromkeys((person.name, *former, *words))),
        tuple(dict.fromkeys(each for each in addresses if each)),
        tuple(dict.fromkeys((person.employee_id, gathering.employee_id))),
    )


def everybody(session: Session) -> Iterator[Known]:
    """All who are in the directory, those who left too."""
    for person in people.everybody(session):
        yield Known((person.name,), (person.email,) if person.email else (), (person.employee_id,))
