"""Where names are not shown, nothing that leads to one is."""

import pytest
from sqlmodel import Session

from app.access_log.unusual.models import EntryFlag
from app.access_log.unusual.rules import Flag
from app.core.config import settings
from tests.support.browser import Browser
from tests.support.cast import Cast

NAMES = ("Priya", "Raman", "Whitlock", "Samir", "Haddad", "Lindqvist", "E1042", "E1002", "manager")


@pytest.fixture(params=["", "role", "unit"])
def amaras(
    request: pytest.FixtureRequest,
    browser: Browser,
    november: Cast,
    monkeypatch: pytest.MonkeyPatch,
) -> Browser:
    monkeypatch.setenv("DAYLIGHT_NAME_DISPLAY", request.param)
    settings.cache_clear()
    browser.sign_in(november.amara)
    return browser


def test_no_page_and_no_file_gives_a_name_away(amaras: Browser) -> None:
    page = amaras.get("/looked")
    people = {str(link["href"]) for link in page.soup.select("a.who__link")}
    entries = {str(link["href"]) for link in page.soup.select(".ledger__cell--action a")}
    assert (len(people), len(entries)) == (4, 18)  # of each entry: more, and ask about this
    paths = ["/looked", "/looked?by=person", "/looked/download?format=json"]
    paths += ["/looked/download?format=csv", "/looked/automatic", *people, *entries]
    for path in paths:
        text = amaras.get(path).response.text
        for name in NAMES:
            assert name not in text.replace("Field manager", ""), f"{name} on {path}"


def test_that_it_was_her_former_manager_is_said_only_where_names_are(
    browser: Browser, november: Cast, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.add(EntryFlag(seq=8, flag=Flag.FORMER_MANAGER))
    browser.sign_in(november.amara)
    files = [f"/looked/download?format={kind}" for kind in ("json", "csv")]

    def said() -> tuple[str, list[str]]:
        (row,) = [r for r in browser.get("/looked").texts(".ledger__row--flagged") if "3:05" in r]
        entry = next(
            link["href"]
            for link in browser.get("/looked").soup.select(".ledger__row--flagged a.quiet-link")
            if "3:05" in link.get_text()
        )
        page = browser.get(str(entry)).main
        return row, [page, *(browser.get(file).response.text for file in files)]

    for display in ("role", "unit"):
        monkeypatch.setenv("DAYLIGHT_NAME_DISPLAY", display)
        settings.cache_clear()
        row, others = said()
        assert "One of our rules for what is unusual was met." in row
        assert not [text for text in (row, *others) if "manager" in text.replace("Field man", "")]

    monkeypatch.setenv("DAYLIGHT_NAME_DISPLAY", "name")
    settings.cache_clear()
    row, others = said()
    assert "They used to be your manager" in row
    assert all("manager" in text for text in others)


def test_neither_the_name_nor_the_number_finds_anything(amaras: Browser) -> None:
    for word in ("priya", "raman+absence", "E1042", "whitlock"):
        assert "No entries match." in amaras.get(f"/looked?q={word}").main
    amaras.get("/looked/people/E1042", status=404)


def test_one_pseudonym_stands_for_one_person(amaras: Browser) -> None:
    rows = amaras.get("/looked?data=absence").texts(".who__link")
    assert len(rows) == 2
    assert len(set(rows)) == 1


def test_jobs_keep_their_names(amaras: Browser) -> None:
    assert "Payroll run" in amaras.get("/looked/automatic").main
