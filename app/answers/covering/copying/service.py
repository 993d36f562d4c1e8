"""Making the covered copy of a document anew from its text and what is decided now."""

from sqlmodel import Session, col, func, select

from app.answers.covering import queries
from app.answers.covering.deciding.service import text
from app.answers.covering.standing import queries as standing
from app.answers.documents import copies
from app.answers.documents.schemas import Covered
from app.answers.gathering.models import GatheredDocument
from app.connectors.schemas import DocumentKind
from app.core.errors import ConflictError
from app.core.language import gettext as _


def copy_of(session: Session, document: GatheredDocument) -> bytes:
    """The file as it would be sent now: HTML without scripts. ConflictError: it is kept back."""
    state = queries.state(session, document)
    if state.is_withheld:
        raise ConflictError(_("Nothing of this document is given, so there is no copy of it."))
    covered = [Covered(each.start, each.end, each.words) for each in state.covered]
    return copies.copy(
        text(document),
        covered,
        heading=_("Document %(number)s") % {"number": _number(session, document)},
        kind=kind_words(document.kind),
        note=document.unreadable,
    )


def kind_words(kind: DocumentKind) -> str:
    """What a document is, as the employee reads it."""
    return {
        DocumentKind.MAIL: _("Message"),
        DocumentKind.PDF: _("Document (PDF)"),
        DocumentKind.TEXT: _("Text"),
        DocumentKind.RECORD: _("Record"),
    }[kind]


def _number(session: Session, document: GatheredDocument) -> int:
    """Its place among those that are given: what is kept back leaves no gap."""
    given = select(func.count()).where(
        col(GatheredDocument.gathering_id) == document.gathering_id,
        col(GatheredDocument.number) <= document.number,
        ~standing.is_withheld(),
    )
    return session.exec(given).one()
