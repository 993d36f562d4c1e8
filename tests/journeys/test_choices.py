"""A choice from the question to the alarm, in a real browser, with and without scripts."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import Session

from app.access_log import service as log
from app.consent.after_stop import service as after_stop
from app.consent.stops import jobs as stops
from app.core import clock
from app.core.db.session import writing
from app.identity.people.models import Person
from app.identity.sources import service as sources
from tests.support.cast import Cast
from tests.support.consent import TIPS, offer
from tests.support.live import Tab
from tests.support.looks import a_look, a_source
from tests.support.receiver import receiving

Count = tuple[int, int]


def answered(tab: Tab, answer: str) -> Count:
    """Answer from the list of choices; how many clicks and how many fields that took."""
    page = tab.page
    tab.go("/choices")
    clicks = 0
    page.get_by_role("link", name="Driving tips", exact=False).first.click()
    clicks += 1
    page.get_by_role("heading", name="Do you want tips about your own driving?").wait_for()
    fields = page.locator("main form :is(textarea, select, input:not([type=hidden]))")
    names = {fields.nth(place).get_attribute("name") for place in range(fields.count())}
    page.locator(f"main label:text-is('{answer}')").click()
    clicks += 1
    page.get_by_role("button", name="Save my choice").click()
    clicks += 1
    page.get_by_text("Your choice is saved.").wait_for()
    return clicks, len(names)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_no_is_as_easy_as_a_yes_is_obeyed_and_is_watched(
    open_tab: Callable[..., Tab], session: Session, cast: Cast, scripts: bool
) -> None:
    with receiving(204) as receiver:
        a_source(session, "app-log", "field-app")
        sources.add(session, "field-app", system="field-app", webhook=receiver.url)
        offer(session, cast)
        amara = Person(**cast.amara.model_dump())
        session.commit()
        tab = open_tab(scripts=scripts)
        tab.page.set_default_timeout(5_000)
        tab.sign_in(amara)
        tab.go(f"/choices/{TIPS}")
        assert tab.page.locator("input[type=radio]:checked").count() == 0
        boxes = tab.page.locator(".choice")
        sizes = [boxes.nth(place).bounding_box() for place in range(2)]
        assert len({(box["width"], box["height"]) for box in sizes if box}) == 1

        given = answered(tab, "Yes")
        withdrawn = answered(tab, "No")

        assert withdrawn <= given
        assert withdrawn[0] <= given[0]
        assert withdrawn[1] <= given[1]
        assert tab.page.get_by_text("has not confirmed yet").count() == 2

        assert stops.call_webhooks() == 1
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
    with writing() as writer:
        after_stop.follow(writer, 100)

    tab.go("/looked")
    assert (
        tab.page.get_by_text("You had not said yes to this use, or your yes had ended.").count()
        >= 1
    )
    tab.go("/updates")
    assert tab.page.locator("strong", has_text="something you had not said yes to").count() == 1
    tab.page.get_by_role("link", name="See what happened").click()
    tab.page.wait_for_url("**/looked/*")
