"""Where names are not shown, nothing that leads to one is."""

import pytest

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
