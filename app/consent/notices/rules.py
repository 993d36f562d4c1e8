"""The words of a choice, put together from the register: what is shown is what is kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from app.core.language import gettext as _
from app.register.parts.schemas import Purpose, Recipient
from app.register.rules import REGISTERS_LANGUAGE
from app.register.schemas import PracticeDocument
from app.register.terms.schemas import Basis, Figures, Stops


@dataclass(frozen=True)
class Line:
    """A line of a notice: its name, its text, and the language of the text."""

    name: str
    text: str
    language: str = REGISTERS_LANGUAGE


@dataclass(frozen=True)
class Notice:
    """A choice in one language. ``lines`` stand below the question and its two answers."""

    practice_id: str
    title: str
    language: str
    question: str
    yes: str
    no: str
    stops: Stops
    lines: tuple[Line, ...]

    @cached_property
    def text(self) -> str:
        """All of it, as it is read."""
        answers = [f"{_('Yes')}: {self.yes}", f"{_('No')}: {self.no}"]
        return "\n".join([self.question, *answers, *(f"{li.name}: {li.text}" for li in self.lines)])

    @cached_property
    def digest(self) -> str:
        return sha256(self.text.encode()).hexdigest()


def notice(document: PracticeDocument, language: str) -> Notice | None:
    """A practice's choice in a language; None if it offers none, or not in this language.

    None too while the register does not say all of it (LAW CON-1).
    """
    choice = document.choice
    if choice is None or choice.stops is None or choice.alternative is None or choice.held is None:
        return None
    words = next((each for each in choice.translations if each.language == language), None)
    if words is None and language != REGISTERS_LANGUAGE:
        return None
    said = words or choice
    return Notice(
        practice_id=document.id,
        title=document.title,
        language=language,
        question=said.question,
        yes=said.yes,
        no=said.no,
        stops=choice.stops,
        lines=(
            Line(_("If you say no, you get"), said.alternative or choice.alternative, language),
            Line(_("If you change your mind"), when_it_stops(choice.stops)),
            Line(_("Data we already hold"), said.held or choice.held, language),
            *_lines(document),
            Line(_("What we promise"), _promise()),
        ),
    )


def digest(document: PracticeDocument) -> str | None:
    """What a second officer approves: the words in every language. None without a choice."""
    said = sorted(f"{each.language} {each.digest}" for each in in_every_language(document))
    return sha256("\n".join(said).encode()).hexdigest() if said else None


def in_every_language(document: PracticeDocument) -> list[Notice]:
    """The words in each language there are any, the register's own first."""
    if document.choice is None:
        return []
    languages = [REGISTERS_LANGUAGE, *(each.language for each in document.choice.translations)]
    found = (notice(document, language) for language in languages)
    return [each for each in found if each is not None]


def purposes(document: PracticeDocument) -> tuple[Purpose, ...]:
    """The purposes that rest on consent."""
    return tuple(p for p in document.purposes if (p.basis or document.basis) is Basis.CONSENT)


def when_it_stops(stops: Stops) -> str:
    return {
        Stops.IMMEDIATELY: _("Say no here at any time. It stops immediately."),
        Stops.BY_MIDNIGHT: _("Say no here at any time. It stops by midnight of the same day."),
    }[stops]


def _lines(document: PracticeDocument) -> Iterator[Line]:
    yield Line(_("What we use it for"), "; ".join(p.text for p in purposes(document)))
    yield Line(_("What we record"), "; ".join(document.records))
    yield Line(_("How it is recorded"), f"{document.tool} ({document.system}): {document.how}")
    yield Line(
        _("Who can see it"), "; ".join(f"{each.label}: {each.when}" for each in document.readers)
    )
    others = [*document.processors, *document.recipients]
    if others:
        yield Line(_("Who else receives it"), "; ".join(_other(each) for each in others))
    kept = document.retention
    yield Line(_("How long we keep it"), f"{kept.label}, {kept.then}")
    yield Line(_("Figures about people"), _figures(document.figures))
    yield Line(_("Whether you are judged by it"), document.used_to_judge.text)
    yield Line(_("Automated decisions"), document.automated_decisions.text)


def _other(other: Recipient) -> str:
    """The country as its code (ISO 3166-1 alpha-2): what is kept changes with no list of names."""
    abroad = _("protected by: %(safeguard)s") % {"safeguard": other.safeguard}
    said = f"{other.name} ({other.country}): {other.does}"
    return f"{said} ({abroad})" if other.safeguard else said


def _figures(figures: Figures) -> str:
    return {
        Figures.NONE: _("None are made."),
        Figures.TEAM: _("About teams, not about one person."),
        Figures.INDIVIDUAL: _("About one person."),
    }[figures]


def _promise() -> str:
    return _(
        "This is optional. A no is never held against you. Your job and your pay do not "
        "depend on your answer, and your manager does not see it."
    )
