"""What is known of releases and of concerns that came without a name. No page asks this."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.access_log import queries as access_log
from app.access_log.checkpoints import queries as checkpoints
from app.access_log.leaves.rules import CONCERNS
from app.access_log.proofs import queries as proofs
from app.concerns import queries
from app.concerns.anonymous.models import ConcernRelease
from app.concerns.anonymous.rules import Content
from app.concerns.models import Concern, Naming
from app.core.crypto.tlog_proofs import TlogProof
from app.speakup.rules import Kind


def newest(session: Session) -> ConcernRelease | None:
    """The last release."""
    last = select(ConcernRelease).order_by(col(ConcernRelease.at).desc()).limit(1)
    return session.exec(last).one_or_none()


def has_slot(session: Session, slot: int) -> bool:
    """Whether what had come by this half day was handed over."""
    done = select(ConcernRelease.id).where(col(ConcernRelease.slot) >= slot).limit(1)
    return session.exec(done).first() is not None


def by_mailbox(session: Session, mailbox: str) -> Concern | None:
    found = select(Concern).where(Concern.raised_by == mailbox, Concern.naming == Naming.ANONYMOUS)
    return session.exec(found).first()


def is_known(session: Session, content: Content) -> bool:
    """Whether this was handed over before."""
    concern = by_mailbox(session, content.mailbox)
    if content.kind is Kind.REPORT or concern is None:
        return concern is not None
    return queries.message_by_form(session, concern, content.id) is not None


@dataclass(frozen=True)
class Batch:
    """What the log says of a release, and where, once a signed checkpoint covers it."""

    statement: str
    proof: TlogProof | None


def batches(session: Session) -> dict[str, Batch]:
    """For each commitment that was handed over the batch in which it stands."""
    newest = checkpoints.newest(session)
    found: dict[str, Batch] = {}
    for seq, said in access_log.statements(session, CONCERNS):
        proof = proofs.inclusion(session, newest, seq) if newest else None
        batch = Batch(said.decode(), proof)
        found |= dict.fromkeys(json.loads(said)["commitments"], batch)
    return found


def all_stories(session: Session) -> list[queries.Story]:
    """Every one of them, for what its reporter reads with her code."""
    nameless: Sequence[Concern] = session.exec(
        select(Concern).where(Concern.naming == Naming.ANONYMOUS)
    ).all()
    return queries.stories(session, nameless)
