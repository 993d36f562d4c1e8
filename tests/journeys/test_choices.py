"""A choice from the question to the alarm, in a real browser, with and without scripts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlmodel import Session

from app.access_log import service as log
from app.core import clock
from app.identity.people.models import Person
from app.identity.sources import service as sources
from tests.support import processes
from tests.support.cast import Cast
from tests.support.consent import TIPS, a_choice, offer, reword
from tests.support.live import Tab
from tests.support.looks import a_look, a_source
from tests.support.receiver import receiving

# Where somebody sets out, and the pages a yes turns from there; the first page asks but once.
STARTS = {"/": 2, "/choices": 2, f"/collected/{TIPS}": 1}
SAVED = "Your choice is saved."
COUNTING = "document.addEventListener('click', event => event.isTrusted && clicked(), true)"


@dataclass(frozen=True)
class Effort:
    """What an answer took: clicks as the browser saw them (with scripts), pages, fields."""

    clicks: int
    pages: int
    fields: int


class Counter:
    """Counts in a window what somebody does there."""

    def __init__(self, tab: Tab, *, scripts: bool) -> None:
        self.tab, self.clicks, self.pages = tab, 0, 0
        if scripts:
            tab.page.expose_function("clicked", self._click)
            tab.page.add_init_script(COUNTING)
        tab.page.on("framenavigated", self._turn)

    def _click(self) -> None:
        self.clicks += 1

    def _turn(self, _frame: object) -> None:
        self.pages += 1

    def answered(self, answer: str, start: str) -> Effort:
        """Answer on this page or the one it leads to; press on for as long as it is not saved."""
        page = self.tab.page
        self.tab.go(start)
        self.clicks = self.pages = 0
        form = page.locator("main form", has=page.get_by_role("button", name="Save my choice"))
        if not form.count():
            page.locator(f"main a[href$='/choices/{TIPS}']").first.click()
        form.wait_for()
        fields = form.locator(":is(textarea, select, input:not([type=hidden]))")
        names = {fields.nth(place).get_attribute("name") for place in range(fields.count())}
        page.locator(f"main label:text-is('{answer}')").click()
        page.get_by_role("button", name="Save my choice").click()
        page.wait_for_load_state()
        while not page.get_by_text(SAVED).count():
            page.locator("main form button").first.click()  # whatever more is asked
            page.wait_for_load_state()
        return Effort(self.clicks, self.pages, len(names))


def reads_what_changed(tab: Tab) -> tuple[str, str]:
    """From the list of changes to the two versions, word by word: what went and what came."""
    tab.go("/collected/changes")
    tab.page.get_by_role("link", name="Compare the two versions").first.click()
    gone, come = tab.page.locator("main del").first, tab.page.locator("main ins").first
    return gone.inner_text(), come.inner_text()


def work() -> None:
    """A worker of its own does what is due, and ends."""
    worker = processes.start("-m", "app.cli", "worker", "--once")
    assert worker.wait(60) == 0


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_no_is_as_easy_as_a_yes_is_obeyed_and_is_watched(
    open_tab: Callable[..., Tab], session: Session, cast: Cast, scripts: bool
) -> None:
    with receiving(204) as receiver:
        a_source(session, "app-log", "field-app")
        sources.add(session, "field-app", system="field-app", webhook=receiver.url)
        offer(session, cast)
        reword(session, summary=a_choice()["summary"].replace("records", "keeps"))
        amara = Person(**cast.amara.model_dump())
        session.commit()
        tab = open_tab(scripts=scripts)
        tab.page.set_default_timeout(5_000)
        tab.sign_in(amara)
        gone, come = reads_what_changed(tab)
        assert "records" in gone
        assert "keeps" in come
        tab.go(f"/choices/{TIPS}")
        assert tab.page.locator("input[type=radio]:checked").count() == 0
        boxes = tab.page.locator(".choice")
        sizes = [boxes.nth(place).bounding_box() for place in range(2)]
        assert len({(box["width"], box["height"]) for box in sizes if box}) == 1

        counter = Counter(tab, scripts=scripts)
        for start, pages in STARTS.items() if scripts else [("/choices", 2)]:
            given, withdrawn = (counter.answered(answer, start) for answer in ("Yes", "No"))

            assert (given.clicks > pages) == scripts, "the clicks were not counted"
            assert given.pages == pages
            assert withdrawn.clicks <= given.clicks, start
            assert withdrawn.pages <= given.pages, start
            assert withdrawn.fields <= given.fields, start
        tab.go(f"/choices/{TIPS}")
        assert tab.page.get_by_text("has not confirmed yet").count() == 2

        work()
        assert len(receiver.came) == 1
        tab.go(f"/choices/{TIPS}")
        assert tab.page.get_by_text("Confirmed that it stopped").count() == 1
        if scripts:  # the check is a script itself
            tab.assert_accessible()

    log.append(
        [
            a_look(
                clock.now() + timedelta(seconds=1),
                "E1002",
                "driving-style",
                "driving-tips",
                system="field-app",
            )
        ]
    )
    work()

    tab.go("/looked")
    assert (
        tab.page.get_by_text("You had not said yes to this use, or your yes had ended.").count()
        >= 1
    )
    tab.go("/updates")
    assert tab.page.locator("strong", has_text="something you had not said yes to").count() == 1
    tab.page.get_by_role("link", name="See what happened").click()
    tab.page.wait_for_url("**/looked/*")
