"""Searching pages and practices by their words. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Hit:
    """A page that can be found: its title, its address, and a line about it."""

    title: str
    url: str
    about: str
    words: str = ""


def matching(pages: Iterable[Hit], q: str) -> list[Hit]:
    """The pages that hold every word asked for; those with one in the title come first."""
    asked = q.casefold().split()
    if not asked:
        return []
    found = [page for page in pages if all(word in _all_words(page) for word in asked)]
    return sorted(found, key=lambda page: (not _in_title(page, asked), page.title.casefold()))


def _all_words(page: Hit) -> str:
    return f"{page.title} {page.about} {page.words}".casefold()


def _in_title(page: Hit, asked: list[str]) -> bool:
    return any(word in page.title.casefold() for word in asked)
