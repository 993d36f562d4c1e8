"""Working on a document that is to be given: by the officer who has the request, while it is open.

Whoever acts waits for whoever acts on the same request. A form says what its reader saw; if
somebody decided otherwise meanwhile it is refused, and both are shown.
"""

from uuid import UUID

from sqlmodel import Session

from app.answers.covering import queries
from app.answers.covering.models import CoveringCheck, CoveringDecision
from app.answers.covering.queries import State
from app.answers.gathering import queries as gathered
from app.answers.gathering.models import GatheredDocument, Gathering
from app.core import clock
from app.core.errors import ConflictError, NotFoundError, RejectedError
from app.core.language import gettext as _
from app.core.language import ngettext
from app.identity.people.models import Person
from app.subject_requests.models import SubjectRequest
from app.subject_requests.progress import service as progress
from app.subject_requests.progress.rules import HELD
from app.subject_requests.queries import Story


class StaleError(ConflictError):
    """Somebody decided meanwhile. ``stands``: what holds about the passage, if it is one."""

    def __init__(self, stands: CoveringDecision | None = None) -> None:
        super().__init__(_("Somebody decided this meanwhile. Read it, then decide again."))
        self.stands = stands


def may(story: Story, officer: Person) -> None:
    """Raise unless this officer may work on the documents of this request now.

    NotFoundError for everybody but who has it; ConflictError once it has ended.
    """
    if story.standing.owner_id != officer.id:
        raise NotFoundError
    if story.standing.status not in HELD:
        raise ConflictError(_("This request has ended: what was covered stays as it is."))


def begin(session: Session, document: GatheredDocument, officer: Person) -> State:
    """The document as it is, while nobody else can do anything with its request.

    Raises what ``may`` raises, and ConflictError if the documents were gathered again.
    """
    gathering = session.get_one(Gathering, document.gathering_id)
    request = session.get_one(SubjectRequest, gathering.request_id)
    may(progress.locked(session, request), officer)
    newest = gathered.newest(session, request.id)
    if newest is None or newest.id != gathering.id:
        raise ConflictError(_("The documents were gathered again. Go on with the new ones."))
    return queries.state(session, document)


def check(
    session: Session,
    document: GatheredDocument,
    officer: Person,
    *,
    seen: int,
    not_others: bool = False,
    note: str = "",
) -> CoveringCheck:
    """Write down that an officer read it to its end. ``seen``: how much was done when she did.

    Raises StaleError, ConflictError while it waits to be looked through, RejectedError while
    something is undecided or unsaid. The same check again changes nothing.
    """
    state = begin(session, document, officer)
    done = next((each for each in state.checks if each.number == state.number), None)
    if done is not None:
        return done
    if seen != state.number:
        raise StaleError
    _check_whole(state, not_others=not_others, note=note.strip())
    made = CoveringCheck(
        document_id=document.id,
        number=state.number,
        not_others=not_others,
        note=note.strip(),
        checked_by=officer.id,
        at=clock.now(),
    )
    session.add(made)
    session.flush()
    return made


def _check_whole(state: State, *, not_others: bool, note: str) -> None:
    """Raise what stands against a check."""
    if not state.is_read:
        raise ConflictError(_("It is still being looked through. Try again in a minute."))
    if state.is_withheld:
        return
    if number := len(state.undecided):
        raise RejectedError(
            ngettext(
                "%(num)s passage is not decided yet.",
                "%(num)s passages are not decided yet.",
                number,
            )
            % {"num": number}
        )
    if state.document.unreadable and not note:
        raise RejectedError(_("Part of it cannot be read here. Say what you did about it."))
    if state.left_in and not (not_others or state.about_others):
        raise RejectedError(
            _("Say that what you left in is about nobody else, or record why it can be given.")
        )


def repeated(state: State, form_key: UUID) -> bool:
    """Whether this form did its work before."""
    return any(each.form_key == form_key for each in state.done)
