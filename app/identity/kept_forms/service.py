"""Keeping what was typed, and giving it back to the one who typed it."""

import json

from sqlalchemy import delete
from sqlmodel import Session, col, select

from app.core import clock, secrets
from app.core.crypto import aead
from app.core.errors import NotFoundError
from app.identity.kept_forms.models import KeptForm
from app.identity.kept_forms.rules import KEPT_FOR, MOST, Typed

_PURPOSE = "kept forms"


def keep(session: Session, issuer: str, subject: str, typed: Typed) -> KeptForm:
    """Seal what was typed for this identity; what is too old or too much goes, oldest first."""
    forget_old(session)
    own = (col(KeptForm.issuer) == issuer, col(KeptForm.subject) == subject)
    newest = select(KeptForm.id).where(*own).order_by(col(KeptForm.kept_at).desc()).limit(MOST - 1)
    session.exec(delete(KeptForm).where(*own, col(KeptForm.id).not_in(newest)))
    plain = json.dumps({"path": typed.path, "fields": list(typed.fields)}).encode()
    kept = KeptForm(
        issuer=issuer,
        subject=subject,
        sealed=aead.seal(secrets.derive(_PURPOSE), plain, _owner(issuer, subject)),
        kept_at=clock.now(),
    )
    session.add(kept)
    session.flush()
    return kept


def forget_old(session: Session) -> None:
    """Delete what was kept for half an hour, whoever's it was.

    It is never part of what is held on a person, so a hold spares none of it.
    """
    session.exec(delete(KeptForm).where(col(KeptForm.kept_at) <= clock.now() - KEPT_FOR))


def offer(session: Session, kept: KeptForm) -> None:
    """Note that its owner is being shown it: once is enough."""
    kept.offered_at = clock.now()
    session.add(kept)
    session.flush()


def typed_in(kept: KeptForm) -> Typed:
    """What was typed. Raises NotFoundError if it cannot be opened any more."""
    context = _owner(kept.issuer, kept.subject)
    try:
        plain = json.loads(aead.unseal(secrets.derive(_PURPOSE), kept.sealed, context))
    except aead.CannotOpenError as lost:
        raise NotFoundError from lost
    return Typed(plain["path"], [(name, value) for name, value in plain["fields"]])


def discard(session: Session, kept: KeptForm) -> None:
    session.delete(kept)
    session.flush()


def _owner(issuer: str, subject: str) -> bytes:
    return f"{issuer}\0{subject}".encode()
