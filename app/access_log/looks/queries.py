"""What one reader's pages are made of. Every query starts from the person who reads."""

from collections.abc import Callable, Set
from datetime import date, datetime, time
from itertools import islice
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from app.access_log import queries as log
from app.access_log.completeness import queries as completeness
from app.access_log.completeness.rules import Coverage
from app.access_log.errors import KeysUnavailableError, LogUnreadableError
from app.access_log.looks import counting, display, numbering, silences, summaries, walking
from app.access_log.looks.away import reads_the_log
from app.access_log.looks.forms import AT_A_TIME, Filters
from app.access_log.looks.months import Month
from app.access_log.looks.pages import Loaded, Page
from app.access_log.looks.particulars import EntryPage, PersonPage, Theirs, allowed
from app.access_log.looks.views import Row, Teller
from app.access_log.looks.walking import Place
from app.access_log.queries import Look
from app.access_log.unusual import queries as unusual
from app.cases.emergencies import queries as emergencies
from app.core import clock
from app.core.config import settings
from app.core.errors import NotFoundError
from app.identity.establishments import queries as establishments
from app.identity.people import queries as people
from app.identity.people.models import Person, PersonVersion
from app.identity.viewer import Viewer, Whose
from app.register import queries as register
from app.register.in_force.rules import Practice

OPENED = 200  # entries opened for one page of a month; a filter opens more of it
MOST = 5_000  # but no more than this for one page: what is older has a link
KEPT = 200


def page(session: Session, viewer: Viewer, filters: Filters) -> Page:
    """A month of the viewer's entries as she asked for them; this month unless she says."""
    today = clock.today(viewer.zone)
    month = Month.named(filters.when) if filters.when else Month.of(today)
    try:
        loaded = _loaded(session, viewer, filters, month)
    except LogUnreadableError:
        loaded = Loaded(month, [], 0, None, month, _newest(viewer), log_away=True)
    return Page(teller_for(session, viewer.person, viewer.zone), loaded, filters, today)


@reads_the_log
def _loaded(session: Session, viewer: Viewer, filters: Filters, month: Month) -> Loaded:
    counted, newest = counting.counted(session, viewer.person, month), _newest(viewer)
    keys_away, looks, older = False, list[Look](), 0
    try:
        looks, older = _window(session, viewer, filters, month)
    except KeysUnavailableError:
        keys_away = True
    return Loaded(
        month,
        looks,
        counted.total,
        counted.before,
        counted.oldest or month,
        newest,
        keys_away,
        sources=covering(session, viewer),
        older=older,
        continued=bool(filters.before),
        ahead=_ahead(session, viewer, month, newest),
    )


def _newest(viewer: Viewer) -> Month:
    """The newest month there can be entries in: hers, or that of the log, which is UTC's."""
    return max(Month.of(clock.now()), Month.of(clock.today(viewer.zone)))


def _ahead(
    session: Session, viewer: Viewer, month: Month, newest: Month
) -> tuple[Month, int] | None:
    """The month the log is in already while hers is not over, if it has entries."""
    if not month == Month.of(clock.today(viewer.zone)) < newest:
        return None
    entries = log.count_about(session, viewer.person, month=newest.number)
    return (newest, entries) if entries else None


def _window(
    session: Session, viewer: Viewer, filters: Filters, month: Month
) -> tuple[list[Look], int]:
    """The month's newest looks, or those before the one asked for, and how many are older still.

    Where jobs alone fill the usual window it is made as large as it may be, so that whoever
    reads often does not hide who looked.
    """
    before = None
    if filters.before:
        before = numbering.number(filters.before, viewer.employee_id)
        if before is None:
            raise NotFoundError
    whole = filters.narrowing or filters.by != "date" or filters.show > OPENED
    limit = MOST if whole else OPENED
    looks = _month(session, viewer, month, limit, before)
    by_people = sum(look.accessor.kind != "service" for look in looks if look.state == "shown")
    if len(looks) == limit == OPENED and by_people < filters.show:
        looks = _month(session, viewer, month, MOST, before)
    if len(looks) < limit:
        return looks, 0
    last = min(look.seq for look in looks)
    older = log.count_about(session, viewer.person, month=month.number, before=last)
    return looks, older


_kept: dict[tuple[str, frozenset[tuple[UUID, bool]], int, datetime], list[Coverage]] = {}


def covering(session: Session, viewer: Viewer) -> list[Coverage]:
    """How the systems that cover the viewer report. Worked out anew when the log has grown.

    And once a minute, since silence is what does not make it grow.
    """
    minute = clock.now().replace(second=0, microsecond=0)
    database = str(session.get_bind().engine.url)
    sources = completeness.covering(session, viewer.person)
    known = frozenset((source.id, source.revoked_at is None) for source in sources)
    key = database, known, log.size(session), minute
    if key not in _kept:
        if len(_kept) > KEPT:
            _kept.clear()
        _kept[key] = completeness.of_sources(session, sources)
    return _kept[key]


@reads_the_log
def person_page(session: Session, viewer: Viewer, key: str, before: str = "") -> PersonPage:
    """What one accessor did, a page of it. ``key`` is what this viewer knows them by.

    ``before`` is the reference of the last entry of the page before. All are counted.
    """
    teller = teller_for(session, viewer.person, viewer.zone)
    start = _entry(session, viewer, before) if before else None
    theirs = Theirs(after=log.place(start) if start else None)
    for look in walking.all_of(session, viewer):
        row = teller.row(look)
        if row.who.key == key:
            theirs.add(row)
    if theirs.latest is None:
        raise NotFoundError
    latest = theirs.latest
    practices = [allowed(practice, latest) for practice in practices_of(teller, theirs.seen)]
    return PersonPage(latest, theirs, practices, clock.today(viewer.zone))


@reads_the_log
def entry_page(session: Session, viewer: Viewer, reference: str) -> EntryPage:
    """One entry of the viewer's, and the latest other times the same person looked."""
    look = _entry(session, viewer, reference)
    teller = teller_for(session, viewer.person, viewer.zone)
    if look.state == "erased":
        return EntryPage(teller.row(look), [], [], clock.today(viewer.zone), True, None)
    row = teller.row(unusual.with_flags(session, viewer.person, [look])[0])
    rows = map(teller.row, walking.all_of(session, viewer))
    others = (other for other in rows if other.who.key == row.who.key and other.key != row.key)
    latest = sorted(islice(others, AT_A_TIME), key=lambda other: other.at, reverse=True)
    practices = [allowed(practice, row) for practice in practices_of(teller, row.seen)]
    judged = unusual.has_been_judged(session, look)
    emergency = emergencies.about(session, viewer.id, look.case) if look.case else None
    return EntryPage(row, latest, practices, clock.today(viewer.zone), judged, emergency)


def entry_row(session: Session, viewer: Viewer, reference: str) -> Row:
    """One entry of the viewer's in her words. Raises NotFoundError."""
    look = _entry(session, viewer, reference)
    return teller_for(session, viewer.person, viewer.zone).row(look)


def _entry(session: Session, viewer: Viewer, reference: str) -> Look:
    """The viewer's entry of this reference, unless it cannot be read. Raises NotFoundError."""
    seq = numbering.number(reference, viewer.employee_id)
    look = None if seq is None else log.entry_about(session, viewer.person, seq)
    if look is None or look.state == "unreadable":
        raise NotFoundError
    return look


@reads_the_log
def home_summary(session: Session, viewer: Viewer, today: date) -> summaries.Month:
    """What Home says of this month: people, times, reasons, the strip, the latest, what is missing.

    Raises KeysUnavailableError and LogUnreadableError.
    """
    teller = teller_for(session, viewer.person, viewer.zone)
    begun = datetime.combine(today.replace(day=1), time.min, ZoneInfo(viewer.zone))
    rows = map(teller.row, walking.since(session, viewer, begun))
    missing = silences.missing(covering(session, viewer), teller)
    return summaries.month(rows, today, missing)


def portion(
    session: Session,
    viewer: Whose,
    after: Place | None,
    limit: int | None = None,
    *,
    every: bool = False,
) -> tuple[list[Row], Place | None]:
    """The next entries about the viewer, for the file she takes with her, and where they end.

    In the order in which they were written down, the newest first; None at the end of all.
    ``every``: with those that do not open, and those whose content was deleted.
    """
    teller = teller_for(session, viewer.person, viewer.zone)
    looks, end = walking.portion(session, viewer, after, limit=limit, every=every)
    return [teller.row(look) for look in looks], end


def practices_of(teller: Teller, pairs: Set[tuple[str, str]]) -> list[Practice]:
    """The practices in use that name this data in this system, by title."""
    return [
        practice
        for practice in teller.register.practices
        if any(
            (practice.document.system, part.id) in pairs for part in practice.document.categories
        )
    ]


def teller_for(session: Session, person: Person, zone: str) -> Teller:
    """Whoever puts a person's entries into her words: register, policy and relations of now."""
    return Teller(
        subject=person.employee_id,
        display=display_for(session, person),
        register=register.in_force(session, clock.now()),
        relation=relations(session, person),
        zone=zone,
        organisation=settings().organisation,
    )


def display_for(session: Session, person: Person) -> display.Display:
    """How accessors are shown to a person: as set, or as her place of work has it."""
    if chosen := settings().name_display:
        return display.Display(chosen)
    place = establishments.by_code(session, person.establishment)
    return display.policy("", place.jurisdiction if place else "")


def relations(session: Session, person: Person) -> Callable[[str, datetime], str | None]:
    """How an accessor stood to the person at a moment: "now" her manager, "former", or None.

    What was so when her history begins is taken to have been so before.
    """
    history: list[PersonVersion] = []

    def relation(accessor: str, at: datetime) -> str | None:
        history.extend(people.history(session, person) if not history else ())
        managed = [version for version in history if version.manager_employee_id == accessor]
        begun = [v for v in managed if v.valid_from <= at or v is history[0]]
        if any(version.valid_to is None or version.valid_to > at for version in begun):
            return "now"
        return "former" if begun else None

    return relation


def _month(
    session: Session, viewer: Whose, month: Month, limit: int, before: int | None
) -> list[Look]:
    """With their flags, in the order in which they happened, the newest first."""
    looks = log.entries_about(
        session, viewer.person, month=month.number, limit=limit, before=before
    )
    flagged = unusual.with_flags(session, viewer.person, looks)
    return sorted(flagged, key=lambda look: (look.occurred_at, look.seq), reverse=True)
