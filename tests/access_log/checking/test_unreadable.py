"""One entry that does not open: its person reads that, and nobody else is held up."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from sqlmodel import Session

from app import main
from app.access_log import checks
from app.access_log import queries as log
from app.access_log.checkpoints import service as signing
from app.access_log.models import Follower
from app.access_log.promises import service as promises
from app.access_log.telling import service as telling
from app.access_log.unusual import service as unusual
from app.consent.after_stop import service as after_stop
from app.core import clock
from app.core.db.session import reading, writing
from tests.support.administrator import Administrator
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.looks import a_look, a_register, a_source, report
from tests.support.looks import november as on

FullRights = Callable[[], AbstractContextManager[Administrator]]
FOLLOWERS = (promises, unusual, after_stop, telling)
CANNOT = "This entry cannot be read."
OTHER = "616c3100" + "ab" * 32
CHANGES = {
    "sealed": f"UPDATE entry SET sealed = X'{'00' * 90}' WHERE seq = 8",
    "leaf": f"UPDATE entry SET leaf = X'{OTHER}' WHERE seq = 8",
    "body": f"UPDATE event SET body = X'{'ef' * 80}' WHERE first_seq = 8",
}
PATHS = ("/", "/looked", "/looked?by=person", "/looked/download?format=json")


@pytest.mark.parametrize("what", CHANGES)
def test_her_pages_and_her_file_come_and_say_which_entry_cannot_be_read(
    november: Cast, browser: Browser, full_rights: FullRights, what: str
) -> None:
    browser.sign_in(november.amara)
    assert CANNOT not in browser.get("/looked").main

    with full_rights() as administrator:
        administrator.run(CHANGES[what])

    answers = {path: browser.get(path).response for path in PATHS}
    listed = browser.get("/looked")
    assert CANNOT in listed.main
    assert "HR-2207" in listed.main  # the others are still there
    records = {record["index"]: record for record in answers[PATHS[-1]].json()}
    assert (records[8]["state"], records[8]["sentence"], records[8]["occurred_at"]) == (
        "unreadable",
        CANNOT,
        None,
    )
    assert sum(record["state"] == "shown" for record in records.values()) == len(records) - 1


def test_what_follows_the_log_goes_past_it_for_everybody(
    session: Session, cast: Cast, full_rights: FullRights
) -> None:
    a_register(session)
    a_source(session)
    session.commit()
    report(*(a_look(on(19, 9, minute), purpose="curiosity") for minute in range(3)))
    with full_rights() as administrator:
        administrator.run(f"UPDATE entry SET sealed = X'{'00' * 90}' WHERE seq = 1")

    for follower in FOLLOWERS:
        with writing() as other:
            position = other.get(Follower, follower.NAME)
            if position is None or position.position < 3:
                assert follower.follow(other, 100) == 3 - (position.position if position else 0)

    with reading() as other:
        assert {other.get(Follower, each.NAME).position for each in FOLLOWERS} == {3}  # type: ignore[union-attr]
        states = [look.state for look in log.entries_about(other, cast.amara)]
    assert states == ["shown", "unreadable", "shown"]


def test_readyz_says_which_follower_is_behind_until_it_has_read_on(
    session: Session, cast: Cast
) -> None:
    (check,) = (check for check in main.CHECKS if check.name == "followers")
    a_register(session)
    a_source(session)
    session.commit()
    report(a_look(on(19, 9), case="HR-1"))
    signing.publish()
    with writing() as other:
        for follower in FOLLOWERS[:3]:
            follower.follow(other, 100)

    assert check.run().ok  # it was signed a moment ago
    with clock.set_to(clock.now() + checks.BEHIND + timedelta(seconds=1)):
        found = check.run()
        assert (found.ok, found.ready) == (False, True)
        assert found.words.startswith("Behind the log, in entries: telling by 1.")
        with writing() as other:
            assert telling.follow(other, 100) == 1
        assert check.run().ok
