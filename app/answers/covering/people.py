"""Where a text names people: in full, with an initial, or by one name of somebody known."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from app.answers.covering.folding import LETTERS, Token, fold, near, pair
from app.answers.covering.names import Names, parts_of
from app.answers.covering.schemas import Kind, Known, Suggestion
from app.answers.covering.words import (
    ABBREVIATIONS,
    HONORIFIC,
    NAMES_TOO,
    ORDINARY,
    PARTICLES,
    ROLES,
    SHORT,
)

AFTER_A_NAME = frozenset({"will", "may", "can", "must"})
MISSPELT = 5  # letters of a name from which on one wrong letter is seen through
APOSTROPHES = frozenset("'’‘ʼ`´")
PARTICIPANT = re.compile(r"(.*?)\s*<([^<>]*)>", re.DOTALL)


@dataclass
class Present:
    """Who takes part in a document, or is named in it in full: one name of theirs is enough."""

    pairs: set[str] = field(default_factory=set)
    taking_part: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=set)
    nearly: set[str] = field(default_factory=set)
    starts: set[str] = field(default_factory=set)
    initials: set[str] = field(default_factory=set)

    def knows(self, key: str) -> bool:
        return key in self.taking_part or key in self.named

    def settle(self, own: Names) -> None:
        """Add what they are called for short, and their names with a letter missing."""
        for group in (self.taking_part, self.named):
            group.update([short for key in group for short in SHORT.get(key, ())])
            group.difference_update(own.words)
        for key in self.taking_part | self.named:
            self.nearly |= _without_one(key)
            self.starts.update(key[:length] for length in range(3, len(key)))
        self.starts -= own.words


def present(participants: Iterable[str], names: Names, own: Names) -> Present:
    """Those who wrote and got a document, without the person who asked."""
    known, found = Names(), Present()
    for each in participants:
        said, address = _parted(each)
        login = address.partition("@")[0]
        if address in own.addresses or login in own.ids:
            continue
        words = set(names.addresses.get(address, ()))
        if login not in ROLES:
            words |= {fold(word) for word in LETTERS.findall(login) if len(word) > 2}
            known.add(Known((said,)))
            found.initials.add("".join(part[0][0] for part in parts_of(said)))
        found.taking_part |= {word for word in words if len(word) > 1 and word not in PARTICLES}
    found.pairs = known.pairs - own.pairs
    found.taking_part = (found.taking_part | known.words) - own.words
    return found


def _parted(participant: str) -> tuple[str, str]:
    """The name and the address of “Name <address>”; of one alone, the other is empty."""
    if whole := PARTICIPANT.fullmatch(participant.strip()):
        return whole[1].strip("\"' "), whole[2].strip().casefold()
    alone = participant.strip()
    return ("", alone.casefold()) if "@" in alone and " " not in alone else (alone, "")


def ordinary(word: str, names: Names) -> bool:
    """Whether it is an ordinary word, or no more than somebody's name."""
    return fold(word) in NAMES_TOO or fold(word) in names.words


def found(
    text: str, words: Sequence[Token], *, names: Names, own: Names, present: Present
) -> list[Suggestion]:
    """The passages that name somebody other than the person who asked."""
    hers = _hers(text, words, own)
    linked = _linked(text, words, hers, (names.pairs, present.pairs))
    for number, is_linked in enumerate(linked):
        if is_linked:
            pair_of = words[number : number + 2]
            present.named |= {each.key for each in pair_of if len(each.key) > 1}
    present.named -= own.words | PARTICLES
    present.settle(own)
    runs = list(_runs(text, words, linked, present))
    said = hers | {n for n, each in enumerate(linked) if each or (n and linked[n - 1])}
    alone = _alone(text, words, said, names=names, own=own, present=present)
    return [*runs, *alone, *_addressed(text, own)]


def _hers(text: str, words: Sequence[Token], own: Names) -> set[int]:
    """Which words are part of the asking person's own name, written out."""
    found: set[int] = set()
    for number, (first, second) in enumerate(pairwise(words)):
        if pair(first.key, second.key) in own.pairs and near(text, first, second):
            found |= {number, number + 1}
    return found


def _linked(
    text: str, words: Sequence[Token], hers: set[int], known: Sequence[set[str]]
) -> list[bool]:
    """For each word whether it and the next belong to one name of somebody else.

    A word in between that no directory has (a middle name, “J.”) does not part them.
    """
    linked = [False] * len(words)
    for number in range(len(words) - 1):
        for second in (number + 1, number + 2):
            if second >= len(words) or number in hers or second in hers:
                break
            if not near(text, words[second - 1], words[second]):
                break
            if second == number + 2 and (number + 1 in hers or not _passed(words[number + 1])):
                break
            one, other = words[number], words[second]
            key = pair(one.key, other.key)
            if any(key in pairs for pairs in known) and _is_name(text, one, other):
                linked[number:second] = [True] * (second - number)
                break
    _with_particles(text, words, linked, known)
    return linked


def _passed(between: Token) -> bool:
    return between.capital or between.key in PARTICLES


def _with_particles(
    text: str, words: Sequence[Token], linked: list[bool], known: Sequence[set[str]]
) -> None:
    """“van der” belongs to the name that follows, though it stands for nobody alone."""
    for number in range(len(words) - 2, -1, -1):
        one, other = words[number], words[number + 1]
        if linked[number] or not linked[number + 1] or one.key not in PARTICLES:
            continue
        key = pair(one.key, other.key)
        linked[number] = near(text, one, other) and any(key in pairs for pairs in known)


def _is_name(text: str, one: Token, other: Token) -> bool:
    """Not two ordinary words that happen to be somebody's names, or an article for an initial."""
    if one.key in PARTICLES and other.key in PARTICLES:
        return False
    for single, word in ((one, other), (other, one)):
        if single.end - single.start == 1:
            if text[single.end : single.end + 1] in APOSTROPHES:
                return True
            dotted = text[single.end : single.end + 1] == "."
            return single.capital and word.capital and (dotted or word.key not in NAMES_TOO)
    first, second = one.key in NAMES_TOO, other.key in NAMES_TOO
    if first and second:
        return one.capital and other.capital
    if first:
        return one.capital or not other.capital
    return not second or other.capital or (not one.capital and other.key not in AFTER_A_NAME)


def _runs(
    text: str, words: Sequence[Token], linked: Sequence[bool], present: Present
) -> Iterator[Suggestion]:
    number = 0
    while number < len(words):
        last = number
        while last < len(words) and linked[last]:
            last += 1
        if last > number:
            yield _named(text, words[number : last + 1], present)
        number = last + 1


def _named(text: str, run: Sequence[Token], present: Present) -> Suggestion:
    takes_part = any(len(each.key) > 1 and each.key in present.taking_part for each in run)
    end = run[-1].end
    if run[-1].end - run[-1].start == 1 and text[end : end + 1] == ".":
        end += 1
    same = " ".join(sorted(each.key for each in run))
    return Suggestion(run[0].start, end, Kind.PARTICIPANT if takes_part else Kind.NAME, same)


def _alone(
    text: str, words: Sequence[Token], said: set[int], *, names: Names, own: Names, present: Present
) -> Iterator[Suggestion]:
    """One name of somebody, where nothing says that it is an ordinary word."""
    for number, word in enumerate(words):
        if (
            number in said
            or word.key in own.words
            or not _stands_for_one(text, word, names, present)
        ):
            continue
        run = [word]
        if number + 1 < len(words) and _goes_on(text, word, words[number + 1], own):
            run.append(words[number + 1])
        before = words[number - 1] if number and number - 1 not in said else None
        if before and _within(text, before) and _goes_on(text, before, word, own, before):
            run.insert(0, before)
        yield _named(text, run, present)


def _stands_for_one(text: str, word: Token, names: Names, present: Present) -> bool:
    length = word.end - word.start
    if word.key in present.initials and 1 < length < 4:
        return text[word.start : word.end].isupper() and word.key not in ABBREVIATIONS
    if present.knows(word.key):
        return word.capital or (length > 2 and word.key not in NAMES_TOO)
    if not word.capital or length < 3 or word.key in ORDINARY:
        return False
    if word.key in names.words:
        return word.key not in NAMES_TOO or _within(text, word)
    if word.key in present.starts and word.key not in NAMES_TOO and length < 6:
        return True
    return length >= MISSPELT and bool(present.nearly & _without_one(word.key))


def _within(text: str, word: Token) -> bool:
    """Whether it stands within a sentence, where an ordinary word has no capital."""
    before = text[max(0, word.start - 2) : word.start]
    return len(before) == 2 and before[1] == " " and (before[0].islower() or before[0] == ",")


def _goes_on(
    text: str, word: Token, following: Token, own: Names, unknown: Token | None = None
) -> bool:
    """Whether two words in one breath are one name, of which no directory has the other half."""
    other = unknown or following
    said = text[other.start : other.end]
    return (
        word.capital
        and following.capital
        and not said.isupper()
        and len(said) > 2
        and text[word.end : following.start] == " "
        and other.key not in NAMES_TOO
        and other.key not in own.words
    )


def _addressed(text: str, own: Names) -> Iterator[Suggestion]:
    """What follows “Mr” or “Dr”, whoever it is."""
    for title in HONORIFIC.finditer(text):
        end = title.end()
        keys: list[str] = []
        for _count in range(3):
            word = LETTERS.match(text, end if not keys else end + 1)
            if word is None or not word[0][0].isupper() or len(word[0]) < 2:
                break
            if keys and text[end] not in " -'’":
                break
            keys.append(fold(word[0]))
            end = word.end()
        if keys and not any(key in own.words for key in keys):
            yield Suggestion(title.end(), end, Kind.NAME, " ".join(keys))


def _without_one(key: str) -> set[str]:
    """A word and all that is left of it with one letter missing."""
    if not MISSPELT <= len(key) <= 30:
        return set()
    return {key, *(key[:place] + key[place + 1 :] for place in range(len(key)))}
