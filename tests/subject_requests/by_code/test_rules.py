"""A code is read however it was typed, and opens nothing for ever."""

import re
from datetime import UTC, date, datetime, timedelta
from math import log2

import pytest

from app.core.references import ALPHABET, code
from app.subject_requests.by_code import rules


def test_a_code_has_more_than_80_bits_in_groups_that_can_be_typed() -> None:
    assert rules.GROUPS * rules.LETTERS * log2(len(ALPHABET)) > 99
    shown = rules.grouped(code(rules.GROUPS * rules.LETTERS))
    assert re.fullmatch(r"(?:[2-9A-HJKMNP-Z]{5}-){3}[2-9A-HJKMNP-Z]{5}", shown)


@pytest.mark.parametrize(
    "typed",
    ["k7m2x9qrdt", " K7M2X – 9QRDT ", "K7M2X\u20119QRDT", "k7m2x.9qrdt\n", "K7 M2 X9 QR DT"],
)
def test_it_is_read_however_it_was_typed(typed: str) -> None:
    assert rules.plain(typed) == "K7M2X9QRDT"
    assert rules.digest(typed) == rules.digest("K7M2X-9QRDT") != rules.digest("K7M2X-9QRDU")


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("testclient", "testclient"),
    ],
)
def test_of_an_address_what_one_connection_is_given_counts(address: str, counted: str) -> None:
    assert rules.whose(address) == counted


def test_a_page_is_open_for_half_an_hour() -> None:
    at = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
    assert rules.is_open(at, at) and rules.is_open(at, at + timedelta(minutes=30))
    assert not rules.is_open(at, at + timedelta(minutes=30, seconds=1))
    assert not rules.is_open(at, at - timedelta(minutes=2))


def test_a_code_opens_its_request_until_90_days_after_its_end() -> None:
    ended = date(2026, 6, 1)
    assert rules.still_opens(None, ended)
    assert rules.still_opens(ended, ended + timedelta(days=90))
    assert not rules.still_opens(ended, ended + timedelta(days=91))
