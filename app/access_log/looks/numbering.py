"""An entry's reference for one reader: nothing about the log can be counted from it (MON-9).

The log's own numbers are dense over everybody. A reader sees a permutation of them under a
key of her own instead, eight letters that can be read aloud, so that neither gaps nor the
pace of the log show, and another person's reference leads nowhere.
"""

import hashlib
import hmac
from collections.abc import Iterable
from functools import lru_cache

from app.core.references import ALPHABET
from app.core.secrets import derive

_LENGTH = 8
_NUMBERS = len(ALPHABET) ** _LENGTH  # a little under 2^40
_HALF = 20
_MASK = (1 << _HALF) - 1
_ROUNDS = range(8)


def reference(seq: int, subject: str) -> str:
    """“K7M29XQD” for entry ``seq`` as the subject (an employee id) knows it."""
    return _spelled(seq, subject, derive("entry reference"))


@lru_cache(maxsize=1024)  # whoever reads a page comes back to it from an entry
def _spelled(seq: int, subject: str, key: bytes) -> str:
    number = _walk(seq, subject, key, _ROUNDS)
    letters = []
    for _place in range(_LENGTH):
        number, letter = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[letter])
    return "".join(reversed(letters))


def number(reference_: str, subject: str) -> int | None:
    """The entry a reference of this subject stands for; None if it is not spelled like one."""
    if len(reference_) != _LENGTH or any(letter not in ALPHABET for letter in reference_):
        return None
    value = 0
    for letter in reference_:
        value = value * len(ALPHABET) + ALPHABET.index(letter)
    return _walk(value, subject, derive("entry reference"), reversed(_ROUNDS), back=True)


def _walk(
    value: int, subject: str, key: bytes, rounds: Iterable[int], *, back: bool = False
) -> int:
    """A permutation of 40 bits, applied until it lands among the numbers that have a spelling."""
    order = list(rounds)
    while True:
        value = _feistel(value, key, subject.encode(), order, back=back)
        if value < _NUMBERS:
            return value


def _feistel(value: int, key: bytes, subject: bytes, order: list[int], *, back: bool) -> int:
    left, right = value >> _HALF, value & _MASK
    if back:
        left, right = right, left
    for turn in order:
        message = bytes([turn]) + right.to_bytes(3, "big") + subject
        mixed = int.from_bytes(hmac.digest(key, message, hashlib.sha256)[:3], "big") & _MASK
        left, right = right, left ^ mixed
    if back:
        left, right = right, left
    return left << _HALF | right
