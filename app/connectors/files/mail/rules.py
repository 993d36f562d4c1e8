"""What a message says of itself, and whether it mentions somebody: pure."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parsedate_to_datetime
from hashlib import sha256

from app.connectors.files.rules import Sought
from app.connectors.schemas import Document, DocumentKind
from app.core.language import gettext as _
from app.core.text import HIDDEN

LONGEST = 200
_END = re.compile(rb"\r?\n\r?\n")
Parsed = Message


def parsed(raw: bytes) -> Parsed:
    """A message (RFC 5322). Whatever is wrong with it, its text is found; ValueError if not."""
    try:
        return message_from_bytes(raw)
    except Exception as broken:  # the parser raises what it likes on hostile input
        raise ValueError from broken


def mentions(message: Parsed, sought: Sought) -> bool:
    """Whether she takes part in it or is mentioned: in a header, in text, or in a file's name.

    Files that are attached are not opened, but for messages and text. ValueError if its parts
    cannot be told.
    """
    try:
        return any(
            sought.is_in_page(text) if is_page else sought.is_in(text)
            for text, is_page in _texts(message)
        )
    except Exception as broken:  # as in parsed
        raise ValueError from broken


def _texts(message: Parsed) -> Iterator[tuple[str, bool]]:
    for part in message.walk():
        yield "\n".join(_decoded(value) for value in part.values()), False
        yield _attempt(part.get_filename), False
        if part.get_content_maintype() == "text":
            yield _text(part), part.get_content_subtype() == "html"


def _attempt(get: object) -> str:
    try:
        return str(get() or "") if callable(get) else ""
    except Exception:  # as in parsed
        return ""


def _decoded(value: object) -> str:
    """A header's value with its encoded words (RFC 2047) decoded, or as it is."""
    text = str(value).encode(errors="surrogateescape").decode(errors="replace")
    if "=?" not in text:
        return text
    try:
        return text + "\n" + str(make_header(decode_header(text)))
    except Exception:  # as in parsed
        return text


def _text(part: Parsed) -> str:
    payload = part.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else b""
    for charset in (_attempt(part.get_content_charset), "utf-8", "windows-1252"):
        try:
            return raw.decode(charset)
        except (LookupError, ValueError):
            continue
    return raw.decode("latin-1")


def moment(message: Parsed) -> datetime | None:
    """The message's own Date, in UTC. None: it has none that can be read."""
    try:
        found = parsedate_to_datetime(str(message.get("Date", "")))
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except Exception:  # as in parsed
        return None


def document(raw: bytes, message: Parsed | None) -> Document:
    """The message as it is in the mailbox."""
    subject = _line(message, "Subject") or _("A message without a subject")
    return Document(
        key=_key(raw, message),
        kind=DocumentKind.MAIL,
        title=subject,
        media_type="message/rfc822",
        content=raw,
        at=None if message is None else moment(message),
        author=_line(message, "From"),
    )


def _key(raw: bytes, message: Parsed | None) -> str:
    """The Message-ID with a digest of what the message says; without one, its digest.

    The digest leaves out the headers that a mailbox or a way to it adds, and tells messages apart
    that were given the same Message-ID.
    """
    said = [_END.split(raw, maxsplit=1)[-1]]
    if message is not None:
        said += [_decoded(message.get(name, "")).encode() for name in ("From", "Date", "Subject")]
    digest = sha256(b"\0".join(said)).hexdigest()
    own = "" if message is None else _decoded(message.get("Message-ID", "")).strip()
    if not own or len(own) > LONGEST or not own.isprintable():
        return digest
    return f"{own} {digest[:16]}"


def _line(message: Parsed | None, name: str) -> str:
    """A header in one line of at most 200 characters."""
    found = "" if message is None else _decoded(message.get(name, "")).rpartition("\n")[2]
    return " ".join(HIDDEN.sub("\ufffd", found).split())[:LONGEST]
