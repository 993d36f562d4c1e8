"""The pages: ask, the tracker, the copy of who looked, the desk; and what the copy never holds."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, select

from app.access_log import queries as log
from app.core import clock
from app.core.config import settings
from app.notifications import jobs as notifications
from app.notifications import service as telling
from app.notifications.models import Mail
from app.questions.judging import service as judging
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.held import take
from tests.support.questions import FRIDAY, REASONS, TYPED, WHY, a_house, decide, looked, taken

ENTRY = "a[href$='/ask']"


@pytest.fixture(autouse=True)
def house(session: Session, cast: Cast) -> Iterator[None]:
    with clock.set_to(FRIDAY):
        a_house(session)
        yield


def entry_of(browser: Browser) -> str:
    return str(browser.get("/looked").soup.select(ENTRY)[0]["href"])


def asks(browser: Browser, cast: Cast, **how: str) -> str:
    """Amara asks; the address of the question."""
    browser.sign_in(cast.amara)
    page = browser.visit(entry_of(browser))
    assert "It may ask them after all" in page.main
    assert "Nobody else is told" not in page.main
    sent = browser.submit(page, "Send my question", status=303, then=False, **how)
    return sent.location


def test_nothing_has_to_be_typed_and_the_answer_stays_on_the_entry(
    browser: Browser, cast: Cast
) -> None:
    tracker = asks(browser, cast)
    page = browser.get(tracker)
    assert "7 days left. We answer by Friday 27 November 2026" in page.main
    entry = entry_of(browser)
    assert browser.get(entry, status=303).location == tracker
    assert browser.post(entry, {"about": "wrong"}).location == tracker
    assert tracker.rpartition("/")[2] in browser.get("/requests").main
    assert "Your question about a look" in browser.get("/").main
    reference = tracker.rpartition("/")[2]

    browser.sign_in(cast.priya)
    assert f"Say why you looked: question {reference}" in browser.get("/").main
    copy = browser.visit(f"/asked/{reference}")
    assert browser.submit(copy, "Give my reason", status=422, text="").status == 422
    browser.submit(copy, "Give my reason", text=WHY, case="HR-2207")
    assert "Say why you looked" not in browser.get("/").main

    browser.sign_in(cast.helen)
    folder = browser.visit(f"/desk/questions/{reference}")
    assert "Okafor" not in folder.main
    case = browser.submit(folder, "Take it")
    keys = [each["value"] for each in case.soup.select("[name=form_key]")]
    assert len(keys) == len(set(keys)) == 2  # the answer, and giving it away
    for there in ("Amara Okafor", "Priya Raman", WHY, "Case HR-2207"):
        assert there in case.main, there
    again = browser.submit(case, "Give this answer", status=422, verdict="in-order", reasons="Ok.")
    again = browser.submit(
        again, "Give this answer", status=422, withheld="Because.", reasons=REASONS
    )
    assert "Say why the name is not told, in 20 to 2,000 letters" in again.main
    ended = browser.submit(again, "Give this answer", withheld="", verdict="in-order")
    assert "This question was answered." in ended.main
    for closed in (ended, browser.post(f"/desk/questions/{reference}/verdict", {}, status=409)):
        assert "Okafor" not in closed.main

    browser.sign_in(cast.amara)
    for address in (tracker, "/looked", entry.removesuffix("/ask"), "/requests"):
        assert "In order" in browser.get(address).main, address
    assert REASONS in browser.get("/looked").main
    record = browser.get("/looked/download?format=json").response.json()[-1]
    assert (record["verdict"], record["reasons"]) == ("in-order", REASONS)
    assert REASONS in browser.get("/looked/download?format=csv").response.text
    assert "answer-about-look" in browser.get("/looked").main  # Helen's look at the question


def test_what_is_wrong_is_said_and_nothing_is_lost(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.amara)
    page = browser.post(entry_of(browser), {"about": "gossip", "text": TYPED}, status=422)
    assert "Choose what you want to know." in page.main
    assert TYPED in page.response.text
    assert browser.post(entry_of(browser), {"about": "why", "text": TYPED}).location


def test_that_who_looked_has_left_is_said(browser: Browser, session: Session, cast: Cast) -> None:
    browser.sign_in(cast.amara)
    assert "without telling them" in browser.get(entry_of(browser)).main
    cast.priya.active = False
    session.commit()
    page = browser.get(entry_of(browser)).main
    assert "somebody who does not work here, or not any more" in page
    assert "without telling them" not in page


def test_one_cannot_ask_about_a_look_of_ones_own(browser: Browser, cast: Cast) -> None:
    looked(FRIDAY - timedelta(hours=1), "E1001")
    browser.sign_in(cast.amara)
    page = browser.get("/looked")
    assert len(page.soup.select(ENTRY)) == 1  # Priya's alone
    (mine,) = (a["href"] for a in page.soup.select(".quiet-link") if "You" in str(a))
    browser.get(f"{mine}/ask", status=404)
    browser.post(f"{mine}/ask", {"about": "why"}, status=404)


def test_the_list_of_looks_of_a_practice_leads_to_asking(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.amara)
    assert entry_of(browser) in {
        str(link["href"]) for link in browser.get("/collected/hr-record").soup.select(ENTRY)
    }
    assert browser.get("/looked/people/E1042").soup.select(ENTRY)


def test_the_copy_of_who_looked_holds_no_typed_word_no_name_and_no_hour(
    browser: Browser, session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Page, list of updates, mail and file: byte by byte."""
    monkeypatch.setenv("DAYLIGHT_SMTP_URL", "smtp://127.0.0.1:9")
    settings.cache_clear()
    reference = asks(browser, cast, text=TYPED, about="wrong").rpartition("/")[2]
    telling.write_mails(session, 10)
    session.commit()
    mails = session.exec(select(Mail).where(Mail.person_id == cast.priya.id)).all()
    words = "\n".join(_mail_of(mail) for mail in mails)
    browser.sign_in(cast.priya)
    page, updates = browser.get(f"/asked/{reference}"), browser.get("/updates")
    browser.submit(page, "Give my reason", text=WHY)
    after = browser.get(f"/asked/{reference}")
    file = "\n".join(take(browser).text.values())
    assert "19 November 2026" in page.main
    assert reference in page.main
    assert "question about a look of yours" in updates.main
    assert reference in file
    copies = {
        "page": page.response.text,
        "page after": after.response.text,
        "updates": _part(updates.response.text),
        "mail": words,
        "file": "\n".join(_of_questions(json_text) for json_text in file.splitlines()),
    }
    never = ["Zebrafish", "pancakes", "Amara", "Okafor", "E1001", "wrong"]
    never += ["15:05", "3:05pm", "09:37", "9:37", "37:21"]  # when Priya looked, when Amara asked
    faults = [(name, word) for name, text in copies.items() for word in never if word in text]
    assert not faults
    moments = {
        _moment(each) for each in re.findall(r"[0-9a-f]{8}-[0-9a-f]{4}-7", updates.response.text)
    }
    assert FRIDAY not in {each and each.replace(microsecond=0) for each in moments}

    browser.sign_in(cast.amara)  # the same search finds all of it where it is
    hers = browser.get(f"/requests/{reference}").response.text
    assert all(word in hers for word in ("Zebrafish", "Amara", "3:05pm", "9:37am"))


def _part(page: str) -> str:
    """The list itself: the page's head names nobody either, but holds the reader's own."""
    return page[page.index("<main") : page.index("</main")]


def _of_questions(line: str) -> str:
    return line if "question" in line or "Q-" in line else ""


def _mail_of(mail: Mail) -> str:
    assert mail.handed_over_at is None
    return notifications._words() + mail.key


def _moment(prefix: str) -> datetime | None:
    milliseconds = int(prefix.replace("-", "")[:12], 16)
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


@pytest.mark.parametrize("who", ["amara", "tom", "ewan", "helen", "ines", "viktor"])
def test_only_who_looked_finds_the_copy(browser: Browser, cast: Cast, who: str) -> None:
    reference = asks(browser, cast).rpartition("/")[2]
    browser.sign_in(getattr(cast, who))
    browser.get(f"/asked/{reference}", status=404)
    browser.post(f"/asked/{reference}", {"text": WHY}, status=404)
    browser.sign_in(cast.priya)
    browser.get(f"/asked/{reference}")
    browser.get(f"/requests/{reference}", status=404)


def test_each_look_of_the_officer_is_in_the_log_first(
    browser: Browser, session: Session, cast: Cast
) -> None:
    question = taken(session, cast.amara, cast.helen)
    session.commit()
    browser.sign_in(cast.helen)
    browser.get(f"/desk/questions/{question.reference}")
    session.commit()
    (look, *_earlier) = log.entries_about(session, cast.amara)
    assert (look.purpose, look.case) == ("answer-about-look", question.reference)
    browser.sign_in(cast.daniel)
    browser.get(f"/desk/questions/{question.reference}")  # its day alone: nothing to log
    browser.post(f"/desk/questions/{question.reference}/verdict", {}, status=404)
    assert log.count_about(session, cast.amara) == 2


def test_whoever_comes_second_is_told_who_has_it(
    browser: Browser, session: Session, cast: Cast
) -> None:
    question = taken(session, cast.amara, cast.helen)
    session.commit()
    browser.sign_in(cast.daniel)
    taking = f"/desk/questions/{question.reference}/taking"
    page = browser.post(taking, {"form_key": "0193aaaa-0000-7000-8000-000000000000"}, status=409)
    assert "Helen Marsh has it already." in page.main
    assert "Give it to an officer" not in page.main


def test_the_desk_lists_what_was_handed_to_triage_with_its_72_hours(
    browser: Browser, session: Session, cast: Cast
) -> None:
    question = taken(session, cast.amara, cast.helen)
    browser.sign_in(cast.daniel)
    session.commit()
    assert "Nothing was found outside authority." in browser.get("/desk/questions").main
    decide(session, question, cast.helen, judging.Verdict.OUTSIDE_AUTHORITY)
    session.commit()
    page = browser.get("/desk/questions").main
    assert question.reference in page
    assert "Monday 23 November at 9:37am" in page
    browser.sign_in(cast.amara)
    hers = browser.get(f"/requests/{question.reference}").main
    assert "Priya Raman , HR adviser, Human resources" in hers
    assert "It stands on the privacy team’s list of breaches to decide on" in hers


def test_the_name_is_asked_for_weighed_and_read(
    browser: Browser, session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAYLIGHT_NAME_DISPLAY", "role")
    settings.cache_clear()
    question = taken(session, cast.amara, cast.helen)
    session.commit()
    address = f"/requests/{question.reference}"
    browser.sign_in(cast.amara)
    page = browser.submit(browser.visit(address), "Ask who it was")
    assert "Raman" not in page.response.text
    browser.sign_in(cast.helen)
    case = browser.visit(f"/desk/questions/{question.reference}")
    weighed = {
        "needed": "To complain about whoever it was.",
        "harm": "Little: they are no friends.",
    }
    browser.submit(case, "Record this decision", status=422, needed=weighed["needed"])
    browser.submit(case, "Record this decision", told="yes", **weighed)
    browser.sign_in(cast.amara)
    page = browser.get(address)
    for there in ("Priya Raman", *weighed.values()):
        assert there in page.main, there


def test_the_file_of_an_entry_keeps_its_fields(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.amara)
    records = json.loads(browser.get("/looked/download?format=json").response.text)
    assert list(records[0])[-3:] == ["state", "verdict", "reasons"]
    assert records[-1]["verdict"] is None
