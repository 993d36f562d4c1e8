"""Codes, tickets and boxes as values."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.crypto import boxes
from app.core.crypto.aead import CannotOpenError
from app.speakup import rules
from app.speakup.rules import Kind, Receipt, Seed, TicketState

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
KEY, NONCE = b"k" * 32, b"n" * 16
WORDS = {"what": "They read our chats.", "when": "", "where": "", "who": ""}


def test_a_code_has_130_bits_and_is_shown_in_groups() -> None:
    mine = Seed(b"s" * 32).receipt
    assert len(mine.code) == 26
    assert mine.shown.count("-") == 6
    assert rules.receipt(mine.shown) == mine


@settings(deadline=None, max_examples=50)
@given(st.binary(min_size=32, max_size=32))
def test_a_code_is_read_however_it_is_typed(secret: bytes) -> None:
    mine = Seed(secret).receipt
    for typed in (mine.shown.lower(), f" {mine.code} ", mine.code.replace("O", "0")):
        assert rules.receipt(typed) == mine


@pytest.mark.parametrize("typed", ["", "A" * 25, "A" * 27, "É" + "A" * 25, "9" * 26, "Ａ" * 26])
def test_what_can_be_no_code_is_none(typed: str) -> None:
    assert rules.receipt(typed) is None
    assert rules.receipt("A" * 26) == Receipt("A" * 26)


def test_what_follows_from_a_code_does_not_tell_the_rest() -> None:
    mine, other = Receipt("A" * 26), Receipt("A" * 25 + "B")
    parts = [mine.waiting, bytes.fromhex(mine.mailbox), mine.private_key]
    assert not any(one[:16] == two[:16] for one in parts for two in parts if one is not two)
    assert mine.waiting != other.waiting
    assert mine.mailbox != other.mailbox
    assert mine.private_key != other.private_key


@pytest.mark.parametrize(
    ("age", "state"),
    [
        (-1, TicketState.BAD),
        (0, TicketState.EARLY),
        (19, TicketState.EARLY),
        (20, TicketState.GOOD),
        (86_400, TicketState.GOOD),
        (86_401, TicketState.BAD),
    ],
)
def test_a_ticket_is_good_from_20_seconds_to_24_hours(age: int, state: TicketState) -> None:
    made = rules.ticket(KEY, NONCE, NOW)
    assert rules.ticket_state(KEY, made, NOW + timedelta(seconds=age)) is state


@pytest.mark.parametrize(
    "change", [str.lower, lambda t: t[:-8], lambda t: t + "AAAA", lambda t: "é"]
)
def test_a_ticket_of_another_key_or_changed_is_bad(change: object) -> None:
    made, later = rules.ticket(KEY, NONCE, NOW), NOW + timedelta(minutes=1)
    assert rules.ticket_state(b"x" * 32, made, later) is TicketState.BAD
    assert rules.ticket_state(KEY, change(made), later) is TicketState.BAD  # type: ignore[operator]
    assert rules.ticket_state(KEY, made, later) is TicketState.GOOD


def test_the_same_form_gives_the_same_code_and_other_words_another() -> None:
    made = rules.ticket(KEY, NONCE, NOW)
    seed = rules.seed(KEY, made, WORDS)
    assert rules.seed(KEY, made, dict(reversed(WORDS.items()))) == seed
    assert rules.seed(KEY, made, WORDS | {"when": "then"}) != seed
    assert rules.seed(b"x" * 32, made, WORDS) != seed
    assert len({seed.id, seed.salt, seed.key.hex(), seed.receipt.code}) == 4


@pytest.mark.parametrize(
    ("length", "size"),
    [(0, 4096), (4096, 4096), (4097, 16384), (16385, 65536), (65536, 65536), (65537, 131072)],
)
def test_sizes_are_few(length: int, size: int) -> None:
    assert len(boxes.padded(b"a" * length)) == size


def test_a_box_opens_for_its_key_and_purpose_alone() -> None:
    private, other = b"p" * 32, b"q" * 32
    box = boxes.seal(boxes.public_key(private), b"words", rules.TO_OFFICERS)
    for key, sealed, purpose in (
        (other, box, rules.TO_OFFICERS),
        (private, box, rules.TO_REPORTER),
        (private, box[:-1], rules.TO_OFFICERS),
        (private, b"", rules.TO_OFFICERS),
    ):
        with pytest.raises(CannotOpenError):
            boxes.unseal(key, sealed, purpose)
    assert boxes.unseal(private, box, rules.TO_OFFICERS) == b"words"
    assert box != boxes.seal(boxes.public_key(private), b"words", rules.TO_OFFICERS)


def test_a_message_holds_the_mailbox_and_never_the_code() -> None:
    seed = rules.seed(KEY, "", WORDS)
    mine = seed.receipt
    for plain in (rules.report(seed, WORDS), rules.message(seed, Kind.AGAIN, mine, "No.")):
        assert json.loads(plain)["mailbox"] == mine.mailbox
        assert mine.code.encode() not in plain
        assert mine.private_key.hex().encode() not in plain
