"""A source that is asked over HTTP, for one portion at a time."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.connectors.http import rules
from app.connectors.http.calling import Caller
from app.connectors.http.paging.rules import Walk, next_place, onward
from app.connectors.http.paging.schemas import ByNumber
from app.connectors.http.rules import Place
from app.connectors.http.schemas import Configuration, Listed
from app.connectors.rows.rules import at, document, is_asked_for, key, moment, values
from app.connectors.schemas import Asked, Document, Portion, Records, SourceError, Table, Value
from app.core.language import N_
from app.core.language import gettext as _
from app.core.outgoing.asking import Answer

MOST_PAGES, ENOUGH = 20, 4 * 2**20  # pages and bytes after which a portion is given


@dataclass
class _Taken:
    """What a portion holds so far."""

    rows: dict[str, list[dict[str, Value]]] = field(default_factory=dict)
    keys: dict[str, list[str]] = field(default_factory=dict)
    documents: list[Document] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    pages: int = 0
    size: int = 0


class Http:
    """A system that gives one person’s rows as JSON."""

    def __init__(self, configuration: Configuration) -> None:
        self._given = configuration

    @property
    def tables(self) -> Sequence[Table]:
        return [listed.words for listed in self._given.tables]

    @property
    def terms_used(self) -> Sequence[str]:
        named = frozenset[str]().union(*(each.placeholders for each in self._given.tables))
        words = {"employee_id": N_("employee number"), "email": N_("e-mail addresses")}
        return [_(said) for name, said in words.items() if name in named]

    def check(self) -> None:
        """Fetch a token, reach the source, and look at one person’s fields if one may be tried."""
        caller = Caller(self._given)
        if self._given.trial is None:
            caller.reach(self._given.base_url)
            return
        asked = Asked(self._given.trial)
        for listed in self._given.tables:
            for values_ in rules.askings(listed, asked):
                url = rules.url(self._given.base_url, listed, asked, values_, Walk())
                _look_at(listed, _found(caller.get(url), listed, asked)[1])

    def portion(self, asked: Asked, after: str | None) -> Portion:
        place: Place | None = rules.read(after)
        caller, taken = Caller(self._given), _Taken()
        while place is not None and not _is_enough(taken, caller):
            place = self._further(caller, asked, place, taken)
        return Portion(
            records=[Records(name, rows, taken.keys[name]) for name, rows in taken.rows.items()],
            documents=taken.documents,
            after=None if place is None else rules.written(place),
            skipped=taken.skipped,
        )

    def _further(self, caller: Caller, asked: Asked, place: Place, taken: _Taken) -> Place | None:
        """One page further, or on to the next list. None: there is none."""
        tables = self._given.tables
        if place.table >= len(tables):
            return None
        listed = tables[place.table]
        askings = rules.askings(listed, asked)
        if not askings:
            words = _("“%(table)s” was not asked for: no e-mail address is known.")
            taken.skipped.append(words % {"table": listed.title})
        if place.asking >= len(askings):
            return Place(place.table + 1) if place.table + 1 < len(tables) else None
        url = rules.url(self._given.base_url, listed, asked, askings[place.asking], place.walk)
        walk = _page(caller, url, listed, asked, walk=place.walk, taken=taken)
        if walk is None:
            return Place(place.table, place.asking + 1)
        return Place(place.table, place.asking, walk)


def _is_enough(taken: _Taken, caller: Caller) -> bool:
    return taken.pages > 0 and (taken.pages >= MOST_PAGES or taken.size >= ENOUGH or caller.is_late)


def _page(
    caller: Caller, url: str, listed: Listed, asked: Asked, *, walk: Walk, taken: _Taken
) -> Walk | None:
    """Take what is on a page; where the list goes on."""
    answer = caller.get(url)
    said, rows = _found(answer, listed, asked)
    taken.pages, taken.size = taken.pages + 1, taken.size + len(answer.body)
    for row in rows:
        when = moment(at(row, listed.at_field), asked.time_zone) if listed.at_field else None
        if not is_asked_for(when, asked):
            continue
        if listed.names_others:
            taken.documents.append(document(row, listed, when))
        else:
            taken.keys.setdefault(listed.name, []).append(key(row, listed))
            taken.rows.setdefault(listed.name, []).append(values(row, listed))
    link = ", ".join(answer.headers.get_all("Link", []))
    place = next_place(listed.paging, url, said, rows, link)
    if place is None:
        return None
    tells = json.dumps(rows) if isinstance(listed.paging, ByNumber) else place
    return onward(walk, place, tells)


def _found(answer: Answer, listed: Listed, asked: Asked) -> tuple[object, list[dict[str, object]]]:
    """The JSON of an answer, and the person's rows in it."""
    if answer.status == 204 or (answer.status == 404 and listed.unknown):
        return None, []
    if answer.status == 404:
        words = _("There is nothing at the address of “%(table)s”.")
        raise SourceError(words % {"table": listed.title}, again=False)
    said = rules.document(answer.body)
    return said, list(rules.rows(said, listed, asked.employee_id))


def _look_at(listed: Listed, rows: Sequence[dict[str, object]]) -> None:
    """SourceError for a field that none of the rows has."""
    named = [listed.key_field, *([listed.at_field] if listed.at_field else []), *listed.columns]
    for path in named if rows else ():
        if all(at(row, path) is None for row in rows):
            words = _("No row of “%(table)s” has a field “%(field)s”.")
            raise SourceError(words % {"table": listed.title, "field": path}, again=False)
    for row in rows:
        key(row, listed)
        values(row, listed)
