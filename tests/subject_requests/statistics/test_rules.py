import random
from collections import Counter
from datetime import date, timedelta
from itertools import product
from statistics import median
from typing import NamedTuple
from uuid import uuid4

import pytest

from app.core import small_tables
from app.core.small_numbers import K_COUNTS
from app.subject_requests.models import Act, Kind, Outcome
from app.subject_requests.progress.rules import Foreseen
from app.subject_requests.statistics import rules
from app.subject_requests.statistics.rules import Told, Went

SINCE, UNTIL = date(2025, 6, 1), date(2026, 6, 1)
LAST = UNTIL - timedelta(days=1)
RIGHTS = (Kind.ACCESS, Kind.ERASURE, Kind.PORTABILITY)


class Raw(NamedTuple):
    """A request as its rows tell it."""

    kind: Kind
    received_on: date
    events: list[Foreseen]


def raw(chance: random.Random) -> Raw:
    """Received some day of the year, perhaps answered, extended, paused or taken back."""
    kind = chance.choice(RIGHTS)
    received = SINCE + timedelta(days=chance.randrange(360))
    happened = [(Act.RECEIVED, received, {}), (Act.TAKEN, received, {"owner_id": str(uuid4())})]
    day = received + timedelta(days=2)
    if kind is Kind.ACCESS and chance.random() < 0.3:
        happened += [(Act.CLARIFICATION_ASKED, day, {}), (Act.CLARIFICATION_ANSWERED, day, {})]
    if chance.random() < 0.3:
        happened.append((Act.EXTENDED, day, {}))
    end = received + timedelta(days=chance.randrange(3, 120))
    if end <= LAST and chance.random() < 0.9:
        act = chance.choice((Act.ANSWERED, Act.ANSWERED, Act.WITHDRAWN))
        details = {"outcome": Outcome.GRANTED.value} if act is Act.ANSWERED else {}
        happened.append((act, end, details))
    events = [Foreseen(n, *each) for n, each in enumerate(happened, start=1)]
    return Raw(kind, received, events)


def told(one: Raw) -> Told:
    return rules.told(one.kind, "GB-EAW", one.received_on, one.events, LAST)


def recomputed(one: Raw) -> tuple[Went, int | None]:
    """The same from the raw events, counted another way: the law's months, by hand."""
    acts = {event.act: event.on for event in one.events}
    months = 3 if Act.EXTENDED in acts else 1
    total = one.received_on.year * 12 + one.received_on.month - 1 + months
    year, month = divmod(total, 12)
    first_after = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    base = min(
        date(year, month + 1, 1) + timedelta(days=one.received_on.day - 1),
        first_after - timedelta(days=1),
    )
    end = acts.get(Act.ANSWERED)
    if Act.WITHDRAWN in acts:
        return Went.ENDED, None
    late_by = (end or LAST) - base
    in_time = Went.IN_TIME if end else Went.OPEN
    went = in_time if late_by <= timedelta(0) else Went.LATE
    return went, (end - one.received_on).days if end else None


def near_its_day(one: Raw) -> bool:
    """Whether a weekend or a holiday could move its day past what is counted by hand."""
    acts = {event.act: event.on for event in one.events}
    end = acts.get(Act.ANSWERED, LAST)
    days = (end - one.received_on).days
    return 27 <= days <= 38 or 88 <= days <= 100


def test_figures_recompute_from_raw_events_in_any_order() -> None:
    chance = random.Random(7)
    requests = [one for one in (raw(chance) for _ in range(400)) if not near_its_day(one)]
    assert len(requests) > 200

    found = rules.figures(map(told, requests), (SINCE, UNTIL))
    for one in requests:
        chance.shuffle(one.events)
    chance.shuffle(requests)
    again = rules.figures(map(told, requests), (SINCE, UNTIL))

    assert found == again
    assert found is not None
    by_hand = Counter(recomputed(one)[0] for one in requests)
    assert found.received == len(requests)
    assert {went: found.number(went) for went in Went} == {went: by_hand[went] for went in Went}
    days = [took for _went, took in map(recomputed, requests) if took is not None]
    assert found.median_days == median(days)
    assert found.extended == sum(any(e.act is Act.EXTENDED for e in one.events) for one in requests)
    paused = (any(e.act is Act.CLARIFICATION_ASKED for e in one.events) for one in requests)
    assert found.paused == sum(paused)
    kinds = {row.keys[0]: row.total for row in found.by_kind.rows if len(row.keys) == 1}
    counted = Counter(one.kind for one in requests)
    assert kinds
    assert all(counted[kind] == total for kind, total in kinds.items())


def some(kind: Kind, month: int, went: Went, number: int) -> list[Told]:
    return [Told(kind, date(2026, month, 1), went, 10, False, False)] * number


def test_fewer_than_five_show_nothing_and_five_show_their_sum() -> None:
    four = some(Kind.ACCESS, 1, Went.IN_TIME, 4)
    assert rules.figures(four, (SINCE, UNTIL)) is None

    found = rules.figures(four + four[:1], (SINCE, UNTIL))

    assert found is not None
    assert found.received == 5
    assert found.by_kind.rows[0].cells == [5]
    assert [found.number(went) for went in Went] == [None] * 4
    assert found.median_days is None


def test_what_is_outside_the_months_is_not_counted() -> None:
    inside = some(Kind.ACCESS, 1, Went.IN_TIME, 6)
    outside = [one._replace(month=day) for one in inside for day in (UNTIL, date(2025, 5, 1))]
    found = rules.figures(inside + outside, (SINCE, UNTIL))
    assert found is not None
    assert found.received == 6


def test_a_kind_that_is_too_few_stands_with_another_that_covers_it() -> None:
    requests = [
        *some(Kind.ACCESS, 1, Went.IN_TIME, 30),
        *some(Kind.ERASURE, 2, Went.IN_TIME, 9),
        *some(Kind.PORTABILITY, 3, Went.IN_TIME, 1),
    ]
    found = rules.figures(requests, (SINCE, UNTIL))
    assert found is not None
    alone = {row.keys: row.total for row in found.by_kind.rows if len(row.keys) == 1}
    assert alone == {(Kind.ACCESS,): 30}
    assert found.by_kind.rows[-1].total == 10


@pytest.mark.parametrize("seed", range(15))
def test_no_number_that_is_covered_can_be_worked_out(seed: int) -> None:
    chance = random.Random(seed)
    requests = [
        one
        for kind, month, went in product(RIGHTS, range(1, 5), Went)
        for one in some(kind, month, went, chance.choice((0, 0, 1, 2, 6, 15)))
    ]
    found = rules.figures(requests, (SINCE, UNTIL))
    assert found is not None

    for table in (found.by_kind, found.by_month):
        assert all(total >= K_COUNTS for total in table.totals)
        assert all(row.total >= K_COUNTS for row in table.rows)
        assert sum(table.totals) == sum(row.total for row in table.rows) == found.received
        exact = [
            [
                sum(
                    (one.kind in row.keys or one.month in row.keys) and one.went in column
                    for one in requests
                )
                for column in table.columns
            ]
            for row in table.rows
        ]
        hidden = {
            (r, c) for r, row in enumerate(table.rows) for c, n in enumerate(row.cells) if n is None
        }
        if len(hidden) == len(table.rows) * len(table.columns):
            continue
        for cell in hidden:
            low, high = small_tables.bounds(exact, hidden, cell)
            assert high - low >= K_COUNTS
