"""How long a text takes, and which of its words are links."""

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from app.learning.texts.schemas import Word

WORDS_A_MINUTE: Final = 220
GLOSSARY: Final = "/learn/words"
LINK: Final = re.compile(r"\[([^\]]+)\]\((/(?!/)[^)\s]*)\)")


class Run(NamedTuple):
    """A stretch of text, and where it leads; nowhere if ``url`` is empty."""

    text: str
    url: str = ""


def minutes(text: str) -> int:
    """How many minutes a text takes to read, at least one."""
    return max(1, round(len(text.split()) / WORDS_A_MINUTE))


class Linked:
    """Texts read one after another: the links written in them, and each word at its first use."""

    def __init__(self, words: Iterable[Word]) -> None:
        self._of = {phrase.casefold(): word.id for word in words for phrase in word.finds}
        longest_first = sorted(self._of, key=len, reverse=True)
        self._phrases = re.compile(
            rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b", re.IGNORECASE
        )
        self._met: set[str] = set()

    def runs(self, text: str) -> list[Run]:
        """The next text, cut where something is a link."""
        found, end = [], 0
        for link in LINK.finditer(text):
            found += [*self._plain(text[end : link.start()]), Run(link[1], link[2])]
            end = link.end()
        return [*found, *self._plain(text[end:])]

    def _plain(self, text: str) -> Iterator[Run]:
        end = 0
        for phrase in self._phrases.finditer(text):
            word = self._of[phrase[0].casefold()]
            if word in self._met:
                continue
            self._met.add(word)
            if end < phrase.start():
                yield Run(text[end : phrase.start()])
            yield Run(phrase[0], f"{GLOSSARY}#{word}")
            end = phrase.end()
        if end < len(text):
            yield Run(text[end:])
