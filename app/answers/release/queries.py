"""Where a request stands before its release. Whoever calls has seen to who may read it."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

from sqlmodel import Session

from app.answers.bundles import facts
from app.answers.bundles import queries as bundles
from app.answers.bundles.models import AnswerBundle, Making
from app.answers.bundles.schemas import Copy
from app.answers.covering import queries as covering
from app.answers.covering.models import CoveringExemption, CoveringThirdParty
from app.answers.documents import copies as copied
from app.answers.documents.attached.rules import without
from app.answers.gathering import queries as gathered
from app.answers.gathering import rules as gathering_rules
from app.answers.gathering.models import Gathering, Progress
from app.answers.letters import queries as letters
from app.answers.letters import rules as letter_rules
from app.answers.letters.models import AnswerLetter
from app.answers.letters.schemas import Parts
from app.answers.release import rules
from app.answers.release.rules import Gate
from app.core.language import gettext as _
from app.core.storage import service as storage
from app.subject_requests.asking.rules import What, scope_of
from app.subject_requests.models import SubjectRequest
from app.subject_requests.outcomes.queries import titles
from app.subject_requests.progress.rules import Status
from app.subject_requests.queries import Story


class Hidden(NamedTuple):
    """Words that are covered wherever they stand: why, how often, in which documents."""

    words: str
    reason: str
    times: int
    documents: Sequence[int]


@dataclass(frozen=True)
class Enclosed:
    """What a second officer sees of the files: every covered passage, and some copies in full.

    ``sample`` are the numbers of copies with their text as it will be read. A document has the
    number of its copy; None: nothing of it is given.
    """

    searched: Gathering
    chosen: Sequence[str] | None

    copies: Sequence[Copy]
    hidden: Sequence[Hidden]
    sample: Sequence[tuple[int, str]]
    exemptions: Sequence[tuple[int | None, CoveringExemption]]
    others: Sequence[tuple[int | None, CoveringThirdParty]]
    letter: Sequence[tuple[str, str]]
    left_out: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Answer:
    """All that an answer is made of, as it is now, and what it still lacks.

    ``fingerprint`` is of all that it is made from, "" where only ``version`` was asked for.
    """

    gathering: Gathering | None
    letter: AnswerLetter | None
    bundle: AnswerBundle | None
    version: str
    fingerprint: str
    gate: Gate

    @property
    def parts(self) -> Parts:
        return Parts.model_validate(self.letter.parts) if self.letter else Parts()


def answer(session: Session, story: Story, *, exact: bool = False) -> Answer:
    """The answer to a request as it is now.

    ``exact``: held against every decision itself, for whoever acts on it. A page counts them,
    which says the same: they are insert-only.
    """
    sar = story.request
    gathering = gathered.newest(session, sar.id)
    letter = letters.newest(session, sar.id)
    bundle = bundles.newest(session, sar.id)
    made_of = (session, sar, gathering, letter)
    counted = version(*made_of)
    now = fingerprint(*made_of) if exact else ""
    sources = gathered.sources(session, gathering)
    parts = Parts.model_validate(letter.parts) if letter else Parts()
    missing = [letter_rules.title(name) for name in letter_rules.missing(parts, sar.kind)]
    if unnamed := letter_rules.unnamed(parts, sar.kind, letters.recipients(session, sar)):
        said = _("who receives it by name, or why not (%(names)s)")
        missing.append(said % {"names": "; ".join(unnamed)})
    gate = Gate(
        proven=story.standing.status is not Status.WAITING,
        searched=gathering is not None,
        unsettled=gathering_rules.unsettled(sources),
        unchecked=len(covering.left(session, gathering)) if gathering else 0,
        parts_missing=missing,
        bundle_made=bundle is not None and bundle.making is Making.MADE,
        bundle_current=bundle is not None
        and (bundle.version or counted) == counted  # "": made before versions were kept
        and (not exact or bundle.fingerprint == now),
    )
    return Answer(gathering, letter, bundle, counted, now, gate)


def enclosed(session: Session, bundle: AnswerBundle) -> Enclosed:
    """The files of a bundle, for whoever is asked to approve them."""
    gathering = session.get_one(Gathering, bundle.gathering_id)
    states = covering.states(session, gathered.documents(session, gathering))
    sources, documents = gathered.sources(session, gathering), facts.told(states)
    copies, numbers = facts.copies(documents, sources), facts.numbers(documents)
    drawn = rules.sample(list(numbers.values()), bundle.sha256)
    about = [(numbers.get(state.document.id), state) for state in states]
    others = [(number, state.about_others) for number, state in about]
    return Enclosed(
        searched=gathering,
        chosen=_chosen(session, bundle),
        copies=copies,
        hidden=_hidden(copies),
        sample=[
            (copy.number, copied.plain(*without(_text(copy), copy.cut, copy.covered)))
            for copy in copies
            if copy.number in drawn
        ],
        exemptions=[(number, each) for number, state in about for each in state.held_back],
        others=[(number, each) for number, each in others if each is not None],
        letter=_letter(session, bundle),
        left_out=[
            (each.title, each.reason)
            for each in sources
            if each.reason and each.progress is not Progress.DONE
        ],
    )


def _chosen(session: Session, bundle: AnswerBundle) -> list[str] | None:
    """The practices asked about, as they are called; None: all of them."""
    scope = scope_of(session.get_one(SubjectRequest, bundle.request_id).scope)
    return titles(session, scope.practices) if scope.what is What.CHOSEN else None


def _letter(session: Session, bundle: AnswerBundle) -> list[tuple[str, str]]:
    """Each part of the letter under its heading, as it stands in the files."""
    parts = session.get_one(AnswerLetter, bundle.letter_id).parts
    sar = session.get_one(SubjectRequest, bundle.request_id)
    names = letter_rules.required(sar.kind)
    found = [(letter_rules.title(name), parts[name]) for name in names]
    if "recipients" in names and parts.get("recipients_unnamed"):
        found.append((_("Why some who receive it are not named"), parts["recipients_unnamed"]))
    return found


def _hidden(copies: Sequence[Copy]) -> list[Hidden]:
    """Every covered passage by its words and reason, the most frequent first."""
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for copy in copies:
        text = _text(copy)
        for passage in copy.covered:
            words = " ".join(text[passage.start : passage.end].split())
            found[words, passage.reason].append(copy.number)
    hidden = [
        Hidden(words, reason, len(numbers), sorted(set(numbers)))
        for (words, reason), numbers in found.items()
    ]
    return sorted(hidden, key=lambda each: (-each.times, each.words))


def _text(copy: Copy) -> str:
    return storage.content(copy.text_id).decode()


def fingerprint(
    session: Session,
    sar: SubjectRequest,
    gathering: Gathering | None,
    letter: AnswerLetter | None,
) -> str:
    """SHA-256, in hexadecimal, of all that a bundle would be made from: a change is another.

    It reads every document's row and every decision: for acts, not for pages.
    """
    exact = covering.fingerprint(session, gathering) if gathering else ""
    return _digest(session, sar, gathering, letter, exact)


def version(
    session: Session,
    sar: SubjectRequest,
    gathering: Gathering | None,
    letter: AnswerLetter | None,
) -> str:
    """The same of how many decisions there are, which costs no more for many than for few."""
    counted = covering.counted(session, gathering) if gathering else []
    return _digest(session, sar, gathering, letter, counted)


def _digest(
    session: Session,
    sar: SubjectRequest,
    gathering: Gathering | None,
    letter: AnswerLetter | None,
    decided: str | list[int],
) -> str:
    sources = [
        [source.name, source.progress.value, source.portions, source.reason]
        for source in gathered.sources(session, gathering)
    ]
    made_of = {
        "covering": decided,
        "gathering": str(gathering.id) if gathering else "",
        "letter": str(letter.id) if letter else "",
        "request": str(sar.id),
        "sources": sources,
    }
    return sha256(json.dumps(made_of, sort_keys=True).encode()).hexdigest()
