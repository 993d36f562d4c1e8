"""Asking for a bundle, making it once, keeping it for its time."""

from dataclasses import asdict
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col

from app.answers.bundles import queries, rules
from app.answers.bundles.models import AnswerBundle, BundleDownload, Making
from app.answers.bundles.schemas import File
from app.answers.gathering.models import Gathering
from app.answers.letters.models import AnswerLetter
from app.core import clock
from app.core.language import gettext as _
from app.core.queue.leases import LEASE
from app.core.storage import service as storage
from app.core.storage.service import Writing
from app.identity.people.models import Person
from app.subject_requests.models import Act, SubjectRequest
from app.subject_requests.progress import service as progress


def ask(
    session: Session,
    sar: SubjectRequest,
    officer: Person,
    gathering: Gathering,
    letter: AnswerLetter,
    *,
    version: str,
    fingerprint: str,
    form_key: UUID,
) -> AnswerBundle:
    """Have a bundle made of what there is now; it replaces an earlier one that was not released.

    A decision that was asked for is void. Raises the refusals of ``conditions.rules``.
    """
    if sent := queries.by_form(session, sar.id, form_key):
        return sent
    story = progress.begin(session, sar, officer)
    progress.may(session, story, Act.ANSWERED, officer)
    before = queries.newest(session, sar.id)
    if before is not None and before.expires_at is None:
        drop(session, before)
    now = clock.now()
    bundle = AnswerBundle(
        request_id=sar.id,
        gathering_id=gathering.id,
        letter_id=letter.id,
        number=before.number + 1 if before else 1,
        version=version,
        fingerprint=fingerprint,
        asked_by=officer.id,
        asked_at=now,
        form_key=form_key,
        next_at=now,
    )
    session.add(bundle)
    session.flush()
    return bundle


def claim(session: Session) -> AnswerBundle | None:
    """Take the bundle that has waited longest, under a lease. Two workers never get the same."""
    now = clock.now()
    bundle = queries.due_first(session, now)
    while bundle is not None and bundle.attempts >= rules.ATTEMPTS:
        put_off(session, bundle, _("It broke off again and again."))
        bundle = queries.due_first(session, now)
    if bundle is None:
        return None
    bundle.leased_until = now + LEASE
    bundle.attempts += 1
    session.flush()
    return bundle


def renew(session: Session, bundle: AnswerBundle) -> None:
    """Keep the lease while it is being made."""
    _change(session, bundle, leased_until=clock.now() + LEASE)


def finish(session: Session, bundle: AnswerBundle, stored: Writing, files: list[File]) -> bool:
    """It is made. False if it is not wanted any more, or another worker was faster."""
    return _change(
        session,
        bundle,
        making=Making.MADE,
        made_at=clock.now(),
        file_id=stored.id,
        size=stored.size,
        sha256=stored.sha256,
        contents=[asdict(file) for file in files],
        next_at=None,
        problem="",
    )


def put_off(session: Session, bundle: AnswerBundle, problem: str) -> None:
    """It failed: try again later, and after several times not any more."""
    if bundle.attempts < rules.ATTEMPTS:
        later = clock.now() + rules.back_off(bundle.attempts)
        _change(session, bundle, next_at=later, problem=problem)
    else:
        _change(session, bundle, making=Making.FAILED, next_at=None, problem=problem)


def release(session: Session, bundle: AnswerBundle) -> None:
    """The person may take it from now on, for a time."""
    mine = update(AnswerBundle).where(col(AnswerBundle.id) == bundle.id)
    session.exec(mine.values(expires_at=clock.now() + rules.KEPT))


def note_download(session: Session, bundle: AnswerBundle, person: Person) -> None:
    session.add(BundleDownload(bundle_id=bundle.id, person_id=person.id, at=clock.now()))
    session.flush()


def drop(session: Session, bundle: AnswerBundle) -> None:
    """It is not to be had any more; its file is swept once this is so."""
    mine = update(AnswerBundle).where(col(AnswerBundle.id) == bundle.id)
    session.exec(
        mine.values(making=Making.REMOVED, file_id=None, next_at=None, removed_at=clock.now())
    )


def remove_expired(session: Session) -> None:
    """Remove those whose time is over."""
    for bundle in queries.expired(session, clock.now()):
        if bundle.file_id is not None:
            storage.remove(bundle.file_id)
        drop(session, bundle)


def _change(session: Session, bundle: AnswerBundle, **values: object) -> bool:
    mine = update(AnswerBundle).where(
        col(AnswerBundle.id) == bundle.id,
        col(AnswerBundle.making) == Making.ASKED,
        col(AnswerBundle.attempts) == bundle.attempts,
    )
    return session.exec(mine.values(**{"leased_until": None} | values)).rowcount == 1
