"""HTML as plain text, with all that is hidden in it: comments, unseen elements, addresses."""

import re
from dataclasses import dataclass, field
from html import unescape

_BLOCKS = """
address article aside blockquote body br caption center dd details dialog div dl dt fieldset
figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hr html legend li main menu nav
ol option p pre section select summary table tbody textarea tfoot thead title tr ul
"""
BLOCKS = frozenset(_BLOCKS.split())
APART = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "p", "table", "ul", "ol", "blockquote"})
CELLS = frozenset({"td", "th"})
UNREAD = frozenset({"script", "style"})
SHOWN = ("alt", "title", "aria-label", "placeholder", "value")
TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9:-]{0,40})((?:[^\"'>]|\"[^\"]*\"|'[^']*')*+)>")
ATTRIBUTE = re.compile(
    r"([a-zA-Z:-]{1,30})\s{0,9}=\s{0,9}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]{1,2000}))"
)
CONDITION = re.compile(r"^\s*\[if [^\]]{0,200}\]>|<!\[endif\]\s*$")
BLANKS = re.compile(r"[ \t\r\n\f\xa0]+")
CLOSED = {name: re.compile(f"</{name}", re.IGNORECASE) for name in UNREAD}
NESTED = 3
BROKEN = 100  # tags without an end that are looked at; a page with more is no page


@dataclass
class _Page:
    """What was found so far, and what is known not to come any more."""

    said: list[str] = field(default_factory=list)
    absent: set[str] = field(default_factory=set)
    broken: int = 0

    def say(self, text: str) -> None:
        self.said.append(BLANKS.sub(" ", unescape(text)))

    def after(self, html: str, mark: str, start: int) -> int:
        """Where a mark stands next, -1: nowhere; nothing is looked for twice in vain."""
        if mark in self.absent:
            return -1
        found = html.find(mark, start)
        if found < 0:
            self.absent.add(mark)
        return found


def plain(html: str, nested: int = 0) -> str:
    """The words of a page in their order; no markup of any kind makes it fail or linger."""
    page, place = _Page(), 0
    while (opened := page.after(html, "<", place)) >= 0:
        page.say(html[place:opened])
        place = _markup(page, html, opened, nested)
    page.say(html[place:])
    text = "".join(page.said)
    text = "\n".join(" ".join(line.split()) for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _markup(page: _Page, html: str, opened: int, nested: int) -> int:
    """Take in what stands at a “<”; gives the place behind it."""
    if html.startswith("<!--", opened):
        closed = page.after(html, "-->", opened + 4)
        inner = html[opened + 4 : closed if closed >= 0 else len(html)]
        hidden = plain(CONDITION.sub("", inner), nested + 1) if nested < NESTED else inner
        page.said.append(f"\n{hidden}\n" if hidden else "")
        return closed + 3 if closed >= 0 else len(html)
    following = html[opened + 1 : opened + 2]
    if following in {"!", "?"}:
        closed = page.after(html, ">", opened)
        return closed + 1 if closed >= 0 else len(html)
    possible = page.broken < BROKEN and page.after(html, ">", opened) >= 0
    tag = TAG.match(html, opened) if possible else None
    if tag is None:
        page.broken += following.isalpha()
        page.said.append("<")
        return opened + 1
    return _element(page, html, tag)


def _element(page: _Page, html: str, tag: re.Match[str]) -> int:
    name, closing = tag[1].lower(), tag[0].startswith("</")
    if name in UNREAD and not closing:
        return _behind(page, html, name, tag.end())
    if name in CELLS:
        page.said.append(" " if closing else "")
    elif name in BLOCKS:
        page.said.append("\n\n" if name in APART else "\n")
        if name == "li" and not closing:
            page.said.append("- ")
    for said in () if closing else _attributes(tag[2]):
        page.say(f" [{said}] ")
    return tag.end()


def _behind(page: _Page, html: str, name: str, start: int) -> int:
    """Where an element that nobody reads ends; one without an end hides nothing."""
    closed = None if name in page.absent else CLOSED[name].search(html, start)
    if closed is None:
        page.absent.add(name)
        return start
    return closed.start()


def _attributes(inside: str) -> list[str]:
    """What an element says without text of its own: the words for a picture, where a link leads."""
    found = []
    for said, double, single, bare in ATTRIBUTE.findall(inside):
        value, name = (double or single or bare).strip(), said.lower()
        if not value:
            continue
        if name in SHOWN or (name == "href" and re.match(r"(?i)(mailto|tel|https?):", value)):
            found.append(value)
    return found
