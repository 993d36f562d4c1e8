"""What can be done to the register: publish words, end a practice, keep a draft."""

from sqlalchemy import update
from sqlmodel import Session, col

from app.core import clock
from app.core.db.base import new_id
from app.core.errors import ConflictError, RejectedError
from app.identity.establishments import queries as establishments
from app.register import queries, rules
from app.register.by_kind import rules as by_kind
from app.register.models import (
    Origin,
    Practice,
    PracticeEnding,
    PracticeVersion,
    RegisterDraft,
    RegisterFront,
    RegisterRevision,
    Stage,
)
from app.register.schemas import (
    EndingNote,
    Front,
    PracticeDocument,
    VersionNote,
    canonical,
    digest,
)
from app.register.terms.schemas import Part


class IncompleteError(RejectedError):
    def __init__(self, document: PracticeDocument, faults: list[rules.Fault]) -> None:
        field, fault = faults[0]
        super().__init__(f"{document.title} cannot be published: {field} {fault}.")
        self.faults = faults


class NotTheNextVersionError(ConflictError):
    def __init__(self, document: PracticeDocument, note: VersionNote) -> None:
        super().__init__(f"{document.title}: version {note.number} does not follow the last one.")


def publish(
    session: Session,
    document: PracticeDocument,
    note: VersionNote,
    origin: Origin,
    *,
    past: bool = False,
) -> PracticeVersion:
    """Publish these words as a version. It takes effect on its day, also if that day has been.

    ``past``: it no longer holds, and says what was, whatever MON-7 asks of what is to hold.
    """
    faults = rules.what_is_missing(document)
    if not past:
        faults += by_kind.what_is_missing(document, establishments.jurisdictions(session))
    if faults:
        raise IncompleteError(document, faults)
    if queries.newest_number(session, document.id) >= (note.number, note.correction):
        raise NotTheNextVersionError(document, note)
    words, now = canonical(document), clock.now()
    know(session, document.id)
    version = PracticeVersion(
        practice_id=document.id,
        document=words,
        digest=digest(words),
        origin=origin,
        published_at=now,
        **note.model_dump() | {"approved_by": list(note.approved_by)},
    )
    session.add(version)
    revise(session)
    return version


def end(session: Session, practice_id: str, note: EndingNote, origin: Origin) -> PracticeEnding:
    """End a practice and say what becomes of the data. Its page stays."""
    ending = PracticeEnding(
        practice_id=practice_id,
        ended_on=note.on,
        fate=note.fate,
        fates=[each.model_dump(mode="json") for each in note.fates],
        reason=note.reason,
        approved_by=list(note.approved_by),
        origin=origin,
        recorded_at=clock.now(),
    )
    session.add(ending)
    revise(session)
    return ending


def publish_front(session: Session, front: Front) -> RegisterFront:
    """Publish what is said once for the whole register, as its next wording."""
    words = canonical(front)
    published = RegisterFront(
        number=queries.newest_front(session) + 1,
        document=words,
        digest=digest(words),
        published_at=clock.now(),
    )
    session.add(published)
    revise(session)
    return published


def draft(
    session: Session,
    about: str,
    part: Part,
    note: VersionNote | None = None,
    stage: Stage = Stage.DRAFT,
) -> RegisterDraft:
    """Keep words as the open draft of a practice, in place of the draft that was open.

    ``about`` is empty for the front. The draft that is overtaken is closed, not taken away.
    """
    words, now = canonical(part), clock.now()
    overtaken = queries.open_draft(session, about)
    if overtaken is not None:
        overtaken.closed_at = now
        session.flush()
    if about:
        know(session, about)
    kept = RegisterDraft(
        about=about,
        stage=stage,
        document=words,
        digest=digest(words),
        note=canonical(note) if note else None,
        made_at=now,
    )
    session.add(kept)
    session.flush()
    return kept


def know(session: Session, practice_id: str) -> None:
    """Keep the name of a practice for ever."""
    if session.get(Practice, practice_id) is None:
        session.add(Practice(id=practice_id, created_at=clock.now()))
        session.flush()


def revise(session: Session) -> None:
    """Let every reader know that there is something new. Publications follow one another here."""
    session.flush()
    raised = session.exec(
        update(RegisterRevision)
        .where(col(RegisterRevision.id) == 1)
        .values(number=RegisterRevision.number + 1, token=new_id())
    )
    if raised.rowcount == 0:
        session.add(RegisterRevision(number=1))
        session.flush()
