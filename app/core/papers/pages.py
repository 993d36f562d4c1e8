"""A letter's words out of a small page, so that paper says what the portal says."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from app.core.papers.letters import Block, Heading, Listing, Notice, Paragraph, Table

_TEXTS = frozenset({"h1", "h2", "p", "li", "th", "td"})


@dataclass(frozen=True)
class Written:
    """What the page says: its ``h1``, and the blocks after it."""

    title: str
    blocks: tuple[Block, ...]


def read(page: str) -> Written:
    """The ``h1, h2, p, ul, ol`` and ``table`` of a page whose values are escaped.

    ``<p class="notice">`` is a notice; a table's first row is its header; a ``p`` in a cell or
    in a list begins a line. Everything else only holds text.
    """
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return Written(reader.title, tuple(reader.blocks))


@dataclass
class _Open:
    """A block that is being read: its tag, and the lines of each of its texts, row by row."""

    tag: str
    rows: list[list[str]] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title = ""
        self.blocks: list[Block] = []
        self._group: _Open | None = None
        self._text: str | None = None
        self._lines: list[str] = []
        self._notice = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"table", "ul", "ol"}:
            self._group = _Open(tag)
        elif self._text is not None and tag in {"p", "br"}:
            self._lines.append("")
        elif tag in _TEXTS:
            self._text, self._lines = tag, [""]
            self._notice = ("class", "notice") in attrs
        elif tag == "tr" and self._group:
            self._group.rows.append([])

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._lines[-1] += data

    def handle_endtag(self, tag: str) -> None:
        if self._group and tag == self._group.tag:
            self._close(self._group)
        elif tag == self._text:
            lines = (" ".join(line.split()) for line in self._lines)
            self._say(tag, "\n".join(line for line in lines if line))
            self._text = None

    def _say(self, tag: str, text: str) -> None:
        if self._group:
            if tag == "li" or not self._group.rows:
                self._group.rows.append([])
            self._group.rows[-1].append(text)
        elif tag == "h1":
            self.title = text
        elif tag == "h2":
            self.blocks.append(Heading(text))
        else:
            self.blocks.append(Notice(text) if self._notice else Paragraph(text))

    def _close(self, group: _Open) -> None:
        self._group = None
        if group.tag == "table":
            head, *rows = group.rows or [[]]
            self.blocks.append(Table(head, rows))
        else:
            items = [text for row in group.rows for text in row]
            self.blocks.append(Listing(items, numbered=group.tag == "ol"))
