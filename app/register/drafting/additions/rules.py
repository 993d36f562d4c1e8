"""What a change adds, read off the two documents (LAW MON-2).

Only what the documents show: whether free text means more than before is for people to say. A
sentence of a list counts as new unless it rewords one that is gone.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher

from app.core.language import gettext as _
from app.register.parts.schemas import Purpose, Reader, Recipient, Retention, Scope
from app.register.schemas import PracticeDocument
from app.register.terms.schemas import Basis, Figures, Hours, Reads

ALIKE = 0.5  # half of the words stayed: a sentence was reworded
_FIGURES = (Figures.NONE, Figures.TEAM, Figures.INDIVIDUAL)
_READS = {
    Reads.NEITHER: frozenset[str](),
    Reads.TRAFFIC: frozenset({"traffic"}),
    Reads.CONTENT: frozenset({"content"}),
    Reads.BOTH: frozenset({"traffic", "content"}),
}
_WHO = ("role", "unit", "relation", "organisation", "service")
_LISTS = ("units", "roles", "establishments", "work_settings", "devices")


def added(before: PracticeDocument | None, after: PracticeDocument) -> list[str]:
    """Each thing that the words after let us do and those before did not, as a reader is told.

    Where nothing was in force before, the whole practice is added.
    """
    if before is None:
        return [_("a whole practice")]
    return [
        *_of_records(before, after),
        *_of_purposes(before, after),
        *_of_categories(before, after),
        *_of_people(before, after),
        *_of_retention(before.retention, after.retention),
        *_of_uses(before, after),
        *_of_places(before, after),
        *_of_scope(before.scope, after.scope),
    ]


def _of_records(before: PracticeDocument, after: PracticeDocument) -> Iterator[str]:
    if before.kind is not after.kind:
        yield _("another kind of practice")
    if before.system != after.system:
        yield _("another system, “%(text)s”") % {"text": after.system}
    for text in _new(before.records, after.records):
        yield _("a record, “%(text)s”") % {"text": text}
    for text in _new(after.does_not_record, before.does_not_record):
        yield _("what was not recorded before, “%(text)s”") % {"text": text}


def _of_purposes(before: PracticeDocument, after: PracticeDocument) -> Iterator[str]:
    known = {purpose.id: purpose for purpose in before.purposes}
    for purpose in after.purposes:
        if purpose.id not in known:
            yield _("a purpose, “%(text)s”") % {"text": purpose.label}
        elif known[purpose.id].needs_case and not purpose.needs_case:
            yield _("looks without a case, “%(text)s”") % {"text": purpose.label}
        if purpose.id in known and _basis(after, purpose) not in {
            Basis.CONSENT,
            _basis(before, known[purpose.id]),
        }:
            yield _("another legal reason, “%(text)s”") % {"text": purpose.label}
    for text in _new(after.not_used_for, before.not_used_for):
        yield _("a use that was ruled out, “%(text)s”") % {"text": text}


def _basis(document: PracticeDocument, purpose: Purpose) -> Basis:
    return purpose.basis or document.basis


def _of_categories(before: PracticeDocument, after: PracticeDocument) -> Iterator[str]:
    known = {(category.id, category.kind) for category in before.categories}
    for category in after.categories:
        if (category.id, category.kind) not in known:
            yield _("a category of data, “%(text)s”") % {"text": category.label}


def _of_people(before: PracticeDocument, after: PracticeDocument) -> Iterator[str]:
    for reader in after.readers:
        if not any(_includes(known, reader) for known in before.readers):
            yield _("a reader, “%(text)s”") % {"text": reader.label}
    for known, now in (
        (before.processors, after.processors),
        (before.recipients, after.recipients),
    ):
        had = {_address(each) for each in known}
        for each in now:
            if _address(each) not in had:
                yield _("a recipient, “%(text)s”") % {"text": each.name}


def _includes(wide: Reader, narrow: Reader) -> bool:
    """Whether everyone whom one reader means, another one meant already."""
    said = [(getattr(wide, name), getattr(narrow, name)) for name in _WHO]
    if bool(wide.service) != bool(narrow.service):
        return False
    return all(w is None or (n is not None and w.casefold() == n.casefold()) for w, n in said)


def _address(recipient: Recipient) -> tuple[str, str]:
    return recipient.name.casefold(), recipient.country


def _of_retention(before: Retention, after: Retention) -> Iterator[str]:
    if before.days is not None and (after.days is None or after.days > before.days):
        yield _("a longer time, “%(text)s”") % {"text": after.label}


def _of_uses(before: PracticeDocument, after: PracticeDocument) -> Iterator[str]:
    if _FIGURES.index(after.figures) > _FIGURES.index(before.figures):
        yield _("figures of smaller groups or of one person")
    if not _READS[after.reads] <= _READS[before.reads]:
        yield _("reading of more of what people say and write")
    if after.used_to_judge.answer and not before.used_to_judge.answer:
        yield _("use to judge people")
    if after.automated_decisions.answer and not before.automated_decisions.answer:
        yield _("automatic decisions")
    if after.performance is not None and before.performance is None:
        yield _("measuring of work")
    if _guesses_feelings(after) and not _guesses_feelings(before):
        yield _("guesses about feelings")
    if set(after.uses) - set(before.uses):
        yield _("a new kind of use")
    if before.choice is not None and after.choice is None:
        yield _("going on without asking for a choice")


def _guesses_feelings(document: PracticeDocument) -> bool:
    return document.emotions is not None and document.emotions.answer


def _of_places(before: PracticeDocument, after: PracticeDocument) -> Iterator[str]:
    if _is_wider(before.collected_at, after.collected_at, str):
        yield _("other places of collection")
    if before.collected_hours is Hours.IN and after.collected_hours is not Hours.IN:
        yield _("collection outside working hours")


def _of_scope(before: Scope, after: Scope) -> Iterator[str]:
    pairs = ((getattr(before, name), getattr(after, name)) for name in _LISTS)
    if any(_is_wider(old, new, str.casefold) for old, new in pairs):
        yield _("people to whom it did not apply")


def _is_wider(before: Sequence[str], after: Sequence[str], spelt: Callable[[str], str]) -> bool:
    """Whether a list of limits lets more through; an empty one lets everything through."""
    if not before:
        return False
    return not after or not {spelt(each) for each in after} <= {spelt(each) for each in before}


def _new(before: Iterable[str], after: Iterable[str]) -> list[str]:
    """The sentences that came and are no rewording of one that went."""
    old, now = list(before), list(after)
    gone = [text for text in old if text not in now]
    found = []
    for text in (text for text in now if text not in old):
        like = next((each for each in gone if _alike(each, text)), None)
        if like is None:
            found.append(text)
        else:
            gone.remove(like)
    return found


def _alike(one: str, other: str) -> bool:
    words = one.casefold().split(), other.casefold().split()
    return SequenceMatcher(None, *words, autojunk=False).ratio() >= ALIKE
