"""What the law asks before a clock is stopped, extended or closed: refused in words, then met."""

from datetime import date, timedelta

import pytest

from app.core.errors import ConflictError, RejectedError
from app.subject_requests.conditions import rules
from app.subject_requests.conditions.rules import ExtensionGround, PauseGround
from app.subject_requests.models import Act, Channel, Kind, Outcome
from app.subject_requests.progress.rules import Standing
from tests.subject_requests.progress.test_rules import MONDAY, stands

DUE = date(2026, 7, 1)
TAKEN = (Act.TAKEN, 0)
ASKED, ANSWER = (Act.CLARIFICATION_ASKED, 4), (Act.CLARIFICATION_ANSWERED, 6)


def _pause(
    standing: Standing,
    on: date = MONDAY,
    ground: PauseGround = PauseGround.UNCLEAR,
    question: str = "Which one?",
    reason: str = "There are two.",
) -> None:
    rules.check_pause(standing, on, ground, question, reason)


def test_a_pause_needs_a_question_a_reason_a_ground_and_time() -> None:
    running = stands(TAKEN)
    with pytest.raises(RejectedError, match="format does not stop"):
        _pause(running, ground=PauseGround.FORMAT)
    with pytest.raises(RejectedError, match="Write the question"):
        _pause(running, question=" ")
    with pytest.raises(RejectedError, match="Say why"):
        _pause(running, reason="")
    with pytest.raises(RejectedError, match="was due on 2026-07-01"):
        _pause(running, DUE + timedelta(days=1))
    _pause(running, DUE)
    _pause(running, ground=PauseGround.LARGE_AMOUNT)


@pytest.mark.parametrize(
    "ground",
    [
        ExtensionGround.NEEDS_CLARIFICATION,
        ExtensionGround.LARGE_VOLUME,
        ExtensionGround.WAITING_FOR_PROCESSOR,
    ],
)
def test_what_is_no_ground_extends_nothing(ground: ExtensionGround) -> None:
    with pytest.raises(RejectedError, match="no ground for more time"):
        rules.check_extension(stands(TAKEN), MONDAY, ground, "We need it.")


@pytest.mark.parametrize("ground", [ExtensionGround.COMPLEX, ExtensionGround.MANY_REQUESTS])
def test_an_extension_comes_once_with_reasons_in_the_first_month(ground: ExtensionGround) -> None:
    running = stands(TAKEN)
    with pytest.raises(RejectedError, match="Say why"):
        rules.check_extension(running, MONDAY, ground, " ")
    with pytest.raises(RejectedError, match="ended on 2026-07-01"):
        rules.check_extension(running, DUE + timedelta(days=1), ground, "Five systems.")
    with pytest.raises(ConflictError, match="once"):
        rules.check_extension(stands(TAKEN, (Act.EXTENDED, 3)), MONDAY, ground, "Five systems.")
    rules.check_extension(running, DUE, ground, "Five systems.")
    after_a_pause = stands(TAKEN, ASKED, ANSWER)
    rules.check_extension(after_a_pause, DUE + timedelta(days=2), ground, "Five systems.")


def test_a_question_without_an_answer_can_close_after_a_month() -> None:
    waiting = stands(TAKEN, ASKED)
    assert rules.closable_on(waiting) == date(2026, 7, 5)
    with pytest.raises(RejectedError, match="from 2026-07-05"):
        rules.check_closing(waiting, date(2026, 7, 4))
    rules.check_closing(waiting, date(2026, 7, 5))


def test_who_signed_in_proves_nothing_and_nobody_proves_it_twice() -> None:
    def ask(act: Act, channel: Channel, who: str = "", *, again: bool = False) -> None:
        rules.check_proof_question(act, channel, who, asked_already=again)

    with pytest.raises(RejectedError, match="signed-in"):
        ask(Act.IDENTITY_ASKED, Channel.PORTAL)
    with pytest.raises(RejectedError, match="behalf"):
        ask(Act.AUTHORITY_ASKED, Channel.POST)
    with pytest.raises(ConflictError, match="already"):
        ask(Act.IDENTITY_ASKED, Channel.POST, again=True)
    ask(Act.IDENTITY_ASKED, Channel.POST)
    ask(Act.AUTHORITY_ASKED, Channel.POST, "A solicitor")

    with pytest.raises(ConflictError, match="not asked for"):
        rules.check_asked(Act.IDENTITY_CONFIRMED, stands(TAKEN))
    rules.check_asked(Act.IDENTITY_CONFIRMED, stands(TAKEN, (Act.IDENTITY_ASKED, 1)))


def test_no_day_to_come_and_none_before_the_receipt() -> None:
    today = MONDAY + timedelta(days=5)
    for day in (today + timedelta(days=1), MONDAY - timedelta(days=1)):
        with pytest.raises(RejectedError):
            rules.check_day(day, MONDAY, today)
    rules.check_day(MONDAY, MONDAY, today)
    rules.check_day(today, MONDAY, today)
    with pytest.raises(RejectedError):
        rules.check_received(today + timedelta(days=1), today)
    rules.check_received(MONDAY, today)


def test_a_refusal_says_why() -> None:
    with pytest.raises(RejectedError, match="Write the answer"):
        rules.check_answer(Outcome.GRANTED, " ", "", kind=Kind.ERASURE)
    for outcome in (Outcome.PARTLY, Outcome.REFUSED):
        with pytest.raises(RejectedError, match="Say why"):
            rules.check_answer(outcome, "No.", "", kind=Kind.ERASURE)
        rules.check_answer(outcome, "No.", "It is about others.", kind=Kind.ERASURE)
    rules.check_answer(Outcome.GRANTED, "Here it is.", "", kind=Kind.ERASURE)


@pytest.mark.parametrize("kind", [Kind.ACCESS, Kind.PORTABILITY])
def test_a_copy_is_answered_with_its_files_or_refused(kind: Kind) -> None:
    for outcome in (Outcome.GRANTED, Outcome.PARTLY):
        with pytest.raises(RejectedError, match="Put the answer together first"):
            rules.check_answer(outcome, "Here it is.", "Not all.", kind=kind)
        rules.check_answer(outcome, "Here it is.", "Not all.", kind=kind, is_copied=True)
    rules.check_answer(Outcome.REFUSED, "No.", "Asked for far too often.", kind=kind)
