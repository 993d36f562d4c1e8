"""Making the covered copy of a document anew from its text and what is decided now."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import Session, col, func, select

from app.answers.covering import queries
from app.answers.covering.deciding.service import text
from app.answers.covering.queries import State
from app.answers.covering.standing import queries as standing
from app.answers.documents import copies
from app.answers.documents.schemas import Covered
from app.answers.gathering.models import GatheredDocument, Gathering
from app.connectors.schemas import DocumentKind
from app.core.errors import ConflictError
from app.core.language import gettext as _
from app.identity.people.models import Preference
from app.subject_requests.models import SubjectRequest


def copy_of(session: Session, document: GatheredDocument) -> bytes:
    """The file as it would be sent now: HTML without scripts. ConflictError: it is kept back."""
    state = queries.state(session, document)
    if state.is_withheld:
        raise ConflictError(_("Nothing of this document is given, so there is no copy of it."))
    return rebuilt(
        text(document),
        covered_of(state),
        number=_number(session, document),
        kind=kind_words(document.kind),
        note=document.unreadable,
        language=_language(session, document),
    )


def rebuilt(
    text: str, covered: Sequence[Covered], *, number: int, kind: str, note: str, language: str
) -> bytes:
    """The one way in which a copy is made, for whoever checks it and for the answer's files."""
    heading = _("Document %(number)s") % {"number": number}
    return copies.copy(text, covered, heading=heading, kind=kind, note=note, language=language)


def covered_of(state: State) -> list[Covered]:
    """What the copy does not show, with the words that stand there instead."""
    return [Covered(each.start, each.end, each.words) for each in state.covered]


def kind_words(kind: DocumentKind) -> str:
    """What a document is, as the employee reads it."""
    return {
        DocumentKind.MAIL: _("Message"),
        DocumentKind.PDF: _("Document (PDF)"),
        DocumentKind.TEXT: _("Text"),
        DocumentKind.RECORD: _("Record"),
    }[kind]


def _language(session: Session, document: GatheredDocument) -> str:
    gathering = session.get_one(Gathering, document.gathering_id)
    sar = session.get_one(SubjectRequest, gathering.request_id)
    return language_of(session, sar.person_id)


def language_of(session: Session, person_id: UUID) -> str:
    """In which language the person reads what is sent to her."""
    chosen = session.get(Preference, person_id)
    return chosen.language if chosen else "en"


def _number(session: Session, document: GatheredDocument) -> int:
    """Its place among those that are given: what is kept back leaves no gap."""
    given = select(func.count()).where(
        col(GatheredDocument.gathering_id) == document.gathering_id,
        col(GatheredDocument.number) <= document.number,
        ~standing.is_withheld(),
    )
    return session.exec(given).one()
