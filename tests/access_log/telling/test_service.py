"""The follower that tells people of looks: once, after they are judged, and not of everything."""

import pytest
from sqlmodel import Session, select

from app.access_log import service as access_log
from app.access_log.looks import numbering
from app.access_log.telling import service
from app.core.db.session import reading, writing
from app.notifications import queries
from app.notifications.models import Kind, Update
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.database import on_both
from tests.support.looks import a_look, a_register, a_source, judge, november, report


@pytest.fixture
def register(session: Session, cast: Cast) -> None:
    a_register(session)
    a_source(session)
    session.commit()


def told() -> list[Kind]:
    with reading() as session:
        return [update.kind for update in session.exec(select(Update).order_by("at", "id")).all()]


def read_on(limit: int = 100) -> int:
    with writing() as session:
        return service.follow(session, limit)


@on_both
@pytest.mark.usefixtures("register")
def test_a_person_is_told_of_each_look_once_and_whether_it_is_unusual() -> None:
    report(a_look(november(19, 9), case="HR-1"), a_look(november(19, 3), case="HR-1"))

    judge()

    assert [read_on(1), read_on(1), read_on(1)] == [1, 1, 0]
    assert sorted(told()) == [Kind.LOOK, Kind.UNUSUAL_LOOK]


@pytest.mark.usefixtures("register")
def test_nobody_is_told_before_the_look_is_judged() -> None:
    with writing() as session:
        assert service.follow(session, 100) == 0
    report(a_look(november(18, 9), case="HR-1"))
    access_log.append([a_look(november(19, 3), case="HR-1")])
    assert read_on() == 1
    assert read_on() == 0
    judge()
    assert read_on() == 1
    assert told() == [Kind.LOOK, Kind.UNUSUAL_LOOK]


@pytest.mark.usefixtures("register")
def test_nobody_is_told_of_jobs_and_of_what_she_did_herself() -> None:
    report(
        a_look(november(19, 3), "nightly-pay", "pay", "pay-run", kind="service"),
        a_look(november(19, 9, 7), "E1001", "absence", "own-download", action="export"),
    )
    judge()
    assert read_on() == 2
    assert told() == []


@pytest.mark.usefixtures("register")
def test_the_update_leads_to_the_entry_and_tells_no_number(
    browser: Browser, session: Session, cast: Cast
) -> None:
    report(a_look(november(19, 9), case="HR-1"))
    judge()
    read_on()
    update = queries.updates_of(session, cast.amara.id)[0]
    number = numbering.number(update.data["entry"], "E1001")
    assert number is not None
    browser.sign_in(cast.amara)

    page = browser.get("/updates")

    assert page.link("See who looked, and why").endswith(f"/looked/{update.data['entry']}")
