"""A correction for the past: asked for in the form, approved by another; nothing is rewritten."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from app.access_log import service as access_log
from app.access_log.promises.corrections import service as corrections
from app.access_log.promises.models import PromiseFinding
from app.core import clock
from app.core.db.session import reading, writing
from app.core.queue.work import Working
from app.notifications.models import Update
from app.register import queries as register
from app.register.assessments.models import Status
from app.register.file import service as files
from app.worker import WORK
from tests.support import assessments as make
from tests.support.browser import Browser, Page
from tests.support.cast import Cast
from tests.support.database import on_both
from tests.support.looks import FRIDAY, a_look, a_source, judge, november
from tests.support.register import PRACTICE, a_file, a_practice, a_version

ANALYST = {"label": "Security analysts", "when": "after a theft", "role": "Security analyst"}
READERS = {"readers.1.label": ANALYST["label"], "readers.1.when": ANALYST["when"],
           "readers.1.role": ANALYST["role"]}  # fmt: skip
SINCE = "2026-11-02"


@pytest.fixture(autouse=True)
def friday() -> Iterator[None]:
    with clock.set_to(FRIDAY):
        yield


@pytest.fixture
def published(session: Session, cast: Cast) -> None:
    """The practice since January, its second version since the ninth of November."""
    history = [{"version": a_version(1, "2026-01-05"), "was": {"tool": "Oldline"}}]
    now = a_practice(version=a_version(2, "2026-11-09"), history=history)
    with clock.set_to(FRIDAY - timedelta(days=30)):
        files.take_in(session, a_file(now))
    a_source(session, system="field-app")
    session.commit()


def looked(day: int) -> None:
    """Samir, whom the register does not name, looks at where Amara is."""
    what = {"purpose": "dispatch-help", "system": "field-app", "case": "C-1"}
    with clock.set_to(november(day, 12)):
        access_log.append([a_look(november(day, 11), "E1004", "live-location", **what)])
    judge()


def settle() -> None:
    """Let the recheck read on until it is done."""
    steps = 1
    while steps:
        with writing() as session:
            steps = corrections.follow(session, 10)


def drafted(browser: Browser, session: Session, cast: Cast) -> Page:
    """The words as they should have been, assessed, agreed, and ready to be published."""
    browser.post("/desk/register/location/draft")
    page = browser.visit("/desk/register/location/edit/readers")
    browser.submit(page, "Save", **READERS)
    make.assess(session, cast, "location", Status.PUBLISHED)
    make.agreed(session, cast, "location")
    session.commit()
    browser.submit(browser.visit("/desk/register/location/edit/checks"), "Save")
    for stage in ("impact-check", "consultation", "approved"):
        browser.post("/desk/register/location/stage", {"to": stage})
    return browser.visit("/desk/register/location/publish")


def typed(cast: Cast, **different: str) -> dict[str, str]:
    return {
        "headline": "was also read by security analysts.",
        "why": "It was forgotten when the page was written.",
        "adds": "yes",
        "correction": "past",
        "since": SINCE,
        "approver": str(cast.daniel.id),
        "reason": "The looks show it.",
    } | different


def approved(browser: Browser, asking: Page) -> Page:
    page = browser.visit(asking.url.rstrip("/") + "/decision")
    return browser.submit(page, "Record my decision", decision="approve")


def findings() -> list[tuple[int, str, bool]]:
    with reading() as session:
        rows = session.exec(select(PromiseFinding)).all()
        return sorted((row.seq, row.flag, row.lifted_at is not None) for row in rows)


@on_both
@pytest.mark.usefixtures("published")
def test_a_correction_says_since_when_it_was_so_and_looks_are_compared_again(
    browser: Browser, another_browser: Browser, session: Session, cast: Cast
) -> None:
    looked(1)
    looked(19)
    before = [(0, "undeclared-reader", False), (1, "undeclared-reader", False)]
    assert findings() == before
    browser.sign_in(cast.helen)
    page = drafted(browser, session, cast)
    asking = browser.submit(page, "Ask for approval", **typed(cast))
    assert "It says what has been so since Monday 2 November" in asking.main
    assert findings() == before

    another_browser.sign_in(cast.daniel)
    assert "Approved" in approved(another_browser, asking).main
    settle()
    Working(WORK).run_once()

    session.expire_all()
    practice = register.in_force_now(session).practice("location")
    assert practice is not None
    assert practice.version.label == "2.1"
    assert practice.version.note.approved_by == ("Helen Marsh", "Daniel Osei")
    assert str(practice.version.corrected_on) == "2026-11-20"
    assert findings() == [(0, "undeclared-reader", False), (1, "undeclared-reader", True)]
    told = select(Update.person_id).where(Update.subject_ref == "location@2.1")
    assert sorted(session.exec(told)) == sorted([cast.amara.id, cast.ewan.id])


@pytest.mark.usefixtures("published")
def test_what_was_shown_stays_to_be_read_and_the_correction_is_marked_as_one(
    browser: Browser, another_browser: Browser, session: Session, cast: Cast
) -> None:
    browser.sign_in(cast.helen)
    asking = browser.submit(drafted(browser, session, cast), "Ask for approval", **typed(cast))
    another_browser.sign_in(cast.daniel)
    approved(another_browser, asking)
    another_browser.sign_in(cast.amara)

    main = another_browser.visit("/collected/location").main
    assert "Corrected on 20 November 2026." in main
    assert "has been so since 2 November 2026" in main
    assert "It was forgotten when the page was written." in main
    versions = another_browser.visit("/collected/location/versions").main
    assert "Correction: so since 2" in versions
    second = another_browser.visit("/collected/location/versions/2").main
    assert ANALYST["label"] not in second
    assert "from 9 November 2026 until 20 November 2026" in second
    changes = another_browser.visit("/collected/changes").main
    assert "This corrects what the register said: it has been so since 2 November 2026." in changes

    session.expire_all()
    found = register.histories(session)
    for day, label in [(1, "1"), (2, "2.1"), (10, "2.1"), (20, "2.1")]:
        practice = register.in_force_of(found, november(day, 12)).practice("location")
        assert practice is not None
        assert practice.version.label == label, day


REFUSED = [
    ({"since": ""}, "Write the day since which it has been so"),
    ({"since": "the second"}, "Write a day such as"),
    ({"since": "2026-11-20"}, "Write a day before today"),
    ({"since": "2026-12-20"}, "Write a day before today"),
    ({"since": "2026-01-04"}, "Write a day before today"),
    ({"correction": "no"}, "Only a correction for the past has such a day"),
    ({"correction": "yes"}, "Only a correction for the past has such a day"),
]


@pytest.mark.usefixtures("published")
def test_only_days_on_which_it_was_in_use_can_be_corrected(
    browser: Browser, session: Session, cast: Cast
) -> None:
    browser.sign_in(cast.helen)
    page = drafted(browser, session, cast)

    for different, says in REFUSED:
        back = browser.submit(page, "Ask for approval", status=422, **typed(cast, **different))
        assert says in back.one("#since-error").get_text(), different
        kept = back.form("Ask for approval").select_one("[name=why]")
        assert kept is not None
        assert "forgotten" in kept.get_text()
    last = typed(cast, since="2026-01-05")
    assert "since Monday 5 January" in browser.submit(page, "Ask for approval", **last).main


@pytest.mark.usefixtures("published")
def test_what_adds_needs_checks_of_its_own_in_the_past_too(
    browser: Browser, session: Session, cast: Cast
) -> None:
    browser.sign_in(cast.helen)
    make.assess(session, cast, "location", Status.PUBLISHED)
    session.commit()
    browser.post("/desk/register/location/draft")
    browser.submit(browser.visit("/desk/register/location/edit/checks"), "Save")
    for stage in ("impact-check", "consultation", "approved"):
        browser.post("/desk/register/location/stage", {"to": stage})
    page = browser.visit("/desk/register/location/publish")

    back = browser.submit(page, "Ask for approval", status=422, **typed(cast))
    assert "needs an assessment and a consultation of its own" in back.main

    fewer = typed(cast, adds="no", headline="said it less well.")
    assert browser.submit(page, "Ask for approval", **fewer).heading == PRACTICE["title"]


def test_nothing_is_corrected_that_never_was_in_the_register(
    browser: Browser, session: Session, cast: Cast
) -> None:
    make.a_draft(session, "location")
    make.assess(session, cast, "location", Status.PUBLISHED)
    make.agreed(session, cast, "location")
    session.commit()
    browser.sign_in(cast.helen)
    browser.submit(browser.visit("/desk/register/location/edit/checks"), "Save")
    browser.post("/desk/register/location/stage", {"to": "approved"})
    page = browser.visit("/desk/register/location/publish")

    back = browser.submit(page, "Ask for approval", status=422, **typed(cast))
    assert "Write a day before today" in back.main
    new = typed(cast, correction="no", since="")
    assert browser.submit(page, "Ask for approval", **new).heading == "Where the vans are"


def test_an_export_keeps_a_correction_where_it_belongs(session: Session) -> None:
    history = [
        {"version": a_version(1, "2026-01-05"), "was": {"tool": "Oldline"}},
        {"version": a_version(2, "2026-11-09"), "was": {"tool": "Newline"}},
    ]
    corrected = a_version(2, "2026-11-02", correction=1, adds=False)
    files.take_in(session, a_file(a_practice(version=corrected, history=history)))

    found = register.histories(session)
    tools = [
        practice.document.tool
        for day in (1, 2, 9, 20)
        if (practice := register.in_force_of(found, november(day, 12)).practice("location"))
    ]
    assert tools == ["Oldline", "Trackline", "Trackline", "Trackline"]
