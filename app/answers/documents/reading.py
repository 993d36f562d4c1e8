"""Reads any document of a source, and never fails at one."""

from dataclasses import replace
from email.message import Message

from app.answers.documents import mail, markup, pdfs, records, rules
from app.answers.documents.schemas import Reading
from app.connectors.schemas import Document, DocumentKind
from app.core.language import gettext as _
from app.core.language import ngettext

LARGEST = 64 << 20
DEEPEST, MOST = 8, 300  # messages within messages; documents of one


def read(document: Document) -> Reading:
    """What an officer reads of a document, the same for the same bytes; it never raises."""
    if len(document.content) > LARGEST:
        return Reading(_head(document), unreadable=_("It is larger than 64 MiB."))
    try:
        return _bounded(READERS[document.kind](document))
    except Exception:  # a parser of other people's files may raise anything
        return Reading(_head(document), unreadable=_("It is broken and cannot be read."))


def read_all(document: Document) -> list[tuple[Document, Reading]]:
    """A document and all that is attached to it, each with its reading, parents first.

    What is attached has its parents' participants beside its own.
    """
    found: list[tuple[Document, Reading]] = []
    waiting: list[tuple[Document, tuple[str, ...], int]] = [(document, (), 0)]
    while waiting:
        each, before, depth = waiting.pop(0)
        reading = read(each)
        everybody = tuple(dict.fromkeys((*before, *reading.participants)))
        going_on = depth < DEEPEST and len(found) + len(waiting) + len(reading.attachments) < MOST
        if going_on:
            waiting += [(inner, everybody, depth + 1) for inner in reading.attachments]
        elif reading.attachments:
            reading = replace(reading, unreadable=_left_out(reading))
        found.append((each, replace(reading, participants=everybody)))
    return found


def _left_out(reading: Reading) -> str:
    number = len(reading.attachments)
    said = ngettext(
        "%(number)s attachment was not opened.", "%(number)s attachments were not opened.", number
    )
    return f"{reading.unreadable} {said % {'number': number}}".strip()


def _bounded(reading: Reading) -> Reading:
    """With nothing invisible, whatever it was put together from, and no longer than fits."""
    text, unreadable = rules.seen(reading.text), rules.one_line(reading.unreadable)
    if len(text) > rules.LONGEST:
        text = text[: rules.LONGEST].rstrip()
        said = _("Only its first two million characters are shown.")
        unreadable = f"{unreadable} {said}".strip()
    return replace(reading, text=text, unreadable=unreadable)


def _head(document: Document) -> str:
    """The lines that a document without a head of its own begins with."""
    lines = [f"{_('Title')}: {rules.one_line(document.title)}"]
    if author := rules.one_line(document.author):
        lines.append(f"{_('From')}: {author}")
    if document.at is not None:
        lines.append(f"{_('Date')}: {document.at:%Y-%m-%d %H:%M}")
    return "\n".join(lines)


def _whole(document: Document, body: str, unreadable: str = "") -> Reading:
    author = rules.one_line(document.author)
    text = "\n\n".join(part for part in (_head(document), body) if part)
    return Reading(text, (author,) if author else (), unreadable=unreadable)


def _pdf(document: Document) -> Reading:
    texts, inside, unreadable = pdfs.pages(document.content)
    numbered = [
        _("Page %(number)s") % {"number": number} + f"\n\n{text}"
        for number, text in enumerate(texts, 1)
        if text
    ]
    numbered += [_("File inside, not shown: %(name)s") % {"name": name} for name in inside]
    return _whole(document, "\n\n".join(numbered), " ".join(unreadable))


def _text(document: Document) -> Reading:
    claimed = Message()
    claimed["Content-Type"] = document.media_type.replace("\n", " ").replace("\r", " ")
    charset = claimed.get_content_charset("") if document.media_type else ""
    text = rules.decoded(document.content, charset)
    if not rules.is_text(text):
        return _whole(document, "", _("It is not text that people read."))
    if claimed.get_content_type() == "text/html":
        text = markup.plain(text)
    return _whole(document, rules.seen(text[: 2 * rules.LONGEST]))


def _mail(document: Document) -> Reading:
    try:
        return mail.read(document)
    except Exception:  # the standard library's parser raises whatever it stumbles over
        reading = _text(document)
        said = _("It is not a message that can be taken apart: it is shown as text.")
        return replace(reading, unreadable=reading.unreadable or said)


def _record(document: Document) -> Reading:
    try:
        return _whole(document, records.lines(document.content, document.titles))
    except (ValueError, RecursionError):
        reading = _text(document)
        said = _("It is not a record as its source promised: it is shown as text.")
        return replace(reading, unreadable=reading.unreadable or said)


READERS = {
    DocumentKind.MAIL: _mail,
    DocumentKind.PDF: _pdf,
    DocumentKind.TEXT: _text,
    DocumentKind.RECORD: _record,
}
