from uuid import uuid4

from sqlmodel import Session

from app.identity.people.models import Person
from app.identity.roles.models import Role
from app.notifications.models import Kind as News
from app.notifications.queries import updates_of
from app.subject_requests import service
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.make import a_person
from tests.support.requests import a_request, by_post, taken


def told(session: Session, person: Person) -> list[str]:
    """What this officer was told of requests, the first one first."""
    found = updates_of(session, person.id, kinds=frozenset({News.REQUEST_WAITS}))
    return [one.data["stage"] for one in reversed(found)]


def test_every_officer_who_may_have_a_new_request_is_told_of_it(
    session: Session, cast: Cast
) -> None:
    near = a_person(session, "E1050", "Nora Vance", Role.OFFICER, manager_employee_id="E1001")
    a_request(session, cast.amara)

    assert told(session, cast.helen) == told(session, cast.daniel) == ["new"]
    assert told(session, near) == []


def test_who_logs_a_letter_is_not_told_of_it(session: Session, cast: Cast) -> None:
    by_post(session, cast.helen, cast.amara)

    assert told(session, cast.helen) == []
    assert told(session, cast.daniel) == ["new"]


def test_only_who_has_it_is_told_of_a_message(session: Session, cast: Cast) -> None:
    request = taken(session, cast.amara, cast.helen)
    key = uuid4()
    for _sent_twice in range(2):
        service.write(session, request, cast.amara, "When?", form_key=key)
    service.write(session, request, cast.helen, "Soon.", form_key=uuid4())

    assert told(session, cast.helen) == ["new", "message"]
    assert told(session, cast.daniel) == ["new"]


def test_while_nobody_has_it_all_are_told_of_a_message_a_change_and_a_withdrawal(
    session: Session, cast: Cast
) -> None:
    request = a_request(session, cast.amara)
    service.write(session, request, cast.amara, "One thing more.", form_key=uuid4())
    service.change(session, request, cast.amara, text="Since June.", form_key=uuid4())
    service.withdraw(session, request, cast.amara, form_key=uuid4())

    for officer in (cast.helen, cast.daniel):
        assert told(session, officer) == ["new", "message", "changed", "withdrawn"]


def test_what_they_read_names_nobody_and_leads_to_the_request(
    browser: Browser, session: Session, cast: Cast
) -> None:
    request = a_request(session, cast.amara)
    browser.sign_in(cast.daniel)
    page = browser.visit("/updates")

    assert "A new request came. Nobody has taken it yet." in page.main
    assert "Okafor" not in page.main
    link = page.one("a[href^='/desk/requests/REQ']")
    assert browser.visit(str(link["href"])).heading
    assert str(link["href"]).endswith(request.reference)
