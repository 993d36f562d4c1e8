"""From a first draft to the register, and to an end: row by row, by two people."""

import pytest
from sqlmodel import Session

from app.core import clock
from app.core.queue.work import Working
from app.notifications import queries as notifications
from app.register import queries as register
from app.register.assessments.models import Status
from app.register.file import service as files
from app.register.in_force.rules import State
from app.worker import WORK
from tests.support import assessments as make
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.drafting import approve, asked, begun, ready, save_checks
from tests.support.make import an_establishment
from tests.support.register import a_file, a_practice


def test_from_a_draft_to_the_register_by_two_officers(
    browser: Browser, another_browser: Browser, session: Session, cast: Cast
) -> None:
    browser.sign_in(cast.helen)
    page = ready(browser, session, cast)
    assert "Not written yet." not in page.main
    asking = asked(browser, cast.daniel)
    assert asking.heading == "Location in the field app"

    another_browser.sign_in(cast.daniel)
    waiting = another_browser.visit("/approvals")
    assert "Location in the field app" in waiting.main
    decided = approve(another_browser, asking)
    assert "Approved" in decided.main

    session.expire_all()
    practice = register.in_force(session, clock.now()).practice("location")
    assert practice is not None
    assert practice.state is State.STARTING
    assert practice.version.note.approved_by == ("Helen Marsh", "Daniel Osei")
    another_browser.sign_in(cast.amara)
    assert "Helen Marsh" in another_browser.visit("/collected/location/versions").main


def test_everyone_in_scope_is_told_once_and_nobody_else(
    browser: Browser, another_browser: Browser, session: Session, cast: Cast
) -> None:
    browser.sign_in(cast.helen)
    ready(browser, session, cast)
    asking = asked(browser, cast.daniel)
    another_browser.sign_in(cast.daniel)
    approve(another_browser, asking)

    Working(WORK).run_once()

    session.expire_all()
    assert notifications.unread_count(session, cast.amara.id) == 1
    assert notifications.unread_count(session, cast.jo.id) == 0


@pytest.mark.parametrize(
    ("field", "said"),
    [("adds", {"adds": "no"}), ("correction", {"adds": "yes", "correction": "yes"})],
)
def test_a_new_practice_adds_whatever_is_said_and_takes_effect_a_fortnight_later(
    browser: Browser,
    another_browser: Browser,
    session: Session,
    cast: Cast,
    field: str,
    said: dict[str, str],
) -> None:
    browser.sign_in(cast.helen)
    ready(browser, session, cast)
    page = browser.visit("/desk/register/location/publish")
    typed = {"headline": "records where you are.", "why": "It helps.", "reason": "Read it."}
    typed |= {"correction": "no", "approver": str(cast.daniel.id)}
    back = browser.submit(page, "Ask for approval", status=422, **typed | said)
    assert "adds a whole practice." in back.one(f"#{field}-error").get_text()

    asking = asked(browser, cast.daniel)
    another_browser.sign_in(cast.daniel)
    approve(another_browser, asking)

    assert starts_in(session) == (State.STARTING, 14)


def test_a_practice_that_ended_begins_again_as_a_new_one(
    browser: Browser, another_browser: Browser, session: Session, cast: Cast
) -> None:
    an_establishment(session)
    over = {"on": "2026-06-01", "fate": "Deleted.", "reason": "Done.", "approved_by": ["A", "B"]}
    files.take_in(session, a_file(a_practice(state="ended", ended=over)))
    make.checked(session, cast)
    session.commit()
    browser.sign_in(cast.helen)
    moved_on(browser)
    page = browser.visit("/desk/register/location/publish")
    typed = {"headline": "begins again.", "why": "It helps.", "reason": "Read it."}
    typed |= {"adds": "no", "correction": "no", "approver": str(cast.daniel.id)}
    back = browser.submit(page, "Ask for approval", status=422, **typed)
    assert "adds a whole practice." in back.one("#adds-error").get_text()

    another_browser.sign_in(cast.daniel)
    approve(another_browser, asked(browser, cast.daniel))

    assert starts_in(session) == (State.ENDED, 14)


def test_other_words_start_nothing_before_the_version_that_they_follow(
    browser: Browser, another_browser: Browser, session: Session, cast: Cast
) -> None:
    """Else a small correction would let a new practice begin without its fourteen days."""
    browser.sign_in(cast.helen)
    ready(browser, session, cast)
    another_browser.sign_in(cast.daniel)
    approve(another_browser, asked(browser, cast.daniel))
    moved_on(browser)

    asking = asked(browser, cast.daniel, adds="no", correction="yes")
    approve(another_browser, asking)

    assert starts_in(session) == (State.STARTING, 14)
    practice = register.in_force_now(session).practice("location")
    assert practice is not None
    assert [version.label for version in practice.versions] == ["1", "1.1"]


def moved_on(browser: Browser) -> None:
    """The next version, begun with the words there are and ready to be published."""
    browser.post("/desk/register/location/draft")
    save_checks(browser)
    for step in ("impact-check", "consultation", "approved"):
        browser.post("/desk/register/location/stage", {"to": step})


def starts_in(session: Session) -> tuple[State, int]:
    """How the practice stands, and in how many days its newest version takes effect."""
    session.expire_all()
    found = register.in_force_now(session)
    practice = found.practice("location")
    assert practice is not None
    return practice.state, (practice.versions[-1].note.in_force_from - found.day).days


def test_a_change_voids_what_waits_for_approval(
    browser: Browser, another_browser: Browser, session: Session, cast: Cast
) -> None:
    browser.sign_in(cast.helen)
    ready(browser, session, cast)
    asking = asked(browser, cast.daniel)
    another_browser.sign_in(cast.daniel)
    confirming = another_browser.visit(asking.url + "/decision")

    browser.post("/desk/register/location/stage", {"to": "draft"})

    another_browser.submit(confirming, "Record my decision", status=409, decision="approve")
    assert "No longer valid" in another_browser.visit(asking.url).main
    for step in ("impact-check", "consultation", "approved"):
        browser.post("/desk/register/location/stage", {"to": step})
    assert "Approved" in approve(another_browser, asked(browser, cast.daniel)).main


def test_who_asked_cannot_decide_and_the_attempt_is_kept(
    browser: Browser, another_browser: Browser, session: Session, cast: Cast
) -> None:
    browser.sign_in(cast.helen)
    ready(browser, session, cast)
    asking = asked(browser, cast.daniel)

    assert cast.helen.name not in {o.get_text() for o in asking.soup.select("option")}
    browser.get(asking.url + "/decision", status=403)
    browser.post(asking.url + "/decision", {"decision": "approve", "digest": "0" * 64}, status=403)

    from app.approvals import queries as approvals

    session.expire_all()
    tried = approvals.attempts_lately(session)
    assert [attempt.person_id for attempt, _approval in tried] == [cast.helen.id]
    another_browser.sign_in(cast.daniel)
    assert "Approved" in approve(another_browser, asking).main


def test_sent_back_with_a_note_that_the_requester_reads(
    browser: Browser, another_browser: Browser, session: Session, cast: Cast
) -> None:
    browser.sign_in(cast.helen)
    ready(browser, session, cast)
    asking = asked(browser, cast.daniel)
    another_browser.sign_in(cast.daniel)
    page = another_browser.visit(asking.url + "/decision")

    silent = another_browser.submit(page, "Record my decision", status=422, decision="send-back")
    assert "Say what has to change" in silent.main
    note = "Say who the dispatchers are."
    another_browser.submit(silent, "Record my decision", decision="send-back", note=note)

    assert note in browser.visit(asking.url).main
    assert "Ask to publish" in browser.visit("/desk/register/location").main


def test_two_people_who_edit_one_row_both_keep_what_they_typed(
    browser: Browser, another_browser: Browser, cast: Cast
) -> None:
    browser.sign_in(cast.helen)
    begun(browser)
    another_browser.sign_in(cast.daniel)
    mine = browser.visit("/desk/register/location/edit/summary")
    theirs = another_browser.visit("/desk/register/location/edit/summary")
    browser.submit(mine, "Save", summary="Where you are.")

    late = another_browser.submit(theirs, "Save", status=409, summary="Where your phone is.")

    assert "Someone else changed this draft" in late.main
    assert "Where your phone is." in late.form("Save").get_text()
    assert "Where you are." in browser.visit("/desk/register/location").main
    again = another_browser.visit("/desk/register/location/edit/summary")
    another_browser.submit(again, "Save", summary="Where your phone is.")


def test_an_owner_writes_her_own_draft_and_moves_nothing(
    browser: Browser, another_browser: Browser, cast: Cast
) -> None:
    browser.sign_in(cast.helen)
    begun(browser, owner=cast.tom.employee_id)
    another_browser.sign_in(cast.jo)
    another_browser.get("/desk/register/location", status=404)
    another_browser.get("/desk/register/location/edit/summary", status=404)

    another_browser.sign_in(cast.tom)
    page = another_browser.visit("/desk/register/location/edit/summary")
    another_browser.submit(page, "Save", summary="Where you are.")
    another_browser.post("/desk/register/location/stage", {"to": "impact-check"}, status=403)
    another_browser.get("/desk/register/location/publish", status=403)

    assert "Where you are." in browser.visit("/desk/register/location").main


def test_a_new_draft_says_row_by_row_what_is_not_written_yet(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.helen)
    begun(browser)

    page = browser.visit("/desk/register/location")

    assert page.texts("#row-retention") == [
        "Not written yet. How long we keep it: is missing Write : How long we keep it"
    ]
    assert "things are missing" in page.main


def test_a_preview_saves_nothing_and_shows_the_row_as_people_will_read_it(
    browser: Browser, cast: Cast
) -> None:
    browser.sign_in(cast.helen)
    begun(browser)
    page = browser.visit("/desk/register/location/edit/records")

    shown = browser.submit(page, "Show what people will read", records="Your position\nYour speed")

    assert shown.texts("#preview li") == ["Your position", "Your speed"]
    assert "Not written yet." in browser.visit("/desk/register/location").texts("#row-records")[0]
    browser.submit(shown, "Save")
    assert "Your speed" in browser.visit("/desk/register/location").texts("#row-records")[0]


def test_wrong_values_are_named_and_nothing_is_lost(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.helen)
    begun(browser)
    page = browser.visit("/desk/register/location/edit/retention")
    typed = {"retention.label": "x" * 121, "retention.then": "then", "retention.days": "a month"}

    back = browser.submit(page, "Save", status=422, **typed)

    assert back.texts(".field__error") == [
        "Error: Write at most 120 letters.",
        "Error: Write a whole number.",
    ]
    assert back.form("Save").select_one("[name='retention.days']")["value"] == "a month"  # type: ignore[index]
    browser.submit(back, "Save", **{"retention.label": "30 days", "retention.days": "30"})


def test_a_practice_ends_by_two_officers_and_its_page_stays(
    browser: Browser, another_browser: Browser, session: Session, cast: Cast
) -> None:
    an_establishment(session)
    files.take_in(session, a_file(a_practice()))
    session.commit()
    browser.sign_in(cast.helen)
    page = browser.visit("/desk/register/location/end")
    today = register.in_force(session, clock.now()).day.isoformat()

    asking = browser.submit(
        page,
        "Ask for approval",
        on=today,
        fate="The data we held has been deleted.",
        became="deleted",
        day=today,
        rule="30 days after it was recorded.",
        why="The app is gone.",
        approver=str(cast.daniel.id),
        reason="It is switched off.",
    )
    another_browser.sign_in(cast.amara)
    assert "In use" in another_browser.visit("/collected/location").main
    another_browser.sign_in(cast.daniel)
    assert "The data we held has been deleted." in another_browser.visit(asking.url).main
    approve(another_browser, asking)

    another_browser.sign_in(cast.amara)
    ended = another_browser.visit("/collected/location")
    assert "The data we held has been deleted." in ended.main
    assert "Ended" in ended.main
    held = ended.one("#held-list").get_text(" ", strip=True)
    assert "Deleted on" in held
    assert "The rule: 30 days after it was recorded." in held


def test_the_next_version_begins_with_the_words_in_force_and_a_correction_is_a_version_too(
    browser: Browser, another_browser: Browser, session: Session, cast: Cast
) -> None:
    an_establishment(session)
    files.take_in(session, a_file(a_practice()))
    make.assess(session, cast, "location", Status.PUBLISHED)
    session.commit()
    browser.sign_in(cast.helen)
    browser.post("/desk/register/location/draft")
    save_checks(browser)
    page = browser.visit("/desk/register/location/edit/summary")
    browser.submit(page, "Save", summary="While a call-out is open, the app says where you are.")
    for step in ("impact-check", "consultation", "approved"):
        browser.post("/desk/register/location/stage", {"to": step})
    asking = asked(browser, cast.daniel, adds="no", correction="yes")
    another_browser.sign_in(cast.daniel)
    shown = another_browser.visit(asking.url)
    assert [word.get_text() for word in shown.soup.select(".diff__added")]

    approve(another_browser, asking)

    session.expire_all()
    practice = register.in_force(session, clock.now()).practice("location")
    assert practice is not None
    assert practice.version.label == "1.1"
    browser.get("/desk/register/location", status=404)


def test_the_owner_owns_the_drafts_of_later_versions_too(
    browser: Browser, another_browser: Browser, session: Session, cast: Cast
) -> None:
    an_establishment(session)
    browser.sign_in(cast.helen)
    begun(browser, owner=cast.tom.employee_id)
    browser.post("/desk/register/location/closing", status=303)
    files.take_in(session, a_file(a_practice()))
    session.commit()
    browser.post("/desk/register/location/draft", status=303)

    another_browser.sign_in(cast.tom)
    page = another_browser.visit("/desk/register/location/edit/summary")
    another_browser.submit(page, "Save", summary="Where you are, while a call-out is open.")
    another_browser.sign_in(cast.jo)
    another_browser.get("/desk/register/location", status=404)
