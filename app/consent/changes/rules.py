"""Which change of a practice asks for a new answer (LAW CON-5), and since when: pure.

What a version says of the processing itself always does. Its wording does too, but for a small
correction: the same number, the same facts, other words, and nothing added. A correction for the
past has the same number too, and may say that more was done than anybody was told.
"""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any, Final, Protocol
from zoneinfo import ZoneInfo

from app.consent.notices.rules import notice
from app.register.in_force.rules import Practice, Version
from app.register.parts.schemas import Answer, Reader, Recipient, Retention
from app.register.schemas import PracticeDocument

# Of the fields that a notice does not spell out, those whose words say what happens to the data.
MEANING: Final = (
    *("does_not_record", "not_used_for", "when", "where", "extent", "alternative"),
    *("why_content", "private_matters", "at_home", "emotions", "performance"),
)


class Answered(Protocol):
    """What somebody answered, as it is kept (``ConsentNotice``)."""

    @property
    def version(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def processing(self) -> Mapping[str, Any]: ...


def differs(practice: Practice, answered: Answered, controller: str) -> bool:
    """Whether what is in force asks for another answer; ``controller``: the organisation's name."""
    return controller != _controller(answered) or _asks_anew(practice, practice.version, answered)


def differs_since(practice: Practice, answered: Answered, zone: ZoneInfo) -> datetime | None:
    """From when on what was in force on a day asked for another answer; None if it did not.

    Never before the version that does so was published. ``zone``: that of the register's days.
    """
    if not _asks_anew(practice, practice.version, answered):
        return None
    said = practice.version_labelled(answered.version)
    later = [v for v in practice.versions if said is None or v.order > said.order]
    first = next(v for v in later if _asks_anew(practice, v, answered))
    return max(datetime.combine(first.shown_on, time(), zone), first.published_at)


def facts(document: PracticeDocument) -> tuple[Any, ...]:
    """What is done with the data, apart from how it is said."""
    return (
        *(document.kind, document.system, document.reads, document.figures),
        *(document.special_condition, document.collected_hours, set(document.collected_at)),
        *(document.used_to_judge.answer, document.automated_decisions.answer),
        _answer(document.emotions),
        {(purpose.id, purpose.basis or document.basis) for purpose in document.purposes},
        {(category.id, category.kind) for category in document.categories},
        {_reader(reader) for reader in document.readers},
        {_other(other) for other in document.processors},
        {_other(other) for other in document.recipients},
        _retention(document.retention),
        document.choice.stops if document.choice else None,
        set(document.rights),
    )


def _asks_anew(practice: Practice, now: Version, answered: Answered) -> bool:
    """Whether a version says something else than the one answered.

    True too where that one is not to be found, or says nothing in the language of the answer.
    """
    said = practice.version_labelled(answered.version)
    if said is None or notice(now.document, answered.language) is None:
        return True
    if facts(said.document) != facts(now.document):
        return True
    if said.note.number == now.note.number and not _adds(practice, said, now):
        return False
    return _words(said.document, answered.language) != _words(now.document, answered.language)


def _adds(practice: Practice, said: Version, now: Version) -> bool:
    """Whether any version after one, up to another, lets us do more than was said before it."""
    return any(v.note.adds for v in practice.versions if said.order < v.order <= now.order)


def _words(document: PracticeDocument, language: str) -> tuple[Any, ...]:
    shown = notice(document, language)
    labels = {category.label for category in document.categories}
    return shown and shown.text, labels, *(getattr(document, name) for name in MEANING)


def _answer(said: Answer | None) -> bool | None:
    return said.answer if said else None


def _reader(reader: Reader) -> tuple[str | None, ...]:
    return reader.role, reader.unit, reader.relation, reader.organisation, reader.service


def _other(other: Recipient) -> tuple[str | None, ...]:
    return other.name, other.country, other.safeguard


def _retention(kept: Retention) -> int | str:
    """The number of days; where there is none, the label is all that says how long."""
    return kept.label if kept.days is None else kept.days


def _controller(answered: Answered) -> str:
    """Who was answered: the first of the parties (``receipts.rules``)."""
    name: str = answered.processing["party_identification"][0]["party_name"]
    return name
