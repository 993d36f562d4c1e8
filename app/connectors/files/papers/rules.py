"""The text of a document, and what of it has none: pure."""

from dataclasses import dataclass

from app.core.language import gettext as _
from app.core.papers import reading
from app.core.papers.reading import UnreadableError

MOST_NAMED = 20
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


@dataclass(frozen=True)
class Read:
    """What can be searched; ``unread`` is a sentence with ``%(name)s`` on what cannot."""

    text: str = ""
    media_type: str = ""
    unread: str = ""


def read(content: bytes) -> Read:
    """A PDF or a text, whichever it is."""
    if b"%PDF-" in content[:1024]:
        return _pdf(content)
    return _text(content)


def _text(content: bytes) -> Read:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            charset = encoding.removesuffix("-sig")
            return Read(content.decode(encoding, "replace"), f"text/plain; charset={charset}")
    if b"\0" in content:
        return Read(unread=_("“%(name)s” is neither PDF nor text and was not searched."))
    try:
        return Read(content.decode(), "text/plain; charset=utf-8")
    except UnicodeDecodeError:
        text = content.decode("windows-1252", "replace")
        return Read(text, "text/plain; charset=windows-1252")


def _pdf(content: bytes) -> Read:
    kind = "application/pdf"
    try:
        found = reading.read(content)
    except UnreadableError:
        return Read("", kind, _("“%(name)s” is broken and was not searched."))
    if found.locked:
        return Read("", kind, _("“%(name)s” is locked with a password and was not searched."))
    more = found.count > len(found.pages)
    return Read("\n".join(found.pages), kind, _unread(found.pages, more=more))


def _unread(pages: list[str], *, more: bool) -> str:
    empty = [str(number) for number, page in enumerate(pages, start=1) if not page.strip()]
    if len(empty) == len(pages):
        return _("“%(name)s” has no text: it may be scanned, and was not searched.")
    if more:
        return _("“%(name)s” has more than 500 pages: only the first were searched.")
    if not empty:
        return ""
    numbers = ", ".join(empty[:MOST_NAMED]) + (" …" if len(empty) > MOST_NAMED else "")
    words = _("Pages of “%(name)s” without text were not searched: PAGES.")
    return words.replace("PAGES", numbers)
