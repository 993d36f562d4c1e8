"""“What this portal holds on you”, page by page: her own records, and the marks since last time."""

import json
import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select

from app.core import clock
from app.identity.held.rules import plain
from app.identity.people.models import Preference, Theme
from app.my_data import bundle, queries, rules
from app.my_data.exporters import PARTS
from app.my_data.models import OwnDownload, OwnDownloadEnd
from app.notifications import service as notifications
from app.notifications.models import Kind
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.database import on_both
from tests.support.held import MARKED, a_house, everything, take

VALUES = st.dictionaries(
    st.text(max_size=5),
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.datetimes().map(lambda at: at.date()),
    max_size=5,
)


@on_both
def test_each_page_has_her_own_records_and_nobody_elses(
    browser: Browser, session: Session, cast: Cast
) -> None:
    a_house(session, cast)
    for person, mark in ((cast.amara, "QA1"), (cast.tom, "QA2")):
        everything(session, cast, person, mark)
    for person, own, other in ((cast.amara, "QA1-", "QA2-"), (cast.tom, "QA2-", "QA1-")):
        browser.sign_in(person)
        page = browser.visit("/my-data")
        for part in PARTS:
            shown = browser.click(page, part.title)
            assert shown.heading == part.title
            assert (own in shown.main) == (part.name in set(MARKED) - {"choices"}), part.name
            assert other not in shown.main
            number = len(shown.soup.select("main ol > li"))
            assert number or part.name == "downloads"
            assert f"{part.title} {part.why} {number}" in page.main
            if number:
                assert all(means in shown.main for means in part.fields.values())
                assert "Driving tips" in shown.main or "practice" not in part.fields


def test_long_lists_go_on_from_page_to_page(browser: Browser, session: Session, cast: Cast) -> None:
    for _told in range(2 * queries.SHOWN + 1):
        notifications.tell(session, [cast.amara.id], Kind.LOOK, about=uuid4().hex)
    browser.sign_in(cast.amara)
    seen, page = [], browser.visit("/my-data/updates")
    while True:
        seen += [str(one["id"]) for one in page.soup.select("main ol > li")]
        if not page.soup.select(".pager a"):
            break
        page = browser.click(page, "Older records")
    assert len(seen) == len(set(seen)) == 2 * queries.SHOWN + 1


@pytest.mark.parametrize(
    "path",
    [
        "no-such-part",
        "updates?after=x",
        "who-looked?after=202611",
        "who-looked?after=202611-x",
        "who-looked?after=202611-99999999999999999999",
    ],
)
def test_what_there_is_not_is_not_found(browser: Browser, cast: Cast, path: str) -> None:
    browser.sign_in(cast.amara)
    browser.get(f"/my-data/{path}", status=404)
    browser.get(f"/my-data/{path.partition('?')[0].replace('no-such-part', 'mails')}")


def test_what_is_new_or_changed_is_marked(browser: Browser, session: Session, cast: Cast) -> None:
    chosen = Preference(person_id=cast.amara.id)
    session.add(chosen)
    browser.sign_in(cast.amara)
    assert not browser.visit("/my-data/settings").texts("main .tag")
    take(browser)
    page = browser.visit("/my-data/settings")
    assert not page.texts("main .tag")
    assert "What is marked is new or has changed since" in page.main

    chosen.theme = Theme.DARK
    notifications.tell(session, [cast.amara.id], Kind.LOOK, about="news")
    assert browser.visit("/my-data/settings").texts("main .tag") == ["Changed"]
    assert browser.visit("/my-data/updates").texts("main .tag") == ["New"]
    take(browser)
    assert not browser.visit("/my-data/updates").texts("main .tag")


def test_it_is_found_where_she_would_look(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.amara)
    for path, link in (
        ("/", "What this portal holds on you"),
        ("/settings", "See what this portal holds on you"),
        ("/this-site", "See every record of you"),
        ("/collected/states", "See every record of you in this portal"),
    ):
        page = browser.click(browser.visit(path), link)
        assert page.heading == "What this portal holds on you"
    browser.sign_out()
    assert "See every record" not in browser.visit("/this-site").main


def test_she_shows_once_more_that_it_is_her(browser: Browser, session: Session, cast: Cast) -> None:
    browser.sign_in(cast.amara, auth_time=clock.now() - timedelta(minutes=20))
    asked = browser.get("/my-data/downloads/new", status=303)
    for refused in (asked, browser.post("/my-data/downloads")):
        assert refused.location.startswith("/sign-in")
    assert not session.exec(select(OwnDownload)).all()

    browser.sign_in(cast.amara)
    take(browser)
    assert len(session.exec(select(OwnDownload)).all()) == 1


def test_a_download_of_much_is_sent_in_small_pieces(
    browser: Browser, session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What waits to be sent never holds more than a portion, however much there is."""
    waiting = list[int]()
    taken = bundle.Archive.taken

    def weighed(archive: bundle.Archive) -> bytes:
        piece = taken(archive)
        waiting.append(len(piece))
        return piece

    monkeypatch.setattr(bundle.Archive, "taken", weighed)
    for _told in range(3_000):
        notifications.tell(session, [cast.amara.id], Kind.LOOK, about=uuid4().hex)
    browser.sign_in(cast.amara)
    assert len(take(browser).records("updates")) == 3_000
    assert sum(waiting) > 200_000
    assert max(waiting) < sum(waiting) / 4


@on_both
def test_two_downloads_at_once_are_both_whole(
    browser: Browser, another_browser: Browser, session: Session, cast: Cast
) -> None:
    for each in (browser, another_browser):
        each.sign_in(cast.amara)
    session.commit()
    answers = []

    def press(each: Browser) -> None:
        sent = each.client.post("/my-data/downloads", headers={"sec-fetch-site": "same-origin"})
        answers.append(sent)

    racers = [threading.Thread(target=press, args=(each,)) for each in (browser, another_browser)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert [answer.status_code for answer in answers] == [200, 200]
    assert len(session.exec(select(OwnDownloadEnd)).all()) == 2
    assert take(browser).changes


@given(VALUES, VALUES)
def test_a_digest_says_whether_the_values_are_the_same(
    one: dict[str, rules.Value], other: dict[str, rules.Value]
) -> None:
    name = b"n" * rules.LENGTH
    assert rules.canonical(dict(reversed(one.items()))) == rules.canonical(one)
    same = json.dumps(plain(one), sort_keys=True) == json.dumps(plain(other), sort_keys=True)
    assert (rules.canonical(one) == rules.canonical(other)) == same
    assert rules.change(None, name) is rules.Change.NEW
    assert rules.change(name, name) is None
    assert rules.change(name, b"") is rules.Change.CHANGED
