"""Which files are searched by which part of the configuration, in which order."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.connectors.files import folder
from app.connectors.files.rules import Place, patterned, shown
from app.connectors.files.schemas import Configuration
from app.core.language import gettext as _

MOST_NAMED = 100


@dataclass(frozen=True)
class Found:
    """The files of each part: the tables in turn, then mail, then papers. ``untold``: sentences."""

    parts: tuple[tuple[str, ...], ...]
    untold: tuple[str, ...]

    def has(self, place: Place) -> bool:
        """Whether the file is there in which a search stopped; True if it stopped in none."""
        return place.spot.stamp is None or place.name in dict(enumerate(self.parts)).get(
            place.part, ()
        )

    def from_place(self, place: Place) -> Iterator[Place]:
        """Every place from one on: that one first, then the beginning of each file after it."""
        for part, names in enumerate(self.parts):
            for name in names:
                if (part, name) == (place.part, place.name):
                    yield place
                elif (part, name) > (place.part, place.name):
                    yield Place(part, name)


def found(given: Configuration) -> Found:
    """What is in the folder now. SourceError if it is not there."""
    names, strange = folder.listed(given.root)
    left_out = patterned(given.left_out)
    names = [name for name in names if not left_out.fullmatch(name)]
    patterns = [*(sheet.files for sheet in given.tables), given.mail, given.papers]
    parts = tuple(
        tuple(name for name in names if fit.fullmatch(name)) for fit in map(patterned, patterns)
    )
    searched = {name for part in parts for name in part}
    unnamed = [
        _("“%(name)s” is named by no part of the settings and was not searched.")
        % {"name": shown(name)}
        for name in names
        if name not in searched
    ]
    return Found(parts, tuple(_some([*strange, *unnamed])))


def _some(sentences: list[str]) -> list[str]:
    if len(sentences) <= MOST_NAMED:
        return sentences
    words = _("%(number)s more files were not searched.")
    more = words % {"number": len(sentences) - MOST_NAMED}
    return [*sentences[:MOST_NAMED], more]


def unmatched(given: Configuration, names: Found) -> list[str]:
    """The patterns that no file in the folder has."""
    every = [name for part in names.parts for name in part]
    return [
        pattern
        for pattern in given.patterns
        if not any(patterned([pattern]).fullmatch(name) for name in every)
    ]
