"""Filing an objection."""

from uuid import UUID

from sqlmodel import Session

from app.consent.objections import queries
from app.consent.objections.models import Objection
from app.core import clock, references
from app.core.errors import ConflictError, NotFoundError
from app.core.language import gettext as _
from app.identity.people.models import Person
from app.register import queries as register
from app.register.in_force.rules import Practice
from app.register.rules import OBJECTION_BASES, why_it_applies


class AnotherFormError(ConflictError):
    def __init__(self) -> None:
        super().__init__(_("This form was already sent with other words."))


def objectable(session: Session, person: Person, practice_id: str) -> Practice:
    """A practice to which this person may object, or NotFoundError.

    It applies to her, and rests on legitimate interests or a public task (Art 21(1)).
    """
    practice = register.in_force(session, clock.now()).practice(practice_id)
    if practice is None or not practice.in_use or not practice.document.bases & OBJECTION_BASES:
        raise NotFoundError
    if why_it_applies(practice.document.scope, person) is None:
        raise NotFoundError
    return practice


def file(
    session: Session, person: Person, practice: Practice, *, text: str, form_key: UUID
) -> Objection:
    """File an objection. The same form sent again gives the same one."""
    if sent := queries.by_form(session, person, form_key):
        if (sent.practice_id, sent.text) != (practice.id, text):
            raise AnotherFormError
        return sent
    objection = Objection(
        reference=references.new("OBJ"),
        person_id=person.id,
        practice_id=practice.id,
        version=practice.version.label,
        form_key=form_key,
        text=text,
        filed_at=clock.now(),
    )
    session.add(objection)
    session.flush()
    return objection
