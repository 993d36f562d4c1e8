"""Whom the policy names, what they signed, and how they stand to the log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from app.access_log.checkpoints import queries as checkpoints
from app.access_log.checkpoints.models import PublishedCheckpoint
from app.access_log.witnesses import rules
from app.access_log.witnesses.models import CheckpointMail, Cosignature, WitnessStanding
from app.core import clock
from app.core.config import settings
from app.core.crypto import notes, policies
from app.core.crypto.notes import NoteError
from app.core.crypto.policies import Party, Policy, PolicyError
from app.core.errors import UnavailableError
from app.identity.viewer import Whose

NOBODY = Policy((), {}, {}, policies.NO_QUORUM)
MOST_TRIES = 100  # of one mail
LOOKED_BACK = 50  # checkpoints with cosignatures, in which the last quorum is looked for


class PolicyUnreadableError(UnavailableError):
    """WITNESSES_FILE is not there, or is no policy."""

    def __init__(self, why: str) -> None:
        super().__init__(f"WITNESSES_FILE cannot be used: {why}.")


def policy() -> Policy:
    """What WITNESSES_FILE says; nobody if there is none. Raises PolicyUnreadableError."""
    file = settings().witnesses_file
    if file is None:
        return NOBODY
    try:
        about = file.stat()
        return _read(file, about.st_mtime_ns, about.st_size)
    except OSError as wrong:
        raise PolicyUnreadableError(wrong.strerror or "it cannot be read") from wrong
    except ValueError as wrong:
        raise PolicyUnreadableError(str(wrong)) from wrong


@lru_cache(maxsize=4)
def _read(file: Path, _changed: int, _size: int) -> Policy:
    found = policies.parse_policy(file.read_text("utf-8"))
    if found.logs and not found.witnesses:
        raise PolicyError("no witness in it")
    return found


def named() -> dict[str, Party]:
    """The witnesses there are, for pages: none while the file cannot be read."""
    try:
        return dict(policy().witnesses)
    except PolicyUnreadableError:
        return {}


def cosignatures(session: Session, size: int) -> dict[str, Cosignature]:
    """The last one of each witness below the checkpoint of a size, by its name in the policy.

    One that is not true any more is none: it would spoil the note for whoever checks it.
    """
    rows = session.exec(
        select(Cosignature).where(Cosignature.size == size).order_by(col(Cosignature.signed_at))
    ).all()
    if not rows:
        return {}
    published = checkpoints.of_size(session, size)
    last = {row.witness: row for row in rows}
    return {
        name: last[str(party.key)]
        for name, party in named().items()
        if str(party.key) in last and published and _is_true(published.note, last, party)
    }


def _is_true(note: str, last: dict[str, Cosignature], party: Party) -> bool:
    row = last[str(party.key)]
    try:
        return rules.is_true(notes.parse_note(note + row.line), party.key, row.signed_at)
    except (NoteError, OverflowError):
        return False


def cosigned(session: Session, published: PublishedCheckpoint) -> str:
    """The note of a checkpoint with every signature there is, the log's first."""
    rows = cosignatures(session, published.size).values()
    return published.note + "".join(row.line for row in rows)


@dataclass(frozen=True)
class Witnessed:
    """A checkpoint that was witnessed as the policy asks: by whom, and when last."""

    checkpoint: PublishedCheckpoint
    by: dict[str, datetime]

    @property
    def at(self) -> datetime:
        return max(self.by.values())


def witnessed(session: Session, largest: int | None = None) -> Witnessed | None:
    """The newest checkpoint with the signatures of a quorum, or of anybody if none is asked.

    ``largest``: of those of up to so many entries.
    """
    try:
        fewest = policy().fewest
    except PolicyUnreadableError:
        return None
    signers = func.count(col(Cosignature.witness).distinct())
    sizes = select(Cosignature.size).group_by(col(Cosignature.size)).having(signers >= fewest)
    if largest is not None:
        sizes = sizes.where(col(Cosignature.size) <= largest)
    newest_first = sizes.order_by(col(Cosignature.size).desc()).limit(LOOKED_BACK)
    for size in session.exec(newest_first).all():
        rows = cosignatures(session, size)
        published = checkpoints.of_size(session, size)
        if rows and published and policy_is_met(rows):
            by = {name: datetime.fromtimestamp(row.signed_at, UTC) for name, row in rows.items()}
            return Witnessed(published, by)
    return None


def policy_is_met(names: dict[str, Cosignature]) -> bool:
    """Whether these witnesses are as many as the policy asks for."""
    try:
        return policy().is_met(names)
    except PolicyUnreadableError:
        return False


@dataclass(frozen=True)
class Standing:
    """How one witness stands to the log: what it signed last, and why it did not since."""

    name: str
    party: Party
    size: int = 0
    signed_at: datetime | None = None
    why: str = ""
    held: int = 0

    @property
    def is_against_us(self) -> bool:
        """Whether it holds another record than we show."""
        return self.why in {rules.AHEAD, rules.OTHER}


def standings(session: Session) -> Sequence[Standing]:
    """Every witness of the policy, in its order."""
    return [_standing(session, name, party) for name, party in named().items()]


def _standing(session: Session, name: str, party: Party) -> Standing:
    vkey = str(party.key)
    row = session.get(WitnessStanding, vkey)
    last = session.exec(
        select(Cosignature)
        .where(Cosignature.witness == vkey)
        .order_by(col(Cosignature.size).desc(), col(Cosignature.signed_at).desc())
        .limit(1)
    ).first()
    return Standing(
        name,
        party,
        last.size if last else 0,
        datetime.fromtimestamp(last.signed_at, UTC) if last else None,
        row.why if row else "",
        row.size if row else 0,
    )


def standing(session: Session, vkey: str) -> WitnessStanding | None:
    return session.get(WitnessStanding, vkey)


def is_due(session: Session, party: Party, size: int, now: datetime) -> bool:
    """Whether a witness is to be asked: for a newer checkpoint, or once more for the old one."""
    row = standing(session, str(party.key))
    if row is None or now < row.due_at:
        return row is None
    if row.why or row.size != size or row.answered_at is None:
        return True
    return now >= row.answered_at + rules.EVERY


def most_held(session: Session) -> int:
    """The most entries that a witness of the policy says it holds, if that is more than we had."""
    vkeys = [str(party.key) for party in named().values()]
    if not vkeys:
        return 0
    ahead = col(WitnessStanding.witness).in_(vkeys), WitnessStanding.why == rules.AHEAD
    return session.exec(select(func.max(WitnessStanding.size)).where(*ahead)).one() or 0


def due_mail(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Which mails are to be tried."""
    return (
        col(CheckpointMail.sent_at).is_(None),
        col(CheckpointMail.next_at) <= now,
        col(CheckpointMail.attempts) < MOST_TRIES,
    )


def some_mail_is_due(session: Session) -> bool:
    due = select(CheckpointMail.id).where(*due_mail(clock.now())).limit(1)
    return session.exec(due).first() is not None


def mails(session: Session, viewer: Whose, limit: int) -> Sequence[CheckpointMail]:
    """The checkpoints that were sent to a representative, the newest first."""
    hers = select(CheckpointMail).where(
        CheckpointMail.person_id == viewer.id, col(CheckpointMail.sent_at).is_not(None)
    )
    return session.exec(hers.order_by(col(CheckpointMail.day).desc()).limit(limit)).all()
