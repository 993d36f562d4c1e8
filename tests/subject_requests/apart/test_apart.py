"""A complaint about how an officer handled a request is kept from her, and answered by another."""

from collections.abc import Iterable
from uuid import uuid4

import pytest
from sqlmodel import Session

from app.core.errors import NotFoundError
from app.desk.requests import queries as desk
from app.identity.held.schemas import Part
from app.identity.people.models import Person
from app.identity.roles.models import Role
from app.identity.viewer import Subject
from app.my_data.exporters import GATHERED, PARTS
from app.notifications.models import Kind as News
from app.notifications.queries import updates_of
from app.subject_requests import queries, service
from app.subject_requests.apart import rules
from app.subject_requests.asking.rules import Asked
from app.subject_requests.deciding.service import ApproverConcernedError
from app.subject_requests.handling import service as handling
from app.subject_requests.models import Kind, SubjectRequest
from app.subject_requests.progress.service import NotAnOfficerForThisError
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.make import a_person
from tests.support.requests import a_request, propose, taken

H, D, P = uuid4(), uuid4(), uuid4()


@pytest.mark.parametrize(
    ("had_it", "officers", "expected"),
    [
        ([], {H, D}, set()),
        ([H], {H, D}, {H}),
        ([H, D], {H, D, P}, {H, D}),
        ([H, D], {H, D}, {D}),
        ([D, H], {H, D}, {H}),
        ([H], {H}, set()),
        ([H], set(), set()),
    ],
)
def test_it_is_kept_from_who_had_it_while_somebody_else_can_answer(
    had_it: list[object], officers: set[object], expected: set[object]
) -> None:
    assert rules.kept_from(had_it, officers) == expected  # type: ignore[arg-type]


def complain(session: Session, person: Person, about: SubjectRequest) -> SubjectRequest:
    words = Asked(details="Nobody answers.")
    return service.file(session, person, Kind.COMPLAINT, words, form_key=uuid4(), about=about)


@pytest.fixture
def complaint(session: Session, cast: Cast) -> SubjectRequest:
    """About Helen's handling."""
    return complain(session, cast.amara, taken(session, cast.amara, cast.helen))


def test_she_finds_it_nowhere_and_another_officer_answers(
    browser: Browser, session: Session, cast: Cast, complaint: SubjectRequest
) -> None:
    at = f"/desk/requests/{complaint.reference}"
    browser.sign_in(cast.helen)
    for view in ("mine", "unassigned", "week", "overdue", "approval", "paused"):
        assert complaint.reference not in browser.visit(f"/desk/requests?view={view}").main
    for path in (at, f"{at}/messages", f"{at}/history", f"{at}/steps/assignment"):
        browser.visit(path, status=404)
    browser.post(f"{at}/taking", {"form_key": str(uuid4())}, status=404)
    picked = {f"pick.{complaint.reference}": "yes", "to": str(cast.helen.id)}
    form = {**picked, f"seen.{complaint.reference}": "", "form_key": str(uuid4())}
    browser.post("/desk/requests?view=unassigned", form, status=404)

    browser.sign_in(cast.daniel)
    browser.submit(browser.visit(at), "Take it")
    assert "Nobody answers." in browser.visit(at).main
    assert complaint.reference in browser.visit("/desk/requests?view=mine").main


def test_it_counts_for_everybody_but_her(
    session: Session, cast: Cast, complaint: SubjectRequest
) -> None:
    view = desk.View.UNASSIGNED
    assert desk.counts(session, cast.helen)[view] == 0
    assert desk.counts(session, cast.daniel)[view] == 1


def test_she_is_not_told_of_it(session: Session, cast: Cast, complaint: SubjectRequest) -> None:
    service.write(session, complaint, cast.amara, "Well?", form_key=uuid4())

    def told(person: Person) -> set[str]:
        found = updates_of(session, person.id, kinds=frozenset({News.REQUEST_WAITS}))
        return {one.data["request"] for one in found}

    assert complaint.reference not in told(cast.helen)
    assert complaint.reference in told(cast.daniel)


def test_nobody_gives_it_to_her_or_asks_her_to_approve_it(
    session: Session, cast: Cast, complaint: SubjectRequest
) -> None:
    petra = a_person(session, "E1007", "Petra Novak", Role.OFFICER)
    handling.take(session, complaint, cast.daniel)
    story = queries.at_the_desk(session, cast.daniel, complaint.reference)

    assert cast.helen not in desk.officers_for(session, story.request)
    with pytest.raises(NotAnOfficerForThisError):
        handling.assign(session, complaint, cast.daniel, cast.helen)
    handling.acknowledge(session, complaint, cast.daniel, text="We look into it.")
    with pytest.raises(ApproverConcernedError):
        propose(session, complaint, cast.daniel, cast.helen)
    assert propose(session, complaint, cast.daniel, petra).approver_id == petra.id


def test_who_takes_the_request_later_still_answers_the_complaint(
    session: Session, cast: Cast
) -> None:
    about = a_request(session, cast.amara)
    complaint = complain(session, cast.amara, about)
    handling.take(session, about, cast.helen)

    assert queries.at_the_desk(session, cast.helen, complaint.reference)


def test_another_complaint_of_the_same_person_is_not_kept_from_her(
    session: Session, cast: Cast, complaint: SubjectRequest
) -> None:
    of_nobody = a_request(session, cast.amara, Kind.COMPLAINT)
    assert queries.at_the_desk(session, cast.helen, of_nobody.reference)
    with pytest.raises(NotFoundError):
        queries.at_the_desk(session, cast.helen, complaint.reference)


def test_who_gathers_for_her_finds_neither_it_nor_what_she_has_not_sent(
    browser: Browser, session: Session, cast: Cast, complaint: SubjectRequest
) -> None:
    handling.take(session, complaint, cast.daniel)
    handling.acknowledge(session, complaint, cast.daniel, text="We look into it.")
    service.write(session, complaint, cast.amara, "Well, then?", form_key=uuid4())
    of_nobody = a_request(session, cast.amara, Kind.COMPLAINT)
    session.commit()
    browser.sign_in(cast.daniel)
    browser.visit(f"/desk/requests/{complaint.reference}")
    browser.sign_in(cast.amara)
    page = browser.submit(browser.visit("/requests/new?type=complaint"), "Start")
    browser.submit(page, "Continue", details="Not sent yet.")

    def told(parts: Iterable[Part]) -> str:
        subject = Subject(cast.amara, "UTC")
        return " ".join(
            f"{part.name} {record.values}"
            for part in parts
            for record in part.portion(session, subject, None, 100).records
        )

    words = ("Nobody answers.", "We look into it.", "Well, then?", "Not sent yet.")
    words += ("request-draft", complaint.reference)
    hers, gathered = told(PARTS), told(GATHERED)
    assert [word for word in words if word not in hers] == []
    assert [word for word in words if word in gathered] == []
    assert of_nobody.reference in gathered
