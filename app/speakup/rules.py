"""Codes, tickets and boxes of the speak-up origin, as values (SECURITY: Anonymous concerns).

A code is all that its holder needs: by one hash of it her words are found while they wait, by
another her answers once they are released, and only with it can anybody tell that the two
belong together. The key that opens the answers is derived from it too.
"""

import base64
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.core.crypto import boxes

CODE = 26  # letters of base32 (RFC 4648): 130 bits
GROUP = 4
KEY = 16  # bytes by which a box lies in the spool
MOST = boxes.SIZES[-1]  # bytes that a report may have
TICKET_FROM, TICKET_FOR = timedelta(seconds=20), timedelta(hours=24)
AGAIN_FOR = timedelta(minutes=10)  # that loading a page again shows its code again
AT_MOST = 20  # reports and messages taken in a minute, from everybody together
CHECKS_AT_ONCE = 16  # codes looked up at the same moment; nobody guesses 130 bits
TO_OFFICERS, TO_REPORTER = b"daylight speak-up to officers", b"daylight speak-up to reporter"
_MISREAD = str.maketrans({"0": "O", "1": "I", "8": "B", " ": "", "-": ""})
_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")


class Kind(StrEnum):
    """What is in a box: a report, a message to it, or “not happy with the answer”."""

    REPORT = "report"
    MESSAGE = "message"
    AGAIN = "again"


class TicketState(StrEnum):
    """What a form's ticket is worth now."""

    GOOD = "good"
    EARLY = "early"
    BAD = "bad"


@dataclass(frozen=True)
class Receipt:
    """What follows from a code. Nothing of it is kept with any other part of it but in a box."""

    code: str

    @property
    def shown(self) -> str:
        """In groups, as it is read aloud or copied by hand."""
        return "-".join(self.code[at : at + GROUP] for at in range(0, CODE, GROUP))

    @property
    def waiting(self) -> bytes:
        """Under which the report lies in the spool."""
        return self._hash("waiting")[:KEY]

    @property
    def mailbox(self) -> str:
        """Under which the concern, and its answers on the board, are found."""
        return self._hash("mailbox").hex()

    @property
    def private_key(self) -> bytes:
        """Opens the answers."""
        info = b"daylight speak-up answers"
        return HKDF(SHA256(), boxes.KEY, salt=None, info=info).derive(self.code.encode())

    def _hash(self, use: str) -> bytes:
        return sha256(f"daylight speak-up {use}\0{self.code}".encode()).digest()


def receipt(typed: str) -> Receipt | None:
    """Of a code as somebody typed it: any case, spaces and dashes; None if it can be none."""
    code = typed.upper().translate(_MISREAD)
    return Receipt(code) if len(code) == CODE and set(code) <= _LETTERS else None


@dataclass(frozen=True)
class Seed:
    """What becomes of one form with exactly these words: the same again if it is sent again."""

    secret: bytes

    @property
    def receipt(self) -> Receipt:
        return Receipt(base64.b32encode(self._derived("code")).decode()[:CODE])

    @property
    def id(self) -> str:
        """By which the portal knows a box that it has had, 32 hexadecimal digits."""
        return self._derived("id")[:16].hex()

    @property
    def key(self) -> bytes:
        """Under which a message lies in the spool."""
        return self._derived("key")[:KEY]

    @property
    def digest(self) -> bytes:
        """By which the same is known again, and from which nothing of it follows."""
        return sha256(self.secret).digest()

    @property
    def salt(self) -> str:
        return self._derived("salt").hex()

    def _derived(self, use: str) -> bytes:
        return hmac.digest(self.secret, use.encode(), "sha256")


def ticket(key: bytes, nonce: bytes, at: datetime) -> str:
    """What a form carries: 16 random bytes and the second it was shown in, signed."""
    said = nonce + int(at.timestamp()).to_bytes(8)
    return base64.urlsafe_b64encode(said + hmac.digest(key, b"ticket" + said, "sha256")).decode()


def ticket_state(key: bytes, text: str, now: datetime) -> TicketState:
    """Good from 20 seconds to 24 hours after it was shown."""
    try:
        raw = base64.b64decode(text.encode(), altchars=b"-_", validate=True)
    except ValueError:
        return TicketState.BAD
    said, signature = raw[:24], raw[24:]
    if not hmac.compare_digest(hmac.digest(key, b"ticket" + said, "sha256"), signature):
        return TicketState.BAD
    age = now.timestamp() - int.from_bytes(said[16:])
    if not 0 <= age <= TICKET_FOR.total_seconds():
        return TicketState.BAD
    return TicketState.GOOD if age >= TICKET_FROM.total_seconds() else TicketState.EARLY


def seed(key: bytes, ticket_text: str, words: Mapping[str, str]) -> Seed:
    """Keyed, so that nobody who reads the words finds the code."""
    said = json.dumps([ticket_text, dict(words)], sort_keys=True, ensure_ascii=False).encode()
    return Seed(hmac.digest(key, b"seed" + said, "sha256"))


def report(of: Seed, words: Mapping[str, str]) -> bytes:
    """What is sealed of a report; longer than ``MOST`` if there are too many words."""
    mine = of.receipt
    public = boxes.public_key(mine.private_key).hex()
    return _content(of, Kind.REPORT, mine, {**words, "answers": public})


def message(of: Seed, kind: Kind, mine: Receipt, text: str) -> bytes:
    """What is sealed of a message to a report."""
    return _content(of, kind, mine, {"text": text})


def letter(plain: bytes) -> dict[str, Any]:
    """What hangs on the board for somebody, its days as days."""
    said: dict[str, Any] = json.loads(plain)
    for name in ("received_on", "acknowledged_on", "due"):
        said[name] = said[name] and date.fromisoformat(said[name])
    for line in said["lines"]:
        line["on"] = date.fromisoformat(line["on"])
    return said


def _content(of: Seed, kind: Kind, mine: Receipt, words: Mapping[str, str]) -> bytes:
    said = {"id": of.id, "kind": kind, "mailbox": mine.mailbox, "salt": of.salt, **words}
    return json.dumps(said, ensure_ascii=False).encode()
