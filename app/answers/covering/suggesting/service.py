"""Writing down what was suggested about a document: once, whoever comes first."""

import hmac
from collections.abc import Sequence

from sqlmodel import Session, select

from app.answers.covering.models import CoveringReading, CoveringSuggestion
from app.answers.covering.schemas import Suggestion
from app.answers.gathering.models import GatheredDocument
from app.core import clock, secrets
from app.core.db import dialects


def suggest(session: Session, document: GatheredDocument, found: Sequence[Suggestion]) -> bool:
    """Write it, unless somebody has looked through the document already."""
    dialects.serialise(session, f"covering reading {document.id}")
    read = select(CoveringReading.id).where(CoveringReading.document_id == document.id)
    if session.exec(read).first():
        return False
    key, now = secrets.derive("passages that say the same"), clock.now()
    session.add(CoveringReading(document_id=document.id, suggestions=len(found), made_at=now))
    session.add_all(
        CoveringSuggestion(
            document_id=document.id,
            start_at=each.start,
            end_at=each.end,
            kind=each.kind.value,
            same=hmac.digest(key, each.same.encode(), "sha256").hex(),
            made_at=now,
        )
        for each in found
    )
    session.flush()
    return True
