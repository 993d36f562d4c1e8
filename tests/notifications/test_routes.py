from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session

from app.core import clock
from app.identity.people.models import Person
from app.notifications import queries, service
from app.notifications.models import Kind
from app.register.file import service as register
from tests.support.browser import Browser
from tests.support.database import on_both
from tests.support.register import a_file, a_practice

NOON = datetime(2026, 11, 19, 12, 5, tzinfo=UTC)


def tell(session: Session, person: Person, kind: Kind = Kind.LOOK, about: str = "17") -> None:
    service.tell(session, [person.id], kind, about=about, entry=int(about))


def test_without_updates_the_page_says_what_would_be_there(browser: Browser, amara: Person) -> None:
    browser.sign_in(amara)
    page = browser.get("/updates")

    assert page.heading == "Updates"
    assert "No updates. We will tell you when someone looks at your data" in page.main
    assert page.link("Choose when we write to you").endswith("/settings")


@on_both
def test_an_unread_update_is_bold_and_says_so_until_it_is_read(
    browser: Browser, session: Session, amara: Person
) -> None:
    tell(session, amara)
    browser.sign_in(amara)
    page = browser.get("/updates")

    assert page.texts("tbody strong") == ["Someone looked at your data."]
    assert page.texts("tbody .tag") == ["Unread"]
    assert page.link("See who looked, and why").endswith("/looked/17")
    page = browser.submit(page, "Mark as read")
    assert page.texts("tbody strong") == []
    assert "Marked as read." in page.text
    assert "You have read everything." in page.main
    assert not [button for button in page.texts("button") if button.startswith("Mark")]


def test_all_updates_are_read_with_one_button(
    browser: Browser, session: Session, amara: Person, tom: Person
) -> None:
    for number in range(3):
        tell(session, amara, about=str(number))
    tell(session, tom)
    browser.sign_in(amara)

    page = browser.get("/updates")
    assert "3 unread updates" in page.main
    browser.submit(page, "Mark all as read")

    assert queries.unread_count(session, amara.id) == 0
    assert queries.unread_count(session, tom.id) == 1


def test_nobody_reads_or_marks_somebody_elses_updates(
    browser: Browser, session: Session, amara: Person, tom: Person
) -> None:
    tell(session, amara)
    browser.sign_in(tom)
    hers = queries.updates_of(session, amara.id)[0]

    assert "No updates." in browser.get("/updates").main
    browser.post("/updates/read", {"update": str(hers.id)})
    session.expire_all()
    assert queries.unread_count(session, amara.id) == 1
    assert "No updates." in browser.get("/updates").main


@pytest.mark.parametrize(
    ("show", "there"),
    [("all", 3), ("unread", 2), ("looks", 2), ("changes", 1)],
)
def test_the_list_can_be_narrowed(
    browser: Browser, session: Session, amara: Person, show: str, there: int
) -> None:
    tell(session, amara, Kind.LOOK, "1")
    service.read_all(session, amara.id)
    tell(session, amara, Kind.UNUSUAL_LOOK, "2")
    tell(session, amara, Kind.PRACTICE_CHANGED, "3")
    browser.sign_in(amara)

    page = browser.get(f"/updates?show={show}")

    assert len(page.texts("tbody .ledger__head")) == there
    assert page.texts(".segmented [aria-current]") == [show.capitalize()]


def test_a_narrowed_list_without_entries_offers_everything(browser: Browser, amara: Person) -> None:
    browser.sign_in(amara)
    page = browser.get("/updates?show=changes")
    assert browser.click(page, "Show everything").url == "/updates"


def test_older_updates_are_a_link_away(browser: Browser, session: Session, amara: Person) -> None:
    for number in range(30):
        with clock.set_to(NOON + timedelta(hours=number)):
            tell(session, amara, about=str(number))
    browser.sign_in(amara)

    first = browser.get("/updates")
    second = browser.click(first, "Older updates")

    assert len(first.texts("tbody .ledger__head")) == 25
    assert len(second.texts("tbody .ledger__head")) == 5
    assert "Older updates" not in second.main


def test_each_kind_has_its_words_and_names_nobody(
    browser: Browser, session: Session, amara: Person
) -> None:
    for number, kind in enumerate(Kind):
        tell(session, amara, kind, str(number))
    browser.sign_in(amara)

    words = browser.get("/updates").texts("tbody strong")

    assert len(set(words)) == len(Kind)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("1.0", "We begin to collect this about you: Location in the field app."),
        ("3.0", "We change what we collect about you: Location in the field app."),
        ("ended-2026-11-14", "We stop collecting this about you: Location in the field app."),
    ],
)
def test_a_change_of_the_register_says_of_what(
    browser: Browser, session: Session, amara: Person, change: str, said: str
) -> None:
    register.take_in(session, a_file(a_practice()))
    about = f"location@{change}"
    service.tell(session, [amara.id], Kind.PRACTICE_CHANGED, about=about, practice="location")
    session.commit()
    browser.sign_in(amara)

    page = browser.get("/updates?show=changes")

    assert page.texts("tbody strong") == [said]
    assert page.link("See what changed").endswith("/collected/location")


@pytest.mark.parametrize("query", ["show=nonsense", "before=nonsense"])
def test_an_address_nobody_made_is_refused_plainly(
    browser: Browser, amara: Person, query: str
) -> None:
    browser.sign_in(amara)
    browser.get(f"/updates?{query}", status=422)
    browser.get("/updates")


def test_a_strange_reading_is_not_found(browser: Browser, amara: Person) -> None:
    browser.sign_in(amara)
    browser.post("/updates/read", {"update": "nonsense"}, status=404)
    browser.post("/updates/read", {"other": "1"}, status=404)


def test_signed_out_visitors_sign_in_first(browser: Browser) -> None:
    assert browser.get("/updates", status=303).location == "/sign-in?next=%2Fupdates"
