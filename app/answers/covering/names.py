"""The names of a directory, laid out so that each word of a text is looked up once."""

import re
from collections.abc import Iterable, Iterator
from itertools import combinations

from app.answers.covering.folding import LETTERS, fold, pair
from app.answers.covering.schemas import Known
from app.answers.covering.words import PARTICLES, ROLES, TITLES

MOST_WORDS = 8
BESIDE = re.compile(r"[(\[{][^)\]}]{0,60}[)\]}]")


class Names:
    """What the people of a directory are called, built once for many texts.

    ``words`` are the words of all names, ``pairs`` two words of one name in any order (also an
    initial and a family name), ``ids`` employee numbers and user names, ``addresses`` e-mail
    addresses with the words of their owners' names.
    """

    def __init__(self, people: Iterable[Known] = ()) -> None:
        self.words: set[str] = set()
        self.pairs: set[str] = set()
        self.ids: set[str] = set()
        self.addresses: dict[str, tuple[str, ...]] = {}
        for person in people:
            self.add(person)

    def add(self, person: Known) -> None:
        """One more person, with all her names."""
        said: tuple[str, ...] = ()
        for name in person.names:
            parts = parts_of(name)
            said += tuple(word for part in parts for word in part)
            self.words.update(word for part in parts for word in _usable(part))
            self.pairs.update(_pairs(parts))
        for address in person.addresses:
            self.addresses[address.casefold()] = said
            login = address.casefold().partition("@")[0]
            if login not in ROLES:
                self.ids.add(login)
        self.ids.update(each.casefold() for each in person.ids if each)


def parts_of(name: str) -> list[tuple[str, ...]]:
    """The words of a name, each with its own parts: “O'Neill” has “o” and “neill”."""
    parts = []
    for word in BESIDE.sub(" ", name).split()[:MOST_WORDS]:
        letters = tuple(fold(each) for each in LETTERS.findall(word))
        if letters and not (len(letters) == 1 and letters[0] in TITLES):
            parts.append(letters)
    return parts


def _usable(part: tuple[str, ...]) -> Iterator[str]:
    """What may stand for a person on its own: parts, and the word without its hyphen."""
    yield from (each for each in part if len(each) > 1 and each not in PARTICLES)
    if len(part) > 1:
        yield fold("".join(part))


def _pairs(parts: list[tuple[str, ...]]) -> Iterator[str]:
    flat = [(number, word) for number, part in enumerate(parts) for word in part]
    for (_here, first), (_there, second) in combinations(flat, 2):
        yield pair(first, second)
    for number, part in enumerate(parts):
        whole = fold("".join(part))
        for other, others in enumerate(parts):
            if other == number:
                continue
            if len(part) > 1:
                yield from (pair(whole, word) for word in others)
            if number:  # an initial stands before a family name, hardly before a first one
                yield from (pair(others[0][0], word) for word in (*part, whole))
