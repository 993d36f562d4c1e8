"""Everything that stands in a bundle, read at once from what was gathered and decided."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from sqlmodel import Session

from app.answers.bundles.models import AnswerBundle
from app.answers.bundles.naming.queries import Shown, shown, why_withheld
from app.answers.bundles.schemas import Copy, Facts, Rows, Searched
from app.answers.by_hand import queries as hand_searches
from app.answers.by_hand.models import HandSearch
from app.answers.covering import queries as covering
from app.answers.covering.copying import service as copying
from app.answers.covering.copying.service import kind_words, language_of
from app.answers.covering.queries import State
from app.answers.gathering import queries as gathered
from app.answers.gathering import rules as gathering_rules
from app.answers.gathering.models import GatheredDocument, Gathering, GatheringSource, Progress
from app.answers.letters.models import AnswerLetter
from app.answers.letters.schemas import Parts
from app.connectors.schemas import DocumentKind
from app.core import clock
from app.core.config import settings
from app.core.errors import ConflictError
from app.core.language import gettext
from app.core.language import gettext as _
from app.core.storage import service as storage
from app.identity.people.models import Person
from app.subject_requests import queries as requests
from app.subject_requests.asking.rules import What, scope_of
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
        chosen=scope_of(sar.scope).what is What.CHOSEN,
        parts=Parts.model_validate(letter.parts),
        tables=[rows for source in sources for rows in _tables(session, source)],
        copies=copies(states, sources),
        searched=[_searched(source, states, by_hand[source.name]) for source in sources],
        format=sar.format,
        kept_back=kept_back(states),
    )


@dataclass(frozen=True)
class Told:
    """A document, and what keeps it back: itself, or the message that it is attached to.

    ``withheld`` are those attached to it of which nothing is given.
    """

    state: State
    held_by: State | None
    withheld: Sequence[State] = ()

    @cached_property
    def shown(self) -> Shown:
        """What its copy does not show."""
        return shown(self.state, self.withheld)


def given_states(session: Session, gathering: Gathering) -> list[Told]:
    """Every document that the person may know of: one withheld in silence is not there.

    What is attached to a document that is withheld is withheld with it.
    """
    return told(covering.states(session, gathered.documents(session, gathering)))


def told(states: Sequence[State]) -> list[Told]:
    """The same of these."""
    held = {_name(state): state for state in states if state.is_withheld}
    attached = defaultdict(list)
    for (source_id, key), state in held.items():
        attached[source_id, key.rpartition("/")[0]].append(state)
    messages = {_name(state) for state in states if state.document.kind is DocumentKind.MAIL}
    found = []
    for each in states:
        holders = [held[name] for name in _names(each, messages) if name in held]
        if not any(holder.is_silent for holder in holders):
            found.append(Told(each, next(iter(holders), None), attached[_name(each)]))
    return found


def _name(state: State) -> tuple[UUID, str]:
    return state.document.source_id, state.document.key


def _names(state: State, messages: Collection[tuple[UUID, str]]) -> list[tuple[UUID, str]]:
    """Of the messages that it hangs on, the outermost first (“m/1/2” on “m/1” and “m”), and it."""
    source_id, key = _name(state)
    parts = key.split("/")
    above = ((source_id, "/".join(parts[:length])) for length in range(1, len(parts)))
    return [*(name for name in above if name in messages), (source_id, key)]


def numbers(documents: Iterable[Told]) -> dict[UUID, int]:
    """What each document that is given is called, counted anew, so that no number is missing."""
    given = (each.state.document.id for each in documents if each.held_by is None)
    return {document_id: number for number, document_id in enumerate(given, start=1)}


def copies(documents: Sequence[Told], sources: Sequence[GatheringSource]) -> list[Copy]:
    """What is given of the documents, in the order of their numbers."""
    titles = {source.id: _title(source) for source in sources}
    number_of = numbers(documents)
    return [
        Copy(
            number=number_of[each.state.document.id],
            source_title=titles[each.state.document.source_id],
            kind=kind_words(each.state.document.kind),
            text_id=each.state.document.text_id,
            covered=each.shown.covered,
            cut=each.shown.cut,
            note=each.state.document.unreadable,
        )
        for each in documents
        if each.held_by is None
    ]


def copy_of(session: Session, document: GatheredDocument) -> bytes:
    """The file as it would be sent now: HTML without scripts. ConflictError: it is kept back."""
    gathering = session.get_one(Gathering, document.gathering_id)
    sar = session.get_one(SubjectRequest, gathering.request_id)
    given = [each for each in given_states(session, gathering) if each.held_by is None]
    made = zip(given, copies(given, gathered.sources(session, gathering)), strict=True)
    for each, copy in made:
        if each.state.document.id == document.id:
            return file_of(copy, language_of(session, sar.person_id))
    raise ConflictError(_("Nothing of this document is given, so there is no copy of it."))


def file_of(copy: Copy, language: str) -> bytes:
    """A copy as a file: the one way in which it is made, for its check and for the answer."""
    return copying.rebuilt(
        storage.content(copy.text_id).decode(),
        copy.covered,
        copy.cut,
        number=copy.number,
        kind=copy.kind,
        note=copy.note,
        language=language,
    )


def kept_back(documents: Iterable[Told]) -> dict[str, int]:
    """How many passages were covered and documents kept back, for each reason she reads."""
    counted = Counter(words for each in documents for words in _reasons(each))
    return dict(sorted(counted.items()))


def _reasons(document: Told) -> Iterator[str]:
    if document.held_by is not None:
        yield _("a whole document: %(why)s") % {"why": why_withheld(document.held_by)}
    else:
        yield from (passage.reason for passage in document.shown.covered)


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
                by_day=table.get("by_day", True),
                by_practice=table.get("by_practice", True),
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
        apart=_kept_apart() if answered and gathering_rules.is_portal(source.name) else "",
    )


def _kept_apart() -> str:
    """What ``my_data.exporters`` gives to herself alone: whether she has any of it or not."""
    return _(
        "The concerns you raised, questions you asked about a look at your data, complaints about"
        " how a request was handled, surveys you were invited to, requests and concerns you began"
        " and did not send, and what tells of these among your looks, cases and updates are not in"
        " this file: whoever answers requests does not read them. This is said in every answer,"
        " whether there is any of it or not. It is all on “My data”, where you can read and"
        " download it; if you cannot sign in any more, write to us."
    )


def _by_hand(search: HandSearch) -> str:
    days = [day.isoformat() if day else "…" for day in (search.since, search.until)]
    about = {"day": search.searched_on.isoformat(), "what": search.searched, "days": "–".join(days)}
    if search.since or search.until:
        return _("Searched by hand on %(day)s: %(what)s (of %(days)s)") % about
    return _("Searched by hand on %(day)s: %(what)s") % about
