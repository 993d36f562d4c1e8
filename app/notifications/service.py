"""Telling people, what they have read, and the life of a mail."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, update
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.core import clock
from app.core.db import dialects
from app.core.db.base import new_id
from app.core.mail.server import MailError, NoAnswerError, RefusedError, ServerDownError
from app.notifications import queries, rules
from app.notifications.models import Kind, Mail, Update


def tell(
    session: Session,
    person_ids: Iterable[UUID],
    kind: Kind,
    *,
    about: str,
    at: datetime | None = None,
    **ids: str | int,
) -> None:
    """Tell each of these people once about one thing, in the portal and by mail as they chose.

    ``about`` is the thing's own name (an entry's number, ``practice@version``): the same thing is
    not told twice. ``ids`` are what the words need to link to it; never names, never reasons.
    ``at`` is when it happened, if not now.
    """
    moment = at or clock.now()
    tell_each(session, [rules.News(each, kind, about, moment, ids) for each in person_ids])


def tell_each(session: Session, news: Iterable[rules.News]) -> None:
    """The same for many things at once, each told to one person."""
    rows = [
        {
            "id": new_id(at=each.at),  # an id tells its moment: no finer one than “at” does
            "person_id": each.person_id,
            "kind": each.kind,
            "at": each.at,
            "subject_ref": each.about,
            "data": each.ids,
        }
        for each in news
    ]
    if rows:
        told = dialects.insert_unless_there(session.get_bind(), Update.__table__)  # type: ignore[attr-defined]
        session.exec(told, params=rows)


def read_all(session: Session, person_id: UUID) -> int:
    """Mark everything this person was told as read. How many were not."""
    unread = update(Update).where(col(Update.person_id) == person_id, queries.UNREAD)
    return session.exec(unread.values(read_at=clock.now())).rowcount


def read(session: Session, person_id: UUID, update_id: UUID) -> None:
    """Mark one update as read; one that is not this person's stays as it is."""
    hers = col(Update.id) == update_id, col(Update.person_id) == person_id, queries.UNREAD
    session.exec(update(Update).where(*hers).values(read_at=clock.now()))


def read_about(session: Session, person_id: UUID, kind: Kind, abouts: Iterable[str]) -> None:
    """Mark as read what this person was told about these things: she has seen to them."""
    hers = (
        col(Update.person_id) == person_id,
        col(Update.kind) == kind,
        col(Update.subject_ref).in_(list(abouts)),
        queries.UNREAD,
    )
    session.exec(update(Update).where(*hers).values(read_at=clock.now()))


def write_mails(session: Session, limit: int) -> int:
    """Write one mail to each person to whom one is due. How many were written.

    A mail speaks of everything the person has not read, so all of it is put under the mail.
    """
    dialects.serialise(session, "notifications: mails")
    written = 0
    for due in queries.people_due_mail(session, limit):
        written += _write_mail(session, due)
    return written


def _write_mail(session: Session, due: queries.Due) -> bool:
    mail_id, now = new_id(), clock.now()
    is_new = dialects.insert_if_new(
        session,
        Mail,
        id=mail_id,
        person_id=due.person_id,
        key=due.key,
        required=due.required,
        written_at=now,
        due_at=now,
        attempts=0,
        refusals=0,
    )
    if is_new:
        hers = update(Update).where(col(Update.person_id) == due.person_id, queries.UNMAILED)
        session.exec(hers.values(mail_id=mail_id))
    return is_new


def claim_mail(session: Session) -> Mail | None:
    """Take the mail that has waited longest, under a lease. Two workers never get the same.

    A mail that was being handed over when its worker died, or whose answer was lost, may have been
    taken by the server or not. One that the law requires is sent again, under the same Message-ID;
    of any other, a second copy would be worse than none, since the update itself waits in the
    portal.
    """
    now = clock.now()
    free = select(Mail).where(queries.free_mail(now)).order_by(col(Mail.due_at), col(Mail.id))
    mail = session.exec(free.limit(1).with_for_update(skip_locked=True)).first()
    if mail is None:
        return None
    if mail.handed_over_at is not None and not mail.required:
        mail.unknown_at, mail.leased_until = now, None
        session.flush()
        return claim_mail(session)
    mail.attempts += 1
    mail.leased_until = now + rules.LEASE
    session.flush()
    return mail


def hand_over(session: Session, mail: Mail) -> None:
    """Note that the server is about to be given the mail."""
    now = clock.now()
    _change(session, mail, handed_over_at=now, leased_until=now + rules.TAKING)


def mark_sent(session: Session, mail: Mail) -> None:
    """The server has taken it."""
    _change(session, mail, sent_at=clock.now(), unknown_at=None, leased_until=None, last_error=None)


def mark_not_taken(session: Session, mail: Mail, error: MailError) -> None:
    """The server has said that it did not take it: try again later, or give it up at last.

    A refusal counts only if the server took another mail since this one's last try: a server that
    refuses everybody says nothing of this mailbox, and loses nobody's mail.
    """
    now = clock.now()
    is_refused = isinstance(error, RefusedError)
    since = mail.due_at - rules.back_off(mail.attempts - 1)
    refusals = mail.refusals + (is_refused and queries.some_was_taken(session, since))
    down = isinstance(error, ServerDownError)
    wait = rules.server_back_off if down else rules.back_off
    values: dict[str, Any] = {"refusals": refusals, "due_at": now + wait(mail.attempts)}
    if refusals >= rules.MOST_REFUSALS:
        values["refused_at"] = now
    _change(session, mail, handed_over_at=None, leased_until=None, last_error=error.kind, **values)


def mark_unanswered(session: Session, mail: Mail, error: NoAnswerError) -> None:
    """Nobody said whether it was taken: it stays handed over, and ``claim_mail`` judges it.

    One that the law requires is sent again only so often: each copy may have arrived.
    """
    now = clock.now()
    values: dict[str, Any] = {"refusals": mail.refusals + 1}
    if mail.refusals + 1 >= rules.MOST_REFUSALS:
        values["unknown_at"] = now
    again = now + rules.back_off(mail.attempts)
    _change(session, mail, due_at=again, leased_until=None, last_error=error.kind, **values)


def postpone_mails(session: Session, error: ServerDownError) -> None:
    """No server: everything due waits, a little longer each time, and nothing is lost."""
    now = clock.now()
    due = queries.free_mail(now)
    tried = session.exec(select(Mail.attempts).where(due).order_by(col(Mail.attempts))).first()
    if tried is None:
        return
    later = now + rules.server_back_off(tried + 1)
    session.exec(
        update(Mail)
        .where(due)
        .values(attempts=col(Mail.attempts) + 1, due_at=later, last_error=error.kind)
    )


def forget_old(session: Session, spared: SelectOfScalar[UUID]) -> None:
    """Delete what was told, and mailed, more than 13 months ago; nothing of ``spared`` people."""
    before = clock.now() - rules.KEPT
    of_others = col(Update.person_id).not_in(spared)
    session.exec(delete(Update).where(col(Update.at) < before, of_others))
    kept = select(Update.mail_id).where(col(Update.mail_id).is_not(None))
    old = col(Mail.written_at) < before, col(Mail.id).not_in(kept)
    session.exec(delete(Mail).where(*old, col(Mail.person_id).not_in(spared)))


def _change(session: Session, mail: Mail, **values: Any) -> None:
    """Change a mail we hold, unless it has been sent."""
    held = col(Mail.id) == mail.id, col(Mail.sent_at).is_(None)
    session.exec(update(Mail).where(*held).values(**values))
