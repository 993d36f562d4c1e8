"""Home and the list count the same looks: those of others, with her own and the jobs' apart."""

import pytest

from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.looks import a_job, a_look, report
from tests.support.looks import november as on


@pytest.fixture
def amaras(browser: Browser, november: Cast) -> Browser:
    browser.sign_in(november.amara)
    return browser


def test_her_own_download_is_counted_apart_on_both(amaras: Browser) -> None:
    amaras.client.get("/looked/download?format=json")

    assert (
        "9 entries by 4 people, written down in November 2026, and 1 of your own"
        in amaras.get("/looked").main
    )
    home = amaras.get("/").main
    assert "4 people looked at your data this month" in home
    assert "9 times, for 6 reasons" in home


def test_who_only_looked_herself_reads_that_nobody_else_did(
    browser: Browser, november: Cast
) -> None:
    browser.sign_in(november.ewan)
    for _time in range(2):
        browser.client.get("/looked/download?format=csv")

    words = "No entries by others, written down in November 2026, and 2 of your own"
    assert words in browser.get("/looked").main
    assert "Nobody has looked at your data this month" in browser.get("/").main


@pytest.mark.usefixtures("november")
def test_jobs_are_the_same_number_on_both_unusual_ones_too(amaras: Browser) -> None:
    odd = a_look(on(19, 4), "nightly-pay", "pay", "mystery", kind="service", name="Payroll run")
    report(odd, a_job(on(19, 5)))

    looked = amaras.get("/looked")
    assert "and 1 unusual one by an automatic job" in looked.main
    assert "Automatic jobs also read your data 21 times" in looked.main
    assert len(amaras.click(looked, "See each time").texts(".ledger__row--flagged")) == 1
    home = amaras.get("/").main
    assert "Automatic jobs also read your data 21 times this month. One time was unusual." in home
