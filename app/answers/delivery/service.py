"""Making the code, taking out what is sent, and writing down that it was sent.

Nothing new can be put in: what goes out is the bundle with the digest that was approved.
"""

from collections.abc import Iterator
from uuid import UUID

from sqlmodel import Session

from app.answers.bundles import service as bundles
from app.answers.delivery import printing, queries, rules
from app.answers.delivery.printing import Drawn
from app.answers.delivery.queries import Approved
from app.answers.delivery.rules import Sending
from app.core import archives, clock, references
from app.core.errors import ConflictError, NotFoundError
from app.core.language import gettext as _
from app.core.storage import service as storage
from app.identity.people.models import Person
from app.subject_requests import queries as requests
from app.subject_requests.conditions import rules as conditions
from app.subject_requests.models import (
    Act,
    Delivery,
    SubjectRequest,
    SubjectRequestEvent,
    SubjectRequestProposal,
)
from app.subject_requests.progress import service as progress


class ShownOnceError(ConflictError):
    def __init__(self) -> None:
        super().__init__(
            _("This code was shown already, and we keep no copy. Make a new file with a new code.")
        )


class ReplacedError(ConflictError):
    def __init__(self) -> None:
        super().__init__(_("This is not the code that was made last. Make a new file."))


class GoneError(ConflictError):
    def __init__(self) -> None:
        super().__init__(_("The files of this answer were removed when their time was over."))


class ChangedMeanwhileError(ConflictError):
    def __init__(self) -> None:
        super().__init__(_("Something was changed at this moment. Take it once more."))


class NotTakenError(ConflictError):
    def __init__(self) -> None:
        super().__init__(_("Take what you send out of the portal first."))


def lock(session: Session, sar: SubjectRequest, officer: Person, *, form_key: UUID) -> str:
    """Make the code of a locked file, instead of the one before: the only time it is known.

    Raises ShownOnceError, GoneError, NotFoundError and the refusals of ``conditions.rules``.
    """
    found = _to_send(session, sar, officer, Act.LOCKED, Delivery.ARCHIVE)
    if progress.repeated(found.story, form_key):
        raise ShownOnceError
    code = rules.grouped(references.code(rules.GROUPS * rules.LETTERS))
    kept = {"code_hash": rules.digest(code)}
    progress.append(session, found.story, Act.LOCKED, officer, details=kept, form_key=form_key)
    return code


def take_archive(
    session: Session, sar: SubjectRequest, officer: Person, code: str
) -> Iterator[bytes]:
    """The approved bundle as a zip that only this code opens, once it stands in the history.

    Raises ReplacedError and what ``lock`` raises.
    """
    found = _to_send(session, sar, officer, Act.TAKEN_OUT, Delivery.ARCHIVE)
    check_code(found, code)
    blocks = storage.blocks(_take(session, found, officer))
    return archives.locked(f"{sar.reference}.zip", blocks, code, clock.now())


def check_code(found: Approved, code: str) -> None:
    """That this is the code that counts. Raises ReplacedError."""
    if found.code_hash != rules.digest(code):
        raise ReplacedError


def take_paper(
    session: Session, sar: SubjectRequest, officer: Person, drawn: Drawn
) -> Iterator[bytes]:
    """What is printed, once it stands in the history: with the index that was ``drawn`` before.

    Raises ChangedMeanwhileError and what ``lock`` raises.
    """
    found = _to_send(session, sar, officer, Act.TAKEN_OUT, Delivery.PAPER)
    if found.bundle is None or printing.index(session, sar, found.bundle) != drawn.letter:
        raise ChangedMeanwhileError
    return printing.packed(found.bundle, drawn.pdf, _take(session, found, officer))


def take_words(
    session: Session, sar: SubjectRequest, officer: Person, drawn: SubjectRequestProposal
) -> None:
    """The letter that was ``drawn`` of an answer in words is taken out: it stands in the history.

    Raises ChangedMeanwhileError and what ``lock`` raises.
    """
    found = _to_send(session, sar, officer, Act.TAKEN_OUT, Delivery.PAPER)
    if found.words is None or found.words.id != drawn.id:
        raise ChangedMeanwhileError
    _note_taken(session, found, officer)


def send(
    session: Session, sar: SubjectRequest, officer: Person, sending: Sending, *, form_key: UUID
) -> SubjectRequestEvent:
    """Write down that it was sent: the answer is given on that day, in the approved words.

    Raises TogetherError, ElsewhereError, NotTakenError and the refusals of ``conditions.rules``.
    """
    story = progress.locked(session, sar)
    if sent := progress.repeated(story, form_key):
        return sent
    conditions.check_sending(progress.part_of(session, story, officer), story.standing)
    found, words = queries.approved(session, story), requests.newest_proposal(session, sar.id)
    assert found is not None
    assert words is not None
    told = _checked(found, sending)
    [approval] = [event for event in story.events if event.act is Act.APPROVED]
    if found.bundle is not None:
        bundles.release(session, found.bundle)
    event = progress.append(
        session,
        story,
        Act.ANSWERED,
        officer,
        on=sending.on,
        text=words.text,
        reason=words.reason,
        details={**approval.details, **told},
        form_key=form_key,
    )
    progress.tell(session, sar, "sent", event.number)
    return event


def send_again(
    session: Session,
    sar: SubjectRequest,
    officer: Person,
    sending: Sending,
    *,
    why: str,
    form_key: UUID,
) -> SubjectRequestEvent:
    """Write down that it was sent once more, and why; the answer counts from the first time.

    Raises NoReasonError, NotFoundError and what ``send`` raises.
    """
    story = progress.locked(session, sar)
    if sent := progress.repeated(story, form_key):
        return sent
    progress.may(session, story, Act.SENT_AGAIN, officer)
    found = queries.approved(session, story)
    if found is None:
        raise NotFoundError
    rules.check_again(why)
    told = _checked(found, sending)
    event = progress.append(
        session,
        story,
        Act.SENT_AGAIN,
        officer,
        on=sending.on,
        reason=why,
        details=told,
        form_key=form_key,
    )
    progress.tell(session, sar, "sent-again", event.number)
    return event


def _checked(found: Approved, sending: Sending) -> dict[str, object]:
    """What the event says of a sending, if it can have been so."""
    rules.check_day(sending.on, found.approved_on, found.taken_on, found.story.today)
    if not found.was_taken:
        raise NotTakenError
    if sending.code is not None:
        rules.check_apart(sending.answer, sending.code)
    return _told(sending, rules.why_elsewhere(sending, found.send_to))


def _told(sending: Sending, why: str) -> dict[str, object]:
    answer, code = sending.answer, sending.code
    sent = {"way": answer.way.value, "to": answer.to} | ({"why": why} if why else {})
    told: dict[str, object] = {"sent": sent}
    return told | ({"code": {"way": code.way.value, "to": code.to}} if code else {})


def _to_send(
    session: Session, sar: SubjectRequest, officer: Person, act: Act, delivery: Delivery
) -> Approved:
    story = progress.locked(session, sar)
    progress.may(session, story, act, officer)
    found = queries.approved(session, story)
    if found is None or found.delivery is not delivery:
        raise NotFoundError
    if found.words is None and (found.file_id is None or not storage.is_kept(found.file_id)):
        raise GoneError
    return found


def _take(session: Session, found: Approved, officer: Person) -> UUID:
    assert found.file_id is not None
    _note_taken(session, found, officer)
    return found.file_id


def _note_taken(session: Session, found: Approved, officer: Person) -> None:
    what = {"what": found.delivery.value}
    progress.append(session, found.story, Act.TAKEN_OUT, officer, details=what)
