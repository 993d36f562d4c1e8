"""Words of a text as they are compared: without case, accents and the ways to write an umlaut."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import combining, normalize

LETTERS = re.compile(r"[^\W\d_]+")
PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "æ": "ae", "œ": "oe"}
)
UMLAUT = re.compile("(?<=[aou])e")
# What may stand between two words of one name: a space or a sign, and the end of a line, even
# of one that is quoted in a reply.
GAP = re.compile(r"""[.,]{0,2} {0,3}\n?[>| ]{0,8}["'“”‘’(]?|[-'’‘ʼ`´._]\n?""")


@dataclass(frozen=True, slots=True)
class Token:
    """A run of letters and where it stands; ``key`` is what is compared."""

    start: int
    end: int
    key: str
    capital: bool


@lru_cache(maxsize=200_000)
def fold(word: str) -> str:
    """A word as it is compared: “MÜLLER”, “Mueller” and “muller” are one."""
    plain = word.casefold().translate(PLAIN)
    if not plain.isascii():
        plain = "".join(each for each in normalize("NFKD", plain) if not combining(each))
    return UMLAUT.sub("", plain) if len(plain) > 4 else plain


def tokens(text: str, known: Iterable[str] = ()) -> list[Token]:
    """The words of a text in order; one broken by a hyphen at the end of a line is one if known."""
    found: list[Token] = []
    known = known if isinstance(known, (set, frozenset)) else frozenset(known)
    for match in LETTERS.finditer(text):
        start, end = match.span()
        word = match[0]
        if found and text[found[-1].end : start].rstrip("> ") == "-\n":
            whole = fold(text[found[-1].start : found[-1].end] + word)
            if whole in known:
                last = found.pop()
                found.append(Token(last.start, end, whole, last.capital))
                continue
        found.append(Token(start, end, fold(word), word[0].isupper()))
    return found


def near(text: str, first: Token, second: Token) -> bool:
    """Whether two words that follow each other may be words of one name."""
    gap = second.start - first.end
    return gap < 16 and GAP.fullmatch(text, first.end, second.start) is not None


def pair(first: str, second: str) -> str:
    """The key of two words of one name, in whichever order they stand."""
    return f"{first} {second}" if first < second else f"{second} {first}"
