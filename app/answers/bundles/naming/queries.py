"""What a copy does not show: what was covered, and each name of something kept back with it."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from app.answers.covering.copying.service import covered_of
from app.answers.covering.deciding.rules import NEUTRAL, OTHERS, READ
from app.answers.covering.deciding.service import text
from app.answers.covering.queries import State
from app.answers.documents.attached import rules
from app.answers.documents.attached.rules import Span
from app.answers.documents.rules import one_line
from app.answers.documents.schemas import Covered
from app.core.language import gettext


class Shown(NamedTuple):
    """Passages of a document's text: ``cut`` as if they had never stood there, or covered."""

    cut: Sequence[Span]
    covered: Sequence[Covered]


def shown(state: State, withheld: Sequence[State] = ()) -> Shown:
    """What the copy of a document does not show. ``withheld``: attached to it, and kept back.

    The line that names something kept back in silence is not there at all (RSP-8); wherever
    else its name stands, and the name of what is kept back openly, is covered.
    """
    covered = covered_of(state)
    if not withheld:
        return Shown((), covered)
    whole = text(state.document)
    lines = [(each, _line(whole, each)) for each in withheld]
    cut = [line for each, line in lines if line and each.is_silent]
    named = [covering for each, line in lines for covering in _named(whole, each, line)]
    found = [each for each in (*covered, *named) if not _in(cut, each)]
    return Shown(cut, sorted(found, key=lambda each: (each.start, each.end)))


def why_withheld(state: State) -> str:
    """Why nothing of it is given, as the employee reads it."""
    if state.is_silent:
        return gettext(READ[NEUTRAL])
    whole = next((each for each in state.held_back if each.start_at is None), None)
    return gettext(READ[whole.ground if whole else OTHERS])


def _line(whole: str, attached: State) -> Span | None:
    number = attached.document.key.rpartition("/")[2]
    return rules.listed(whole, int(number), attached.document.title) if number.isdigit() else None


def _named(whole: str, attached: State, line: Span | None) -> Iterator[Covered]:
    title, why = attached.document.title, why_withheld(attached)
    places = rules.named(whole, title)
    if line and not attached.is_silent:
        places.append((line[1] - len(one_line(title)), line[1]))
    yield from (Covered(start, end, why) for start, end in dict.fromkeys(places))


def _in(cut: Sequence[Span], covered: Covered) -> bool:
    return any(start <= covered.start and covered.end <= end for start, end in cut)
