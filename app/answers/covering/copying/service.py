"""Making the covered copy of a document anew from its text and what is decided now."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import Session

from app.answers.covering.queries import State
from app.answers.documents import copies
from app.answers.documents.attached.rules import Span, without
from app.answers.documents.schemas import Covered
from app.connectors.schemas import DocumentKind
from app.core.language import gettext as _
from app.identity.people.models import Preference


def rebuilt(
    text: str,
    covered: Sequence[Covered],
    cut: Sequence[Span],
    *,
    number: int,
    kind: str,
    note: str,
    language: str,
) -> bytes:
    """The one way in which a copy is made, for whoever checks it and for the answer's files."""
    heading = _("Document %(number)s") % {"number": number}
    left, passages = without(text, cut, covered)
    return copies.copy(left, passages, heading=heading, kind=kind, note=note, language=language)


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


def language_of(session: Session, person_id: UUID) -> str:
    """In which language the person reads what is sent to her."""
    chosen = session.get(Preference, person_id)
    return chosen.language if chosen else "en"
