"""The clock of a request: each step of the law, and what must hold for all requests."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.core.errors import RejectedError
from app.identity.calendars.rules import BeyondTableError, UnknownCalendarError
from app.subject_requests.rules import (
    Deadline,
    Event,
    Happened,
    OutOfOrderError,
    Pause,
    Right,
    UnaskedError,
    deadline,
    months_later,
)

EAW = "GB-EAW"
MONDAY = date(2026, 6, 1)  # a month later is Wednesday 1 July
PAUSING = {Happened.CLARIFY_ASKED, Happened.CLARIFY_RECEIVED}


def of(*events: str, right: Right = Right.ACCESS, received: date = MONDAY) -> Deadline:
    """``of("id_requested 06-02")``: the deadline of a request of 2026 with these events."""
    pairs = (each.split() for each in events)
    told = [Event(Happened(what), date.fromisoformat(f"2026-{on}")) for what, on in pairs]
    return deadline(right, EAW, received, told)


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


@pytest.mark.parametrize(
    ("ask", "answer"),
    [
        ("id_requested", "id_received"),
        ("authority_requested", "authority_received"),
        ("fee_requested", "fee_paid"),
        ("unclear_if_sar", "confirmed_sar"),
    ],
)
def test_the_clock_starts_when_what_was_asked_for_has_come(ask: str, answer: str) -> None:
    assert of().due == day("07-01")
    waiting = of(f"{ask} 06-02")
    assert (waiting.due, waiting.start, waiting.waits_for) == (None, None, Happened(answer))
    assert of(f"{ask} 06-02", f"{answer} 06-09").due == day("07-09")
    assert of(f"{answer} 06-09").due == day("07-01")  # nobody asked for it


def test_the_latest_of_them_starts_the_clock() -> None:
    both = ("id_requested 06-02", "fee_requested 06-02", "id_received 06-09")
    assert of(*both).waits_for is Happened.FEE_PAID
    assert of(*both, "fee_paid 06-04").start == day("06-09")


@pytest.mark.parametrize(
    ("more", "start"),
    [
        (("id_received 06-09",), "06-09"),
        (("id_received 06-09", "id_received 06-12"), "06-12"),
        (("id_received 06-09", "id_insufficient 06-10"), None),
        (("id_received 06-09", "id_insufficient 06-10", "id_received 06-15"), "06-15"),
        (("id_received 06-09", "id_insufficient 06-09", "id_received 06-09"), "06-09"),
        (("id_received 06-09", "id_received 06-15", "id_insufficient 06-16"), None),
    ],
)
def test_an_insufficient_document_starts_nothing(more: tuple[str, ...], start: str | None) -> None:
    found = of("id_requested 06-02", *more)
    assert found.start == (start and day(start))
    assert (found.waits_for is None) == (start is not None)


@pytest.mark.parametrize(
    ("pauses", "due"),
    [
        (("clarify_asked 06-05", "clarify_received 06-08"), "07-06"),  # 3 days: Saturday 4 July
        (("clarify_asked 06-05", "clarify_received 06-05"), "07-01"),
        (("clarify_asked 06-01", "clarify_received 06-10"), "07-10"),
        (
            (
                "clarify_asked 06-02",
                "clarify_received 06-08",
                "clarify_asked 06-05",
                "clarify_received 06-10",
            ),
            "07-09",  # the days of both, once: 8
        ),
        (
            (
                "clarify_asked 06-02",
                "clarify_received 06-03",
                "clarify_asked 06-08",
                "clarify_received 06-09",
            ),
            "07-03",
        ),
        (("clarify_asked 07-01", "clarify_received 07-02"), "07-02"),  # on its last day
        (("clarify_asked 07-02", "clarify_received 07-10"), "07-01"),  # after it
        (
            (
                "clarify_asked 06-30",
                "clarify_received 07-02",
                "clarify_asked 07-03",
                "clarify_received 07-06",
            ),
            "07-06",  # the second is in time only because of the first
        ),
        (("format_asked 06-05", "format_received 06-20"), "07-01"),
    ],
)
def test_a_question_stops_the_clock_for_whole_days(pauses: tuple[str, ...], due: str) -> None:
    assert of(*pauses).due == day(due)
    assert of(*reversed(pauses)).due == day(due)


def test_days_before_the_start_are_not_counted_as_paused() -> None:
    asked = ("clarify_asked 06-03", "clarify_received 06-12")
    started = of("id_requested 06-02", "id_received 06-09", *asked)
    assert (started.start, started.paused_days, started.due) == (day("06-09"), 3, day("07-13"))


def test_an_open_question_leaves_no_due_date() -> None:
    found = of("clarify_asked 06-05")
    assert (found.due, found.waits_for) == (None, Happened.CLARIFY_RECEIVED)
    assert found.pauses == [Pause(day("06-05"), None)]
    assert of("clarify_asked 07-02").due == day("07-01")  # asked too late to stop anything


@pytest.mark.parametrize("right", set(Right) - {Right.ACCESS})
def test_nothing_but_access_is_ever_paused(right: Right) -> None:
    asked = ("clarify_asked 06-05", "clarify_received 06-20")
    assert of(*asked, right=right).due == of(right=right).due
    assert of("clarify_asked 06-05", right=right).due is not None


@pytest.mark.parametrize(
    ("events", "due", "late"),
    [
        (("extend_notice 06-20",), "09-01", None),
        (("extend_notice 07-01",), "09-01", None),
        (("extend_notice 07-02",), "07-01", "07-02"),
        (
            ("clarify_asked 06-05", "clarify_received 06-08", "extend_notice 07-06"),
            "09-04",  # paused days are not counted in the first month
            None,
        ),
        (
            ("extend_notice 06-20", "clarify_asked 07-10", "clarify_received 07-13"),
            "09-04",  # asked in the extended time
            None,
        ),
        (("extend_notice 07-02", "extend_notice 06-20"), "09-01", None),
    ],
)
def test_a_notice_in_the_first_month_gives_three(
    events: tuple[str, ...], due: str, late: str | None
) -> None:
    found = of(*events)
    assert (found.due, found.late_notice) == (day(due), late and day(late))
    assert found.extended == (late is None)


def test_other_rights_are_extended_too_but_an_acknowledgement_is_not() -> None:
    assert of("extend_notice 06-20", right=Right.ERASURE).due == day("09-01")
    assert of("extend_notice 06-20", right=Right.COMPLAINT_ACK).due == day("07-01")


def test_a_complaint_is_acknowledged_within_thirty_days_from_the_next() -> None:
    assert of(right=Right.COMPLAINT_ACK, received=day("07-01")).due == day("07-31")
    assert of(right=Right.COMPLAINT_ACK, received=day("07-02")).due == day("08-03")  # a Saturday


@pytest.mark.parametrize(
    ("events", "said"),
    [
        (("clarify_asked 05-31",), "clarify_asked on 2026-05-31 is before receipt"),
        (("clarify_asked 06-05", "clarify_received 06-04"), "is before clarify_asked"),
        (("id_requested 06-05", "id_received 06-04"), "is before id_requested"),
        (
            ("id_requested 06-02", "id_insufficient 06-04", "id_received 06-05"),
            "id_insufficient on 2026-06-04 is before id_received",
        ),
    ],
)
def test_what_cannot_have_happened_is_an_error(events: tuple[str, ...], said: str) -> None:
    with pytest.raises(OutOfOrderError, match=said):
        of(*events)


def test_an_answer_to_no_question_is_an_error() -> None:
    with pytest.raises(UnaskedError):
        of("clarify_received 06-05")


def test_beyond_the_tables_there_is_no_guess() -> None:
    with pytest.raises(BeyondTableError):
        deadline(Right.ACCESS, EAW, date(2028, 12, 1))
    with pytest.raises(UnknownCalendarError):
        deadline(Right.ACCESS, "US-NY", MONDAY)
    assert deadline(Right.ACCESS, EAW, date(2028, 11, 28)).due == date(2028, 12, 28)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
    ],
)
def test_months_end_at_the_month_s_last_day(start: date, months: int, end: date) -> None:
    assert months_later(start, months) == end


RECEIVED = st.dates(date(2024, 1, 1), date(2027, 12, 31))
OFFSETS = st.integers(0, 120)


@st.composite
def histories(draw: st.DrawFn, received: date) -> list[Event]:
    """What may have happened to a request that was received on a day: questions with answers."""
    events = []
    for ask, answer in (
        (Happened.CLARIFY_ASKED, Happened.CLARIFY_RECEIVED),
        (Happened.CLARIFY_ASKED, Happened.CLARIFY_RECEIVED),
        (Happened.ID_REQUESTED, Happened.ID_RECEIVED),
    ):
        if draw(st.booleans()):
            asked = received + timedelta(days=draw(OFFSETS))
            events += [Event(ask, asked), Event(answer, asked + timedelta(days=draw(OFFSETS)))]
    if draw(st.booleans()):
        events.append(Event(Happened.EXTEND_NOTICE, received + timedelta(days=draw(OFFSETS))))
    return events


@given(data=st.data(), received=RECEIVED)
def test_the_order_in_which_events_are_told_does_not_matter(
    data: st.DataObject, received: date
) -> None:
    events = data.draw(histories(received))
    told = data.draw(st.permutations(events))
    assert deadline(Right.ACCESS, EAW, received, told) == deadline(
        Right.ACCESS, EAW, received, events
    )


@given(data=st.data(), received=RECEIVED)
def test_a_pause_never_shortens(data: st.DataObject, received: date) -> None:
    events = data.draw(histories(received))
    without = [event for event in events if event.what not in PAUSING]
    paused = deadline(Right.ACCESS, EAW, received, events).due
    straight = deadline(Right.ACCESS, EAW, received, without).due
    assert paused is not None
    assert straight is not None
    assert paused >= straight


@given(data=st.data(), received=RECEIVED, later=st.integers(0, 60))
def test_who_asks_later_is_not_answered_earlier(
    data: st.DataObject, received: date, later: int
) -> None:
    events = data.draw(histories(received + timedelta(days=later)))
    earlier_asked = deadline(Right.ACCESS, EAW, received, events).due
    later_asked = deadline(Right.ACCESS, EAW, received + timedelta(days=later), events).due
    assert earlier_asked is not None
    assert later_asked is not None
    assert earlier_asked <= later_asked


@given(
    jurisdiction=st.sampled_from([EAW, "GB-NIR", "EU-DE", "EU-XX", ""]),
    received=st.dates(date(2000, 1, 1), date(2040, 1, 1)),
    events=st.lists(
        st.builds(Event, st.sampled_from(Happened), st.dates(date(2000, 1, 1), date(2040, 1, 1)))
    ),
    right=st.sampled_from(Right),
)
def test_whatever_is_told_there_is_a_date_a_wait_or_a_sentence(
    jurisdiction: str, received: date, events: list[Event], right: Right
) -> None:
    try:
        found = deadline(right, jurisdiction, received, events)
    except RejectedError as said:
        assert said.message.endswith(".")
    else:
        assert (found.due is None) == (found.waits_for is not None)
        assume(found.due)
        assert found.due is not None
        assert found.due >= received
