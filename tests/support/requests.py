"""Requests to build stories on: filed, taken, and brought to each stage as people do it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from app.approvals.models import Approval
from app.core import clock
from app.core.db.base import new_id
from app.desk.approvals import service as deciding
from app.desk.approvals.forms import NewDecision
from app.identity.people.models import Person
from app.subject_requests import queries, service
from app.subject_requests.asking.rules import Asked
from app.subject_requests.by_hand import service as by_hand
from app.subject_requests.conditions.rules import ExtensionGround, PauseGround
from app.subject_requests.deciding import service as proposals
from app.subject_requests.handling import service as handling
from app.subject_requests.models import Act, Channel, Kind, Outcome, SubjectRequest
from app.subject_requests.progress import service as progress
from app.subject_requests.progress.rules import Status
from tests.support.acts import Act as Doing
from tests.support.acts import House, after, presses, reads
from tests.support.browser import Page
from tests.support.cast import Cast

MONDAY = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)  # a month later is Wednesday 1 July
LATER = timedelta(days=40)
_HERS = "/requests/{request}"


def _stops(house: House) -> Iterator[Page]:
    browser = house.be("amara")
    listed = browser.visit("/requests").soup.select("a[href*='/requests/REQ']")
    page = browser.visit(str(listed[0]["href"]))
    yield browser.submit(page, "This is not with my agreement", status=303, then=False)


# what Amara may do with requests, in this order (tests/support/acts.py)
REQUESTS: dict[str, Doing] = {
    "requests.draft:create": presses("amara", "Start", at="/requests/new?type=complaint"),
    "requests.draft:edit": reads("amara", at="/requests/new/more"),
    "requests.draft:update": presses(
        "amara", "Continue", at="/requests/new/more", details="Nobody answers."
    ),
    "requests.check:show": reads("amara", at="/requests/new/check"),
    "requests:create": presses(
        "amara", "Send my request", at="/requests/new/check", keeps="request"
    ),
    "requests.draft:destroy": after(
        presses("amara", "Start", at="/requests/new"),
        then=presses("amara", "Delete it", at="/requests"),
    ),
    "requests:show": reads("amara", at=_HERS),
    "requests.paper:show": reads("amara", at=f"{_HERS}/pdf"),
    "requests.messages:create": presses("amara", "Send message", at=_HERS, text="Hello."),
    "requests.change:new": reads("amara", at=f"{_HERS}/change"),
    "requests.change:create": presses(
        "amara", "Send my change", at=f"{_HERS}/change", text="Since June."
    ),
    "requests.complaint:new": reads("amara", at=f"{_HERS}/complain"),
    "requests.complaint:create": presses(
        "amara", "Send my complaint", at=f"{_HERS}/complain", text="Nobody answers."
    ),
    "requests.withdrawal:new": reads("amara", at=f"{_HERS}/withdraw"),
    "requests.withdrawal:create": presses("amara", "Withdraw my request", at=f"{_HERS}/withdraw"),
    "reps.requests:create": presses(
        *("ewan", "Send this request"),
        at="/reps/requests/new",
        employee_id="E1001",
        name="Amara Okafor",
        right="access",
        authority="A signed letter.",
        authority_on="2026-06-01",
    ),
    "requests.stopping:create": _stops,
    "requests.reopening:create": presses("amara", "Open it again", at="/requests/{closed}"),
}


def a_request(
    session: Session, person: Person, kind: Kind = Kind.ACCESS, *, send_to: str = ""
) -> SubjectRequest:
    """Filed in the portal, now."""
    asked = Asked(details="All of it.", send_to=send_to)
    return service.file(session, person, kind, asked, form_key=new_id())


def by_post(
    session: Session,
    officer: Person,
    person: Person,
    *,
    received_on: date | None = None,
    representative: str = "",
) -> SubjectRequest:
    """A letter that an officer logged."""
    return by_hand.file_by_hand(
        session,
        officer,
        person,
        Kind.ACCESS,
        Asked(),
        received_on=received_on or clock.now().date(),
        channel=Channel.POST,
        form_key=new_id(),
        representative=representative,
        authority="A signed letter." if representative else "",
    )


def taken(
    session: Session,
    person: Person,
    officer: Person,
    kind: Kind = Kind.ACCESS,
    *,
    send_to: str = "",
) -> SubjectRequest:
    request = a_request(session, person, kind, send_to=send_to)
    handling.take(session, request, officer)
    return request


def paused(session: Session, person: Person, officer: Person) -> SubjectRequest:
    request = taken(session, person, officer)
    pause(session, request, officer)
    return request


def pause(session: Session, request: SubjectRequest, officer: Person) -> None:
    handling.pause(
        session,
        request,
        officer,
        ground=PauseGround.UNCLEAR,
        question="Which mailbox do you mean?",
        reason="There are two.",
    )


def propose(
    session: Session,
    request: SubjectRequest,
    officer: Person,
    approver: Person,
    *,
    text: str = "Here it is.",
    outcome: Outcome = Outcome.REFUSED,
    form_key: UUID | None = None,
) -> Approval:
    return proposals.propose_answer(
        session,
        request,
        officer,
        outcome=outcome,
        text=text,
        reason="" if outcome is Outcome.GRANTED else "Some of it is about others.",
        approver_id=approver.id,
        form_key=form_key or new_id(),
    )


def propose_extension(
    session: Session, request: SubjectRequest, officer: Person, approver: Person
) -> Approval:
    return proposals.propose_extension(
        session,
        request,
        officer,
        ground=ExtensionGround.COMPLEX,
        text="It takes until September.",
        reason="Five systems, two of them in other countries.",
        approver_id=approver.id,
        form_key=new_id(),
    )


def approve(session: Session, approval: Approval, approver: Person) -> None:
    """As the page does: exactly what it showed."""
    found = deciding.matter(session, approval)
    assert found is not None
    decision = NewDecision(decision="approve", digest=found.digest, note="")
    deciding.decide(session, approval, approver, decision)


def answered(session: Session, person: Person, officer: Person, other: Person) -> SubjectRequest:
    request = taken(session, person, officer)
    approve(session, propose(session, request, officer, other), other)
    return request


def at(session: Session, status: Status, cast: Cast) -> SubjectRequest:
    """Amara's request at a stage; Helen has it, once somebody has. The clock is hers to set."""
    if status is Status.RECEIVED:
        return a_request(session, cast.amara)
    if status is Status.WAITING:
        request = by_post(session, cast.daniel, cast.amara)
        handling.take(session, request, cast.helen)
        handling.ask_for_proof(session, request, cast.helen, text="Show your badge.", reason="-")
        return request
    if status is Status.PAUSED:
        return paused(session, cast.amara, cast.helen)
    if status is Status.CLOSED:
        request = paused(session, cast.amara, cast.helen)
        with clock.set_to(clock.now() + LATER):
            handling.close(session, request, cast.helen)
        return request
    if status is Status.ANSWERED:
        return answered(session, cast.amara, cast.helen, cast.daniel)
    request = taken(session, cast.amara, cast.helen)
    if status is Status.APPROVED:
        told = {"delivery": "paper", "enclosed": "0" * 64, "approver_id": str(cast.daniel.id)}
        story = queries.story(session, request)
        progress.append(session, story, Act.APPROVED, cast.helen, details=told)
    if status is Status.WITHDRAWN:
        service.withdraw(session, request, cast.amara, form_key=new_id())
    return request


def acts(session: Session, request: SubjectRequest) -> list[Act]:
    return [event.act for event in queries.story(session, request).events]
