"""How well a finder does on labelled messages: recall by form, precision, her own name."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from app.answers.documents.reading import read_all
from tests.support.correspondence import FORMS, MARKED, NAMES, Labelled, Somebody

Spans = Sequence[tuple[int, int]]
Finder = Callable[[str, Somebody, Sequence[str]], Spans]


@dataclass(frozen=True)
class Text:
    """A text as it is searched, with where its mentions are."""

    text: str
    participants: Sequence[str]
    subject: Somebody
    mentions: Sequence[tuple[int, int, str]]


@dataclass
class Tally:
    """What was there, what of it was found, and how much of what was found was there."""

    there: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    suggested: int = 0
    right: int = 0
    missed: list[tuple[str, str]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def recall(self, forms: Iterable[str]) -> float:
        wanted = list(forms)
        return sum(self.found[f] for f in wanted) / (sum(self.there[f] for f in wanted) or 1)

    @property
    def names(self) -> float:
        """The recall of other people's names, in whatever form."""
        return self.recall(NAMES)

    @property
    def precision(self) -> float:
        return self.right / (self.suggested or 1)

    def table(self) -> list[tuple[str, int, float]]:
        return [(said, self.there[f], self.recall(f)) for f, said in FORMS.items() if self.there[f]]


def texts(labelled: Iterable[Labelled]) -> list[Text]:
    """All that is read of the messages. AssertionError: a mark changed what was read."""
    found = []
    for each in labelled:
        marked, plain = read_all(each.marked), read_all(each.document)
        assert len(marked) == len(plain)
        for (_, with_marks), (_, reading) in zip(marked, plain, strict=True):
            text, mentions = unlabelled(with_marks.text)
            assert text == reading.text, each.document.key
            found.append(Text(text, reading.participants, each.subject, mentions))
    return found


def unlabelled(marked: str) -> tuple[str, list[tuple[int, int, str]]]:
    """A text without its marks, and where and what they were."""
    text, place, opened, mentions = "", 0, (0, ""), []
    for mark in MARKED.finditer(marked):
        text += marked[place : mark.start()]
        place = mark.end()
        if mark[1]:
            opened = (len(text), mark[1])
        else:
            mentions.append((opened[0], len(text), opened[1]))
    return text + marked[place:], mentions


def tally(found: Iterable[Text], finder: Finder) -> Tally:
    """A mention is found if each letter and digit of it is covered, title aside."""
    total = Tally()
    for each in found:
        spans = finder(each.text, each.subject, each.participants)
        covered = bytearray(len(each.text))
        for start, end in spans:
            covered[start:end] = b"\x01" * (end - start)
        for start, end, form in each.mentions:
            said = each.text[start:end]
            begin = start + (re.match(r"(?:M[a-z]+\s(?:> )?)?", said) or [""])[0].__len__() * (
                form == "d"
            )
            hit = all(covered[n] for n in range(begin, end) if each.text[n].isalnum())
            if form == "z":
                hit = any(covered[start:end])
            total.there[form] += 1
            total.found[form] += hit
            if hit == (form == "z"):
                total.missed.append((FORMS[form], said))
        others = [(start, end) for start, end, form in each.mentions if form != "z"]
        for start, end in spans:
            right = any(a < end and start < b for a, b in others)
            total.suggested += 1
            total.right += right
            if not right:
                total.wrong.append(each.text[max(0, start - 20) : end + 20])
    return total
