"""What somebody was told, whom a mail is due, and how the mails stand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby, islice
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, bindparam, func, or_
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.core import clock
from app.core.db.session import fetch
from app.identity.establishments import rules as places
from app.identity.establishments.models import Establishment
from app.identity.people.models import EmailDigest, Person, Preference
from app.notifications import rules
from app.notifications.models import Kind, Mail, Update

KEYS_AT_ONCE = 400  # values in one IN (…)
UNREAD = col(Update.read_at).is_(None)
_UNREAD_OF = (
    select(func.count()).select_from(Update).where(Update.person_id == bindparam("person"), UNREAD)
)
UNMAILED = and_(UNREAD, col(Update.mail_id).is_(None))


def updates_of(
    session: Session,
    person_id: UUID,
    *,
    unread: bool = False,
    kinds: frozenset[Kind] = frozenset(),
    before: UUID | None = None,
    limit: int = 25,
) -> Sequence[Update]:
    """What this person was told, the newest first, older than the update ``before`` if given."""
    told = select(Update).where(Update.person_id == person_id)
    if unread:
        told = told.where(UNREAD)
    if kinds:
        told = told.where(col(Update.kind).in_(kinds))
    if before is not None:
        told = told.where(_older_than(session, person_id, before))
    newest_first = col(Update.at).desc(), col(Update.id).desc()
    return session.exec(told.order_by(*newest_first).limit(limit)).all()


@dataclass(frozen=True)
class UpdatesPage:
    """A run of updates, the newest first, and the update from which older ones go on, if any."""

    updates: Sequence[Update]
    older_than: UUID | None


def updates_page(
    session: Session,
    person_id: UUID,
    *,
    unread: bool = False,
    kinds: frozenset[Kind] = frozenset(),
    before: UUID | None = None,
    limit: int = 25,
) -> UpdatesPage:
    """One page of what this person was told."""
    found = updates_of(
        session, person_id, unread=unread, kinds=kinds, before=before, limit=limit + 1
    )
    shown = found[:limit]
    return UpdatesPage(shown, shown[-1].id if len(found) > limit else None)


def by_day(updates: Sequence[Update], zone: str) -> list[tuple[date, list[Update]]]:
    """The updates under the civil day of the zone on which each came, in the same order."""
    local = groupby(updates, key=lambda update: update.at.astimezone(ZoneInfo(zone)).date())
    return [(day, list(told)) for day, told in local]


def unread_count(session: Session, person_id: UUID) -> int:
    """How many updates this person has not read: the number in the header."""
    unread: int = fetch(session, _UNREAD_OF, person=person_id).scalar_one()
    return unread


def last_undelivered(session: Session, person_id: UUID) -> Mail | None:
    """The person's latest mail, if her mail server would not have it."""
    latest = select(Mail).where(Mail.person_id == person_id).order_by(col(Mail.id).desc())
    mail = session.exec(latest.limit(1)).first()
    return mail if mail is not None and mail.refused_at is not None else None


@dataclass(frozen=True)
class Due:
    """A person to whom a mail is due now, and the mail's key."""

    person_id: UUID
    key: str
    required: bool


@dataclass(frozen=True)
class _Waiting:
    """A person's unread updates of one kind that no mail has spoken of."""

    person_id: UUID
    kind: Kind
    first_at: datetime
    latest_at: datetime
    digest: EmailDigest
    zone: str

    def due_up_to(self, now: datetime) -> datetime | None:
        """The morning in her zone, or the moment, whose mail they belong in; None: a later one."""
        up_to = rules.due_up_to(self.kind, self.digest, now, self.zone)
        return up_to if up_to is not None and self.first_at <= up_to else None


def people_due_mail(session: Session, limit: int) -> list[Due]:
    """Those who have unread updates that their choice says to mail about by now.

    Nobody whose mail of this period is written: what she was told of since, even if it happened
    before, waits for the next period, and holds up no other.
    """
    now, found = clock.now(), list[Due]()
    by_person = groupby(_waiting(session, now), key=lambda one: one.person_id)
    all_due = (
        [(one, up_to) for one in waiting if (up_to := one.due_up_to(now))]
        for _, waiting in by_person
    )
    due = (_due(waiting) for waiting in all_due if waiting)
    while len(found) < limit and (some := list(islice(due, KEYS_AT_ONCE))):
        written = _written(session, [each.key for each in some])
        found += [each for each in some if each.key not in written]
    return found[:limit]


def _written(session: Session, keys: Sequence[str]) -> set[str]:
    return set(session.exec(select(Mail.key).where(col(Mail.key).in_(keys))))


def _due(found: list[tuple[_Waiting, datetime]]) -> Due:
    """One person's mail of what is due up to these moments: a morning has one."""
    waiting = [one for one, _up_to in found]
    person_id = waiting[0].person_id
    required = any(one.kind in rules.REQUIRED for one in waiting)
    if all(rules.is_morning_mail(one.kind, one.digest) for one in waiting):
        morning = max(up_to for _one, up_to in found)
        return Due(person_id, f"{person_id} {morning.date()}", required)
    latest = max(one.latest_at for one in waiting)
    return Due(person_id, f"{person_id} {latest.isoformat()}", required)


def _waiting(session: Session, now: datetime) -> Iterator[_Waiting]:
    """By person. Only those who work here and have an address, and what they want mail about."""
    chosen = col(Preference.email_digest), col(Preference.time_zone), col(Establishment.time_zone)
    key = col(Person.id), col(Update.kind), *chosen
    told = (
        columns(*key, func.min(col(Update.at)), func.max(col(Update.at)))
        .join_from(Update, Person, col(Person.id) == col(Update.person_id))
        .join(Preference, col(Preference.person_id) == col(Person.id), isouter=True)
        .join(Establishment, col(Establishment.code) == col(Person.establishment), isouter=True)
        .where(UNMAILED, col(Update.at) > now - rules.TOO_OLD)
        .where(col(Person.active).is_(True), col(Person.email) != "", _IS_WANTED)
    )
    found = session.connection().execute(told.group_by(*key).order_by(col(Person.id)))
    for person_id, kind, digest, own_zone, place_zone, first, latest in found:
        zone = own_zone or place_zone or places.DEFAULT_ZONE
        yield _Waiting(person_id, kind, first, latest, digest or EmailDigest.WEEKLY, zone)


# Leaves out early what rules.due_up_to would never find due.
_IS_WANTED = or_(
    col(Preference.email_digest).is_(None),
    col(Preference.email_digest).not_in((EmailDigest.UNUSUAL, EmailDigest.NEVER)),
    col(Update.kind).in_(rules.REQUIRED | rules.ASKED_FOR),
    and_(
        col(Preference.email_digest) == EmailDigest.UNUSUAL,
        col(Update.kind) == Kind.UNUSUAL_LOOK,
    ),
)


def open_mail() -> ColumnElement[bool]:
    """Neither sent nor given up."""
    ends = Mail.sent_at, Mail.refused_at, Mail.unknown_at
    return and_(*(col(end).is_(None) for end in ends))


def free_mail(now: datetime) -> ColumnElement[bool]:
    """Open, due, and in nobody's hands."""
    unheld = or_(col(Mail.leased_until).is_(None), col(Mail.leased_until) < now)
    return and_(open_mail(), col(Mail.due_at) <= now, unheld)


def some_mail_is_due(session: Session) -> bool:
    return session.exec(select(Mail.id).where(free_mail(clock.now())).limit(1)).first() is not None


def some_was_taken(session: Session, since: datetime) -> bool:
    """Whether the server took any mail from a moment on."""
    taken = select(Mail.id).where(col(Mail.sent_at) >= since)
    return session.exec(taken.limit(1)).first() is not None


@dataclass(frozen=True)
class MailState:
    """How the mails stand. ``retried`` are open ones that were tried in vain."""

    waiting: int
    retried: int
    last_error: str | None
    refused_this_week: int
    unknown_this_week: int
    last_sent_at: datetime | None


def mail_state(session: Session) -> MailState:
    """Counts without anybody's name: for the health page."""
    week_ago = clock.now() - timedelta(days=7)
    is_retried = and_(open_mail(), col(Mail.last_error).is_not(None))
    latest = select(Mail.last_error).where(is_retried).order_by(col(Mail.due_at).desc())
    return MailState(
        waiting=_number(session, open_mail()),
        retried=_number(session, is_retried),
        last_error=session.exec(latest.limit(1)).first(),
        refused_this_week=_number(session, col(Mail.refused_at) > week_ago),
        unknown_this_week=_number(session, col(Mail.unknown_at) > week_ago),
        last_sent_at=session.exec(select(func.max(Mail.sent_at))).one(),
    )


def _number(session: Session, which: ColumnElement[bool]) -> int:
    return session.exec(select(func.count()).select_from(Mail).where(which)).one()


def _older_than(session: Session, person_id: UUID, before: UUID) -> ColumnElement[bool]:
    """Older than an update of this person; than nothing, if it is not hers."""
    mark = session.exec(
        select(Update).where(Update.id == before, Update.person_id == person_id)
    ).one_or_none()
    if mark is None:
        return col(Update.id).is_(None)
    same_moment = and_(col(Update.at) == mark.at, col(Update.id) < mark.id)
    return or_(col(Update.at) < mark.at, same_moment)
