"""Everything that stands in a bundle, read at once from what was gathered and decided."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from app.answers.bundles.models import AnswerBundle
from app.answers.bundles.schemas import Copy, Facts, Rows, Searched
from app.answers.by_hand import queries as hand_searches
from app.answers.by_hand.models import HandSearch
from app.answers.covering import queries as covering
from app.answers.covering.copying.service import covered_of, kind_words, language_of
from app.answers.covering.deciding.rules import OTHERS, READ
from app.answers.covering.queries import State
from app.answers.gathering import queries as gathered
from app.answers.gathering import rules as gathering_rules
from app.answers.gathering.models import Gathering, GatheringSource, Progress
from app.answers.letters.models import AnswerLetter
from app.answers.letters.schemas import Parts
from app.core import clock
from app.core.config import settings
from app.core.language import gettext
from app.core.language import gettext as _
from app.identity.people.models import Person
from app.subject_requests import queries as requests
from app.subject_requests.models import SubjectRequest


def of(session: Session, bundle: AnswerBundle) -> Facts:
    """The facts of a bundle that was asked for."""
    sar = session.get_one(SubjectRequest, bundle.request_id)
    gathering = session.get_one(Gathering, bundle.gathering_id)
    letter = session.get_one(AnswerLetter, bundle.letter_id)
    person = session.get_one(Person, sar.person_id)
    sources = gathered.sources(session, gathering)
    states = given_states(session, gathering)
    by_hand: dict[str, list[HandSearch]] = defaultdict(list)
    for each in hand_searches.of_request(session, sar.id):
        by_hand[each.source].append(each)
    return Facts(
        reference=sar.reference,
        kind=sar.kind,
        name=person.name,
        employee_id=person.employee_id,
        address=settings().organisation_address.splitlines(),
        organisation=settings().organisation,
        language=language_of(session, sar.person_id),
        zone=gathering.time_zone,
        received_on=sar.received_on,
        day=requests.today(sar.jurisdiction),
        made_at=clock.now(),
        terms=gathering.terms,
        since=gathering.since,
        until=gathering.until,
        parts=Parts.model_validate(letter.parts),
        tables=[rows for source in sources for rows in _tables(session, source)],
        copies=copies(states, sources),
        searched=[_searched(source, states, by_hand[source.name]) for source in sources],
        format=sar.format,
        kept_back=kept_back(states),
    )


@dataclass(frozen=True)
class Told:
    """A document, and what keeps it back: itself, or the message that it is attached to."""

    state: State
    held_by: State | None


def given_states(session: Session, gathering: Gathering) -> list[Told]:
    """Every document that the person may know of: one withheld in silence is not there.

    What is attached to a document that is withheld is withheld with it.
    """
    return told(covering.states(session, gathered.documents(session, gathering)))


def told(states: Sequence[State]) -> list[Told]:
    """The same of these."""
    held = {_name(state): state for state in states if state.is_withheld}
    found = [Told(state, _holder(state, held)) for state in states]
    return [each for each in found if each.held_by is None or not each.held_by.is_silent]


def _name(state: State) -> tuple[UUID, str]:
    return state.document.source_id, state.document.key


def _holder(state: State, held: Mapping[tuple[UUID, str], State]) -> State | None:
    """Of itself and all that it hangs on (“m/1/2” on “m/1” and “m”), the outermost withheld."""
    source_id, key = _name(state)
    parts = key.split("/")
    names = ["/".join(parts[:length]) for length in range(1, len(parts) + 1)]
    return next((held[source_id, name] for name in names if (source_id, name) in held), None)


def copies(documents: Iterable[Told], sources: Sequence[GatheringSource]) -> list[Copy]:
    """What is given of the documents, counted anew, so that no number is missing."""
    titles = {source.id: _title(source) for source in sources}
    given = (each.state for each in documents if each.held_by is None)
    return [
        Copy(
            number=number,
            source_title=titles[state.document.source_id],
            kind=kind_words(state.document.kind),
            text_id=state.document.text_id,
            covered=covered_of(state),
            note=state.document.unreadable,
        )
        for number, state in enumerate(given, start=1)
    ]


def kept_back(documents: Iterable[Told]) -> dict[str, int]:
    """How many passages were covered and documents kept back, for each reason she reads."""
    counted = Counter(words for each in documents for words in _reasons(each))
    return dict(sorted(counted.items()))


def _reasons(document: Told) -> Iterator[str]:
    if document.held_by is not None:
        yield _("a whole document: %(why)s") % {"why": _why_withheld(document.held_by)}
    else:
        yield from (passage.words for passage in document.state.covered)


def _why_withheld(state: State) -> str:
    whole = next((each for each in state.held_back if each.start_at is None), None)
    return gettext(READ[whole.ground if whole else OTHERS])


def _tables(session: Session, source: GatheringSource) -> Iterator[Rows]:
    files = gathered.records(session, source)
    for table in source.tables:
        own = [file for file in files if file.name == table["name"]]
        if own:
            yield Rows(
                source=source.name,
                source_title=_title(source),
                name=table["name"],
                title=_own(source, table["title"]),
                columns={
                    name: words | {"title": _own(source, words["title"])}
                    for name, words in table["columns"].items()
                },
                files=[file.file_id for file in own],
                records=sum(file.records for file in own),
            )


def _title(source: GatheringSource) -> str:
    return _("This portal") if gathering_rules.is_portal(source.name) else source.title


def _own(source: GatheringSource, words: str) -> str:
    """The portal's own words in the reader's language; those of a source are its own."""
    return gettext(words) if gathering_rules.is_portal(source.name) else words


def _searched(
    source: GatheringSource, told_of: Iterable[Told], by_hand: Sequence[HandSearch]
) -> Searched:
    documents = sum(each.state.document.source_id == source.id for each in told_of)
    answered = source.progress is Progress.DONE
    return Searched(
        title=_title(source),
        run_by=source.run_by,
        found=source.records + documents,
        terms=source.terms_used,
        left_out="" if answered else source.reason,
        skipped=len(source.skipped),
        by_hand=[_by_hand(each) for each in by_hand],
    )


def _by_hand(search: HandSearch) -> str:
    days = [day.isoformat() if day else "…" for day in (search.since, search.until)]
    about = {"day": search.searched_on.isoformat(), "what": search.searched, "days": "–".join(days)}
    if search.since or search.until:
        return _("Searched by hand on %(day)s: %(what)s (of %(days)s)") % about
    return _("Searched by hand on %(day)s: %(what)s") % about
