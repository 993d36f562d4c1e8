"""The covered copy of a document, built anew from its text: what is covered is not in it."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape

from app.answers.documents.schemas import Covered
from app.core.language import gettext as _

HEAD_LINE = re.compile(r"[^\W\d_][^:\n]{0,40}: ")
APART = re.compile(r"\n{2,}")
STYLE = (
    "body{font:1rem/1.6 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;"
    "color:#1b1b1b;background:#fff}dt{font-weight:600}dd{margin:0 0 .5rem}"
    "p,dd{overflow-wrap:anywhere}.covered{background:#1b1b1b;color:#fff;padding:0 .3em}"
)


@dataclass(frozen=True)
class _Piece:
    """Words that are shown, or the reason of a passage that is not."""

    words: str
    covered: bool = False


def copy(
    text: str,
    covered: Iterable[Covered],
    *,
    heading: str,
    kind: str,
    note: str = "",
    language: str = "en",
) -> bytes:
    """One HTML file without scripts that shows a reading's text with its covered passages named.

    ``heading`` (“Document 12”) and ``kind`` (“Message”) are the caller's words and must name
    nobody: title and sender stand in the head of the text, where they can be covered. ``note``
    is one more sentence of that sort, such as what a reading calls unreadable.
    """
    pieces = _pieces(text, covered)
    head, body = _parted(pieces)
    facts = [(_("Kind"), escape(kind)), *head]
    listed = "".join(f"<dt>{escape(name)}</dt><dd>{value}</dd>" for name, value in facts)
    told = f"<p>{escape(note)}</p>" if note else ""
    return (
        f'<!doctype html>\n<html lang="{escape(language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(heading)}</title><style>{STYLE}</style></head>\n<body><main>"
        f"<h1>{escape(heading)}</h1>\n<dl>{listed}</dl>\n{told}{_paragraphs(body)}"
        "</main></body></html>\n"
    ).encode()


def plain(text: str, covered: Iterable[Covered]) -> str:
    """The same text for a table or JSON, each covered passage as its reason in brackets."""
    return "".join(
        _mark(each.words) if each.covered else each.words for each in _pieces(text, covered)
    )


def merged(text: str, covered: Iterable[Covered]) -> list[Covered]:
    """The passages as they are covered: whole words, in order, those that meet made one.

    Passages of one reason with nothing but spaces or signs between them become one, so that
    the number of words under it is not told; where reasons overlap, all are named.
    """
    found: list[Covered] = []
    for each in sorted(_widened(text, covered), key=lambda c: (c.start, c.end)):
        last = found[-1] if found else None
        if last and _meet(text, last, each):
            found[-1] = Covered(last.start, max(last.end, each.end), _both(last, each))
        else:
            found.append(each)
    return [_closed(text, each) for each in found]


def _closed(text: str, each: Covered) -> Covered:
    """With the bracket behind an address whose other bracket is covered too."""
    opened = text.rfind("<", each.start, each.end) > text.rfind(">", each.start, each.end)
    if opened and text[each.end : each.end + 1] == ">":
        return replace(each, end=each.end + 1)
    return each


def _meet(text: str, last: Covered, each: Covered) -> bool:
    if each.start <= last.end:
        return True
    between = text[last.end : each.start]
    return last.reason == each.reason and len(between) < 8 and not re.search(r"[\w\n]", between)


def _both(last: Covered, each: Covered) -> str:
    reasons = dict.fromkeys((*last.reason.split("; "), *each.reason.split("; ")))
    return "; ".join(reason for reason in reasons if reason)


def _widened(text: str, covered: Iterable[Covered]) -> Iterator[Covered]:
    """Each passage out to whole words: half a name or an accent alone would tell the rest."""
    for each in covered:
        start, end = max(0, each.start), min(len(text), each.end)
        if start >= end:
            continue
        while start > 0 and _one(text[start - 1], text[start]):
            start -= 1
        while end < len(text) and _one(text[end - 1], text[end]):
            end += 1
        yield Covered(start, end, each.reason)


def _one(before: str, after: str) -> bool:
    """Whether two characters belong together: a letter and its accent, the letters of a word."""
    if unicodedata.category(after)[0] == "M":
        return True
    return _in_word(before) and _in_word(after)


def _in_word(character: str) -> bool:
    """Letters and digits of scripts that put spaces between words."""
    code = ord(character)
    spaced = code < 0x0E00 or 0x10A0 <= code < 0x1780 or 0x1E00 <= code < 0x2E80
    return spaced and (character.isalnum() or character == "_" or _accent(character))


def _accent(character: str) -> bool:
    return unicodedata.category(character)[0] == "M"


def _pieces(text: str, covered: Iterable[Covered]) -> list[_Piece]:
    found, place = [], 0
    for each in merged(text, covered):
        found += [_Piece(text[place : each.start]), _Piece(each.reason, covered=True)]
        place = each.end
    return [*found, _Piece(text[place:])]


def _mark(reason: str) -> str:
    return _("[Covered: %(reason)s]") % {"reason": reason} if reason else _("[Covered]")


def _html(piece: _Piece) -> str:
    if piece.covered:
        return f'<span class="covered">{escape(_mark(piece.words))}</span>'
    return escape(piece.words)


def _split(pieces: Sequence[_Piece], at: re.Pattern[str]) -> list[list[_Piece]]:
    """The pieces in groups, parted where shown words have this; a covered passage is in one."""
    groups: list[list[_Piece]] = [[]]
    for piece in pieces:
        if piece.covered:
            groups[-1].append(piece)
            continue
        for number, words in enumerate(at.split(piece.words)):
            if number:
                groups.append([])
            if words:
                groups[-1].append(_Piece(words))
    return groups


def _parted(pieces: Sequence[_Piece]) -> tuple[list[tuple[str, str]], list[list[_Piece]]]:
    """The head as names and values, and the paragraphs after it; a head that is none is text."""
    first, *rest = _split(pieces, APART)
    lines = _split(first, re.compile("\n"))
    facts = []
    for line in lines:
        start = line[0] if line else _Piece("")
        label = None if start.covered else HEAD_LINE.match(start.words)
        if label is None:
            return [], [first, *rest]
        value = [_Piece(start.words[label.end() :]), *line[1:]]
        facts.append((label[0][:-2], "".join(map(_html, value))))
    return facts, rest


def _paragraphs(groups: Iterable[Sequence[_Piece]]) -> str:
    said = ("".join(map(_html, group)).strip() for group in groups)
    return "".join(f"<p>{each.replace(chr(10), '<br>')}</p>\n" for each in said if each)
