"""What follows from a witness's answer, and the seals that are sent by mail."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col, select

from app.access_log.checkpoints import queries as checkpoints
from app.access_log.tree import queries as tree
from app.access_log.witnesses import queries, rules
from app.access_log.witnesses.models import CheckpointMail, Cosignature, WitnessStanding
from app.access_log.witnesses.rules import Outcome
from app.core import clock
from app.core.crypto import merkle, notes, tiles
from app.core.crypto.policies import Party
from app.core.crypto.submissions import Submission
from app.core.db import dialects

MAIL_WAIT, MAIL_LEASE = timedelta(minutes=10), timedelta(minutes=2)


def claim(session: Session, party: Party, *, at_once: bool) -> bool:
    """Take a witness to ask, so that no other worker asks it meanwhile."""
    now, vkey = clock.now(), str(party.key)
    dialects.insert_if_new(
        session, WitnessStanding, witness=vkey, size=0, due_at=now, failures=0, why=""
    )
    mine = update(WitnessStanding).where(col(WitnessStanding.witness) == vkey)
    if not at_once:
        mine = mine.where(col(WitnessStanding.due_at) <= now)
    return session.exec(mine.values(due_at=now + rules.LEASE)).rowcount == 1


def submission(session: Session, party: Party) -> Submission | None:
    """The newest checkpoint, and how it goes on from what the witness holds."""
    newest, row = checkpoints.newest(session), queries.standing(session, str(party.key))
    if newest is None or row is None:
        return None
    old, node = min(row.size, newest.size), tiles.node(tree.stored(session))
    path = merkle.consistency_path(node, old, newest.size)
    return Submission(old, path, notes.parse_note(newest.note))


def take(session: Session, party: Party, sent: Submission, outcome: Outcome) -> bool:
    """Keep what a witness answered. Whether it is to be asked again at once, from another size."""
    now, row = clock.now(), queries.standing(session, str(party.key))
    assert row is not None
    if outcome.line:
        _keep(session, row.witness, sent.checkpoint.size, outcome)
    if outcome.why == rules.AHEAD and (outcome.size or 0) <= _size(session):
        outcome = Outcome(size=outcome.size)  # another worker of ours was faster
    if outcome.size is not None:
        row.size = outcome.size
    row.why, row.answered_at = outcome.why, now
    row.failures = row.failures + 1 if outcome.why else 0
    row.due_at = now + rules.wait(row.failures)
    session.add(row)
    session.flush()
    return not outcome.why and not outcome.line


def _keep(session: Session, vkey: str, size: int, outcome: Outcome) -> None:
    """Once: in one second a witness may have said the same before."""
    if session.get(Cosignature, (size, vkey, outcome.signed_at)) is None:
        session.add(
            Cosignature(
                size=size,
                witness=vkey,
                signed_at=outcome.signed_at,
                line=outcome.line,
                received_at=clock.now(),
            )
        )


def _size(session: Session) -> int:
    newest = checkpoints.newest(session)
    return newest.size if newest else 0


def write_mails(session: Session, people: Sequence[UUID]) -> int:
    """A mail to each of these people, once a day, with the newest checkpoint there is."""
    newest = checkpoints.newest(session)
    if newest is None:
        return 0
    now = clock.now()
    return sum(
        dialects.insert_if_new(
            session,
            CheckpointMail,
            person_id=each,
            day=now.date(),
            size=newest.size,
            written_at=now,
            next_at=now,
            attempts=0,
        )
        for each in people
    )


def claim_mail(session: Session) -> CheckpointMail | None:
    """Take the mail that has waited longest; two workers never get the same."""
    now = clock.now()
    in_order = select(CheckpointMail).where(*queries.due_mail(now))
    in_order = in_order.order_by(col(CheckpointMail.next_at), col(CheckpointMail.id)).limit(1)
    mail = session.exec(in_order.with_for_update(skip_locked=True)).first()
    if mail is None:
        return None
    mail.attempts += 1
    mail.next_at = now + MAIL_LEASE
    session.add(mail)
    session.flush()
    return mail


def end_mail(session: Session, mail: CheckpointMail, *, sent: bool) -> None:
    """Note that the server took a mail, or that it is to be tried again."""
    now = clock.now()
    values = {"sent_at": now} if sent else {"next_at": now + MAIL_WAIT}
    session.exec(update(CheckpointMail).where(col(CheckpointMail.id) == mail.id).values(**values))
