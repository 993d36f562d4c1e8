"""A copy of what is held, in real browsers with and without scripts, a real worker behind them.

An employee asks; an officer gathers, covers and asks for approval; another approves after showing
that it is him; she takes the files after showing that it is her. Each of their looks comes to her.
"""

import re
import sqlite3
import time
import zipfile
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Response, expect

from tests.support import answer_steps as steps
from tests.support.live import Tab
from tests.support.northfold import Northfold

HELEN, DANIEL = "E1005", "E1006"
CRAIG = "Craig Dunlop"
NOTE = f"{CRAIG} took over the late shift."
SEEN_WITHIN = 60.0  # seconds; it takes a moment, and 5 s at most on a quiet machine


@dataclass
class Looks:
    """The pages of one request that an officer's window showed, and what the person reads of it."""

    references: list[str]
    answers: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.on("response", self._note)

    def _note(self, answer: Response) -> None:
        if answer.request.is_navigation_request() and answer.status == 200:
            self.answers.append(answer.url)

    def reach(self, hers: Page) -> None:
        """Each look stands in her own log, soon."""
        until, told = time.monotonic() + SEEN_WITHIN, 0
        shown = [url for url in self.answers if any(each in url for each in self.references)]
        while told < len(shown):
            assert time.monotonic() < until, f"{told} of {shown}"
            told = len(self._told(hers))
        assert told == len(shown)

    def _told(self, hers: Page) -> list[dict[str, Any]]:
        answer = hers.request.get("/looked/download?format=json")
        return [
            look
            for look in answer.json()
            if look.get("case") == self.references[0] and "opened" in look["sentence"]
        ]


def _note(northfold: Northfold, who: str) -> None:
    """What HR wrote about the last time she was off."""
    with closing(sqlite3.connect(northfold.folder / "demo/sources/hr-core.db")) as source, source:
        source.execute(
            "INSERT INTO absence_note (absence_id, employee_no, written_at, written_by, text)"
            " SELECT max(id), ?, '2026-11-02 09:10:00', 'Priya Raman', ? FROM absence",
            (who, NOTE),
        )


def _long_ago(northfold: Northfold, who: str) -> None:
    """As if this person had signed in an hour before."""
    with closing(sqlite3.connect(northfold.folder / "demo/daylight.db", timeout=30)) as kept, kept:
        kept.execute(
            "UPDATE portal_session SET auth_time = '2026-11-20 08:30:00.000000' WHERE person_id ="
            " (SELECT id FROM person WHERE employee_id = ?)",
            (who,),
        )


def _shows_again(page: Page, name: str) -> None:
    """The provider asks once more who this is."""
    page.wait_for_url("**/authorize?**")
    page.get_by_label("Find somebody by name or employee number").fill(name)
    page.get_by_role("button", name="Find", exact=True).click()
    page.get_by_role("button", name=re.compile(f"^{name}")).click()


@pytest.mark.parametrize(
    ("scripts", "width", "who", "name"),
    [(True, 1280, "E1027", "Donald Muirhead"), (False, 390, "E1026", "Catrin Lloyd")],
    ids=["scripts", "no scripts"],
)
def test_what_is_held_reaches_her_covered_approved_and_with_every_look_told(
    northfold: Northfold, tmp_path: Path, scripts: bool, width: int, who: str, name: str
) -> None:
    _note(northfold, who)
    hers = northfold.tab(who, scripts=scripts, width=width).page
    reference = steps.asks(hers, "Absence record")

    looks = Looks([reference])
    helens = northfold.tab(HELEN, scripts=scripts, width=width).page
    looks.watch(helens)
    steps.takes(helens, reference)
    looks.answers.remove(
        f"{northfold.address}/desk/requests/{reference}"
    )  # as long as nobody has it, its page says nothing of her
    looks.reach(hers)
    steps.gathers(helens, reference)
    assert steps.covers(helens, reference) >= 1
    looks.reach(hers)
    steps.writes(helens, reference)
    steps.packs(helens, reference)
    approval = steps.asks_for_approval(helens, reference, "Daniel Osei")
    looks.references.append(approval)
    _is_readable(helens, scripts)
    looks.reach(hers)

    daniels = northfold.tab(DANIEL, scripts=scripts, width=width).page
    looks.watch(daniels)
    _long_ago(northfold, DANIEL)
    daniels.goto(f"/approvals/{approval}/decision")
    _shows_again(daniels, "Daniel Osei")
    _is_readable(daniels, scripts)
    steps.approves(daniels, approval)
    looks.reach(hers)

    _long_ago(northfold, who)
    hers.goto(f"/requests/{reference}")
    hers.get_by_role("main").get_by_role("link", name="See and download the files").click()
    _shows_again(hers, name)
    expect(hers.get_by_role("main")).to_contain_text("Nobody yet.")
    _is_readable(hers, scripts)
    _is_hers_and_covered(steps.downloads(hers, tmp_path / "answer.zip"))
    hers.reload()
    expect(hers.get_by_role("main")).to_contain_text("You, ")
    hers.goto("/looked?by=reason")
    expect(hers.get_by_role("main")).to_contain_text("Checking the answer to your request")


def _is_readable(page: Page, scripts: bool) -> None:
    """As far as a machine can tell; the examiner is a script itself."""
    page.wait_for_load_state()
    if scripts:
        Tab(page).assert_accessible()
    Tab(page).assert_fits()


def _is_hers_and_covered(file: Path) -> None:
    with zipfile.ZipFile(file) as zipped:
        assert zipped.testzip() is None
        written = {name: zipped.read(name).decode(errors="replace") for name in zipped.namelist()}
    copies = [text for name, text in written.items() if name.startswith("documents/")]
    assert any("took over the late shift" in text for text in copies)
    assert not [name for name, text in written.items() if CRAIG in text]
