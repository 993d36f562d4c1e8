"""A stretch of the log is opened once for all who follow it, each from its own position."""

from functools import partial
from typing import Any

import pytest
from sqlmodel import Session

from app.access_log import service as access_log
from app.access_log.following import queries
from app.access_log.following.queries import Opening, Stretch
from app.access_log.models import Follower as Position
from app.access_log.promises import service as promises
from app.access_log.telling import service as telling
from app.access_log.unusual import service as unusual
from app.consent.after_stop import service as after_stop
from app.core.db.session import reading
from app.core.queue.work import Follower, Work, Working
from tests.support.cast import Cast
from tests.support.looks import a_look, a_register, a_source, november

FOLLOWERS = (promises, unusual, after_stop, telling)


@pytest.fixture(autouse=True)
def ten_entries(session: Session, cast: Cast) -> None:
    a_register(session)
    a_source(session)
    session.commit()
    report(10)


def report(events: int) -> None:
    access_log.append([a_look(november(19, 3, minute)) for minute in range(events)])


def stretch(opening: Opening, position: int, limit: int = 100, **more: Any) -> Stretch | None:
    with reading() as session:
        return opening.stretch(session, position, limit, **more)


def seqs(found: Stretch | None) -> list[int]:
    return [row.seq for row in found.opened] if found else []


def test_who_comes_to_the_same_place_gets_what_is_open() -> None:
    opening = Opening()
    first, second = stretch(opening, 0), stretch(opening, 0)
    assert first is not None
    assert second is not None
    assert seqs(second) == list(range(10))
    assert all(one is other for one, other in zip(first.opened, second.opened, strict=True))
    assert second.standing is first.standing


def test_who_comes_half_way_gets_the_rest_and_who_is_elsewhere_an_opening_of_its_own() -> None:
    opening = Opening()
    whole = stretch(opening, 0, limit=6)
    rest = stretch(opening, 4, limit=6)
    assert whole is not None
    assert rest is not None
    assert seqs(rest) == [4, 5]
    assert rest.opened[0] is whole.opened[4]
    assert seqs(stretch(opening, 6, limit=6)) == [6, 7, 8, 9]
    assert seqs(stretch(opening, 1, limit=3)) == [1, 2, 3]


@pytest.mark.parametrize(("until", "expected"), [(0, []), (3, [0, 1, 2]), (10, list(range(10)))])
def test_nobody_reads_beyond_whom_she_follows(until: int, expected: list[int]) -> None:
    opening = Opening()
    assert seqs(stretch(opening, 0, until=until)) == expected
    assert seqs(stretch(opening, 0)) == list(range(10))


def test_nothing_is_kept_once_the_end_is_reached() -> None:
    opening = Opening()
    kept = stretch(opening, 0)
    assert stretch(opening, 10) is None
    report(2)
    anew = stretch(opening, 0)
    assert kept is not None
    assert anew is not None
    assert seqs(anew) == list(range(12))
    assert anew.opened[0] is not kept.opened[0]


def test_nothing_is_kept_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    opening = Opening()
    kept, again = stretch(opening, 0), stretch(opening, 0)
    monkeypatch.setattr(queries, "KEPT_SECONDS", -1.0)
    anew = stretch(opening, 0)
    assert kept is not None
    assert again is not None
    assert anew is not None
    assert again.opened[0] is kept.opened[0]
    assert anew.opened[0] is not kept.opened[0]


@pytest.mark.parametrize("failing", FOLLOWERS, ids=lambda room: room.NAME)
def test_one_that_fails_holds_up_no_other_and_catches_up_by_itself(failing: Any) -> None:
    opening = Opening()

    def broken(_session: Session, _limit: int) -> None:
        raise OSError

    def work(*, whole: bool) -> None:
        reads = {
            room.NAME: partial(room.read, opening=opening)
            if whole or room is not failing
            else broken
            for room in FOLLOWERS
        }
        followers = [Follower(room.NAME, reads[room.NAME], room.write) for room in FOLLOWERS]
        Working(Work(followers=followers)).run_once()

    work(whole=False)
    behind = {failing.NAME} | _who_waits_for(failing)
    expected = {room.NAME: 0 if room.NAME in behind else 10 for room in FOLLOWERS}
    assert positions() == expected
    report(3)
    work(whole=True)
    assert positions() == dict.fromkeys(expected, 13)


def _who_waits_for(failing: Any) -> set[str]:
    """What is unusual is judged behind the checker, and people are told behind that."""
    chain = [promises.NAME, unusual.NAME, telling.NAME]
    return set(chain[chain.index(failing.NAME) :]) if failing.NAME in chain else set()


def positions() -> dict[str, int]:
    with reading() as session:
        found = {room.NAME: session.get(Position, room.NAME) for room in FOLLOWERS}
    return {name: one.position if one else 0 for name, one in found.items()}
