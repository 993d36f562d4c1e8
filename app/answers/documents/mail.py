"""A message taken apart: head, words, attachments (RFC 5322, 2045 to 2047, 2231)."""

import re
from base64 import b64decode
from binascii import a2b_qp
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from email import message_from_bytes
from email.message import Message
from email.utils import collapse_rfc2231_value, getaddresses, parsedate_to_datetime

from app.answers.documents import markup, rules
from app.answers.documents.schemas import Reading
from app.connectors.schemas import Document, DocumentKind
from app.core.language import gettext as _
from app.core.language import ngettext

SHOWN = ("From", "Sender", "Reply-To", "To", "Cc", "Bcc", "Date", "Subject")
PEOPLE = ("From", "Sender", "Reply-To", "To", "Cc", "Bcc")
LONGEST_HEADER = 100_000
PARTS, WORK = 500, 30_000_000  # parts of a message; boundaries times lines, what parsing costs
MOST_ATTACHED = 100
BY_TYPE = {
    "application/pdf": DocumentKind.PDF,
    "message/rfc822": DocumentKind.MAIL,
    "application/json": DocumentKind.TEXT,
    "application/xml": DocumentKind.TEXT,
}
BY_NAME = {
    ".pdf": DocumentKind.PDF,
    ".eml": DocumentKind.MAIL,
    ".txt": DocumentKind.TEXT,
    ".csv": DocumentKind.TEXT,
    ".ics": DocumentKind.TEXT,
    ".htm": DocumentKind.TEXT,
    ".html": DocumentKind.TEXT,
}
FOLDED = re.compile(r"\r?\n(?=[ \t])")
ENCODED = re.compile(r"=\?([\w.:-]{1,60})(?:\*[\w-]{1,20})?\?([bBqQ])\?([^?]*)\?=")
WORD = re.compile(r"[^\W_]{2,}")


@dataclass
class _Found:
    """What the parts of a message gave, in their order."""

    words: list[str] = field(default_factory=list)
    attached: list[Document] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)


def read(document: Document) -> Reading:
    """The message as its reader saw it, and what was attached to it.

    May raise whatever the standard library's parser raises for a message that is none.
    """
    content = document.content
    if content.count(b"\n") * len(re.findall(rb"(?i)boundary\s*=", content)) > WORK:
        raise ValueError(_("It has too many parts."))
    message = message_from_bytes(content)
    if not any(header(message, name) for name in SHOWN):
        raise ValueError(_("It has no head."))
    found = _Found()
    for number, part in enumerate(_parts(message)):
        if number == PARTS:
            found.closed.append(_("everything after part %(number)s") % {"number": PARTS})
            break
        _take(part, found, document)
    body = "\n\n".join(each for each in found.words if each)
    listed = [_("Attachment: %(name)s") % {"name": each.title} for each in found.attached]
    listed += [_("Attachment, not shown: %(name)s") % {"name": each} for each in found.closed]
    text = "\n\n".join(p for p in (_head(message, document), body, "\n".join(listed)) if p)
    return Reading(text, _participants(message), tuple(found.attached), _closed(found))


def _closed(found: _Found) -> str:
    """How many; their names stand in the text only, where they can be covered."""
    number = len(found.closed)
    if not number:
        return ""
    return ngettext(
        "%(number)s attachment cannot be shown.", "%(number)s attachments cannot be shown.", number
    ) % {"number": number}


def _parts(message: Message) -> Iterator[Message]:
    """What stands in the message itself, of alternatives the plain one first.

    The formatted alternative follows where it says what the plain one does not.
    """
    if not message.is_multipart() or message.get_content_type() == "message/rfc822":
        yield message
        return
    parts = [part for part in message.get_payload() if isinstance(part, Message)]
    if message.get_content_type() != "multipart/alternative":
        for part in parts:
            yield from _parts(part)
        return
    known: set[str] = set()
    for part in sorted(parts, key=lambda each: each.get_content_type() != "text/plain"):
        for leaf in _parts(part):
            said = set(WORD.findall(_words(leaf).casefold())) if _is_words(leaf) else None
            if said is None or len(said - known) > 0.1 * len(said):
                yield leaf
            known |= said or set()


def _is_words(part: Message) -> bool:
    """Whether the part is read in its place and not attached."""
    inline = part.get_content_disposition() != "attachment" and not _name(part)
    return inline and part.get_content_type() in {"text/plain", "text/html"}


def _payload(part: Message) -> bytes:
    """A part's bytes, decoded from base64 or quoted-printable."""
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _words(part: Message) -> str:
    charset = part.get_param("charset", "")
    name = charset if isinstance(charset, str) else collapse_rfc2231_value(charset)
    text = rules.decoded(_payload(part), name)
    said = markup.plain(text) if part.get_content_type() == "text/html" else text
    return said[: 2 * rules.LONGEST]


def _take(part: Message, found: _Found, parent: Document) -> None:
    if _is_words(part):
        words = rules.seen(_words(part))
        if rules.is_text(words):
            found.words.append(words)
            return
    content, kind = _content(part), _kind(part)
    named = _name(part) or _("without a name")
    if kind is None or len(found.attached) >= MOST_ATTACHED:
        found.closed.append(f"{named} ({part.get_content_type()})")
        return
    found.attached.append(
        replace(
            parent,
            key=f"{parent.key}/{len(found.attached) + 1}",
            kind=kind,
            title=_title(part) or named,
            media_type=str(part.get("content-type") or part.get_content_type())[:200],
            content=content,
        )
    )


def _title(part: Message) -> str:
    """An attached message is called what its subject says."""
    inner = part.get_payload()
    first = inner[0] if isinstance(inner, list) and inner else None
    if part.get_content_type() == "message/rfc822" and isinstance(first, Message):
        return _name(part) or header(first, "Subject")
    return _name(part)


def _content(part: Message) -> bytes:
    inner = part.get_payload()
    if isinstance(inner, list):
        return b"\n".join(each.as_bytes() for each in inner if isinstance(each, Message))
    return _payload(part)


def _kind(part: Message) -> DocumentKind | None:
    """What can be read of an attachment: by its type, its name, its first bytes."""
    media, name = part.get_content_type(), _name(part).lower()
    if (kind := BY_TYPE.get(media)) is not None:
        return kind
    if media.startswith("text/"):
        return DocumentKind.TEXT
    if _payload(part)[:1024].lstrip().startswith(b"%PDF-"):
        return DocumentKind.PDF
    ending = re.search(r"\.\w{1,5}$", name)
    return BY_NAME.get(ending[0]) if ending else None


def _name(part: Message) -> str:
    return rules.one_line(words_of(part.get_filename("") or ""))[:200]


def header(message: Message, name: str) -> str:
    """All headers of a name in one line, decoded; "" if there is none."""
    values = [str(v) for n, v in message.raw_items() if n.lower() == name.lower()]
    return ", ".join(filter(None, (rules.one_line(words_of(each)) for each in values)))


def words_of(value: str) -> str:
    """The value of a header: unfolded, with its encoded words and stray bytes decoded."""
    value = FOLDED.sub("", value[:LONGEST_HEADER])
    said: list[str] = []
    place, charset, coded = 0, "", b""
    for match in ENCODED.finditer(value):
        between = value[place : match.start()]
        going_on = coded and not between.strip() and match[1].casefold() == charset
        if not going_on:
            said.append(rules.decoded(coded, charset))
            said.append("" if coded and not between.strip() else _raw(between))
            charset, coded = match[1].casefold(), b""
        coded += _bytes_of(match[2], match[3])
        place = match.end()
    return "".join([*said, rules.decoded(coded, charset), _raw(value[place:])])


def _raw(value: str) -> str:
    """What stands in a header as it is, which may be bytes of any charset."""
    return rules.decoded(value.encode("utf-8", "surrogateescape"))


def _bytes_of(coding: str, word: str) -> bytes:
    """What is in an encoded word (RFC 2047): base64, or quoted-printable with “_” for a space."""
    raw = word.encode("utf-8", "surrogateescape")
    if coding in "qQ":
        return a2b_qp(raw, header=True)
    try:
        return b64decode(raw + b"==")
    except ValueError:
        return raw


def _head(message: Message, document: Document) -> str:
    lines = []
    for name in SHOWN:
        if value := header(message, name):
            lines.append(f"{name}: {_date(value) if name == 'Date' else value}")
    if not any(line.startswith("Subject: ") for line in lines):
        lines.append(f"Subject: {rules.one_line(document.title)}")
    return "\n".join(lines)


def _date(value: str) -> str:
    """A date of RFC 5322 in the order of a calendar, as it was written if it is none."""
    try:
        at: datetime = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return value
    return f"{at:%Y-%m-%d %H:%M} {at:%z}".strip()


def _participants(message: Message) -> tuple[str, ...]:
    """Each person of the head once, “Name <address>” or one of the two."""
    wanted = {name.casefold() for name in PEOPLE}
    values = [
        FOLDED.sub("", str(value)[:LONGEST_HEADER])
        for name, value in message.raw_items()
        if name.casefold() in wanted
    ]
    found: dict[str, None] = {}
    for value in values:
        for said, where in getaddresses([value]):
            person, address = rules.one_line(words_of(said)), rules.one_line(words_of(where))
            whole = f"{person} <{address}>" if person and address else person or address
            found[whole] = None
    found.pop("", None)
    return tuple(found)
