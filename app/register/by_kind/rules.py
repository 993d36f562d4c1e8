"""What a practice must say because of what it watches, and where (LAW MON-7). Pure.

Location is off outside work; who, when and how much comes before what is said; private and union
matters are kept out; at home more privacy is owed; and in the EU no feelings are guessed at work
(Regulation (EU) 2024/1689 Art 5(1)(f)). Where work is measured, it is said who sees the record.
That biometrics need another way is asked of every text, in ``register.rules``.

It is asked of what is to hold. What a practice said in the past is told as it was.
"""

from collections.abc import Iterator, Mapping

from app.register.rules import Fault
from app.register.schemas import PracticeDocument
from app.register.terms.schemas import CategoryKind, Hours, Kind, Place, Reads

READS_CONTENT = frozenset({Reads.CONTENT, Reads.BOTH})
# What can catch a private or a union matter, whatever it is meant to catch.
WATCHES = frozenset({
    Kind.EMAIL, Kind.WEB, Kind.CALLS, Kind.MESSAGES, Kind.SCREEN, Kind.KEYSTROKES, Kind.WEBCAM,
    Kind.CCTV,
})  # fmt: skip
# What feelings are guessed from where they are guessed: words, voice, face, body, keys.
SHOWS_FEELINGS = frozenset({Kind.KEYSTROKES, Kind.WEBCAM, Kind.BIOMETRICS})
SHOWN_IN = frozenset({
    CategoryKind.CONTENT, CategoryKind.SOUND, CategoryKind.IMAGE, CategoryKind.BIOMETRIC,
})  # fmt: skip
_AT_HOME = frozenset({"home", "hybrid"})


def what_is_missing(document: PracticeDocument, jurisdictions: Mapping[str, str]) -> list[Fault]:
    """What keeps a practice of this kind from starting: (field, sentence) pairs.

    ``jurisdictions`` are those of every place of work, by its code.
    """
    return [
        *_location(document),
        *_content(document),
        *_private_matters(document),
        *_home(document),
        *_emotions(document, jurisdictions),
        *_performance(document),
    ]


def follows_location(document: PracticeDocument) -> bool:
    """Whether it shows where somebody is."""
    return document.kind is Kind.LOCATION or CategoryKind.LOCATION in _kinds(document)


def reads_content(document: PracticeDocument) -> bool:
    """Whether what people say or write is read."""
    return document.reads in READS_CONTENT


def may_catch_private_matters(document: PracticeDocument) -> bool:
    """Whether a private or a union matter could be caught with it."""
    return document.kind in WATCHES or document.reads is not Reads.NEITHER


def reaches_home(document: PracticeDocument) -> bool:
    """Whether it is collected where people live."""
    settings = {setting.casefold() for setting in document.scope.work_settings}
    return Place.HOME in document.collected_at or bool(settings & _AT_HOME)


def could_show_emotions(document: PracticeDocument) -> bool:
    """Whether feelings could be guessed from it, so that it must be said that they are not."""
    shown = bool(_kinds(document) & SHOWN_IN)
    return shown or document.kind in SHOWS_FEELINGS or reads_content(document)


def _location(document: PracticeDocument) -> Iterator[Fault]:
    if follows_location(document) and document.collected_hours is not Hours.IN:
        yield "collected_hours", "must be in: outside work nobody’s location is followed"


def _content(document: PracticeDocument) -> Iterator[Fault]:
    if CategoryKind.CONTENT in _kinds(document) and not reads_content(document):
        yield "reads", "must name content: there is a category of kind content"
    elif reads_content(document) and document.why_content is None:
        yield "why_content", "is missing: say why who, when and how much is not enough"


def _private_matters(document: PracticeDocument) -> Iterator[Fault]:
    if may_catch_private_matters(document) and document.private_matters is None:
        yield "private_matters", "is missing: say how private and union matters are kept out"


def _home(document: PracticeDocument) -> Iterator[Fault]:
    if reaches_home(document) and document.at_home is None:
        yield (
            "at_home",
            "is missing: people may expect more privacy at home; say what differs there",
        )


def _emotions(document: PracticeDocument, jurisdictions: Mapping[str, str]) -> Iterator[Fault]:
    if document.emotions is None:
        if could_show_emotions(document):
            yield "emotions.answer", "is missing: say whether feelings are guessed from it"
    elif document.emotions.answer and _is_in_the_eu(document, jurisdictions):
        yield "emotions.answer", "must be no: in the EU nobody’s feelings may be guessed at work"


def _performance(document: PracticeDocument) -> Iterator[Fault]:
    if document.performance is not None and document.performance.seen_by is None:
        yield "performance.seen_by", "is missing: say who sees the record"


def _is_in_the_eu(document: PracticeDocument, jurisdictions: Mapping[str, str]) -> bool:
    """Whether it applies at a place in the EU. Without places of its own it applies at all."""
    codes = document.scope.establishments or tuple(jurisdictions)
    return any(jurisdictions.get(code, "").startswith("EU-") for code in codes)


def _kinds(document: PracticeDocument) -> set[CategoryKind]:
    return {category.kind for category in document.categories}
