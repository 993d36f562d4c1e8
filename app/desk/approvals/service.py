"""Deciding: the approval and what follows from it, in one transaction; the looks it takes."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sqlmodel import Session

from app.access_log import portal
from app.answers.bundles.models import AnswerBundle
from app.answers.release import approving as answers
from app.approvals import queries
from app.approvals import service as approvals
from app.approvals.matters import Handler, Matter
from app.approvals.models import Approval, Kind
from app.cases.allowances import approving as allowances
from app.cases.models import Purpose
from app.concerns.opening import approving as concern_names
from app.consent import approving as choices
from app.core import archives
from app.core.errors import NotFoundError
from app.core.storage import service as storage
from app.desk import rules as words
from app.desk import service as desk
from app.desk.approvals.forms import NewDecision
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.identity.roles import queries as roles
from app.identity.roles.models import Role
from app.identity.viewer import Viewer
from app.register.drafting import approving as drafting
from app.role_requests import approving as role_requests
from app.subject_requests import queries as requests
from app.subject_requests.apart import queries as apart
from app.subject_requests.deciding import service as deciding
from app.surveys.drafting import approving as surveys

# What each kind of request shows, and does once it is approved.
HANDLERS: Mapping[Kind, Handler] = {
    Kind.REGISTER_PUBLICATION: drafting,
    Kind.REGISTER_ENDING: drafting,
    Kind.CHOICE: choices,
    Kind.ROLE_GRANT: role_requests,
    Kind.MORE_PEOPLE: allowances,
    Kind.SUBJECT_REQUEST: answers,
    Kind.CONCERN_IDENTITY: concern_names,
    Kind.SURVEY: surveys,
}


def matter(session: Session, approval: Approval) -> Matter | None:
    """The object of a request as it is now; None if it is gone."""
    try:
        return HANDLERS[approval.kind].matter(session, approval)
    except NotFoundError:
        return None


def decide(session: Session, approval: Approval, approver: Person, decision: NewDecision) -> None:
    """Approve exactly what the form showed and carry it out, or send it back.

    Raises ChangedError if the object is no longer what was shown or asked about, and whatever
    carrying it out raises: then nothing is approved.
    """
    if decision.decision == "send-back":
        approvals.send_back(session, approval, approver, decision.note)
        return
    found = matter(session, approval)
    if found is None or decision.digest != found.digest:
        raise approvals.ChangedError(approval)
    approvals.approve(session, approval, approver, found.digest)
    HANDLERS[approval.kind].carry_out(session, approval, approver)


class Opened(NamedTuple):
    """A file of what is to be approved: shown as it is, as what, and its size in bytes."""

    media_type: str
    size: int
    blocks: Iterator[bytes]


# Nothing else is shown in a browser; data is read as text.
_MEDIA_TYPES = {"html": "text/html", "pdf": "application/pdf"}


def file(session: Session, approval: Approval, number: int) -> Opened:
    """The ``number``-th file, from one, of the very zip that is to be approved.

    Raises NotFoundError, ApproverTooCloseError, ApproverConcernedError: whoever may not approve
    it any more reads nothing of it; DamagedError while it is read.
    """
    found = matter(session, approval)
    bundle = found.values.get("bundle") if found else None
    sar = requests.by_reference(session, approval.about)
    approver = people.by_id(session, approval.approver_id)
    if not isinstance(bundle, AnswerBundle) or sar is None or approver is None:
        raise NotFoundError
    deciding.check_approver(session, approver, sar)
    if bundle.file_id is None:
        raise NotFoundError
    if not 1 <= number <= len(bundle.contents):
        raise NotFoundError
    file = bundle.contents[number - 1]
    media_type = _MEDIA_TYPES.get(file["name"].rpartition(".")[2], "text/plain")
    return Opened(
        media_type, file["size"], archives.inside(storage.blocks(bundle.file_id), file["name"])
    )


def record(session: Session, viewer: Viewer, reference: str) -> None:
    """Write a look in a transaction of its own, before a page shows somebody's words.

    Raises NotFoundError, ApproverTooCloseError, ApproverConcernedError, TooManyPeopleError,
    LogUnavailableError: no record, no byte.
    """
    if _shows_somebody(own(session, viewer.person, reference)):
        with portal.recording() as writing:
            record_in(writing, viewer, own(writing, viewer.person, reference))


def record_in(session: Session, viewer: Viewer, approval: Approval) -> None:
    """The same with the writing of a form whose answer shows them."""
    sar = requests.by_reference(session, approval.about) if _shows_somebody(approval) else None
    person = people.by_id(session, sar.person_id) if sar else None
    if sar is None or person is None:
        return
    decides = approval.approver_id == viewer.id
    if decides:
        deciding.check_approver(session, viewer.person, sar)
    elif apart.is_kept_from(session, viewer.id, sar):
        raise NotFoundError
    purpose = Purpose.SECOND_CHECK if decides else Purpose.ANSWER_REQUEST
    act = words.second_check(purpose.value, sar.reference)
    key = approval.id if decides else sar.id
    desk.look_at(session, viewer, person, purpose, act, ticket=sar.reference, form_key=key)


def _shows_somebody(approval: Approval) -> bool:
    """Whether what is to be decided holds words about one person, who can read of each look."""
    return approval.kind is Kind.SUBJECT_REQUEST


def own(session: Session, person: Person, reference: str) -> Approval:
    """A request this person made or is asked to decide; of another's data only for officers."""
    approval = queries.concerning(session, person.id, reference)
    if _shows_somebody(approval) and Role.OFFICER not in roles.roles_of(session, person.id):
        raise NotFoundError
    return approval
