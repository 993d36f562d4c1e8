"""The portal's own rooms as a source among the others: each part is a table."""

from collections.abc import Collection, Sequence

from app.answers.gathering.models import PORTAL
from app.connectors.schemas import Asked, Column, Portion, Records, SourceError, Table, Value
from app.core.db.session import reading
from app.core.language import gettext as _
from app.identity.held.rules import Wanted, is_wanted, plain
from app.identity.held.schemas import AT_ONCE, Part, Record
from app.identity.people import queries as people
from app.identity.viewer import Subject

_SEPARATOR = " "


class Portal:
    """Keeps the contract of a connector. Nobody but the person stands in what it gives."""

    name = PORTAL

    def __init__(self, parts: Sequence[Part], practices: Collection[str] | None = None) -> None:
        """``practices``: those asked for; None: any."""
        self._parts = parts
        self._practices = None if practices is None else frozenset(practices)

    @property
    def tables(self) -> Sequence[Table]:
        """Each part with its fields in plain words."""
        return [
            Table(
                part.name,
                part.title,
                {name: Column(word) for name, word in part.fields.items()},
                by_day=bool(part.at),
                by_practice=bool(part.practice),
            )
            for part in self._parts
        ]

    @property
    def terms_used(self) -> Sequence[str]:
        """Only the person herself."""
        return [_("employee number")]

    def check(self) -> None:
        """Nothing has to be reached."""

    def portion(self, asked: Asked, after: str | None) -> Portion:
        """The next records, of several parts if they are few, in a transaction of their own."""
        at, _space, place = (after or "0").partition(_SEPARATOR)
        number, begins, read = int(at), place or None, 0
        wanted = Wanted(asked.since, asked.until, asked.time_zone, self._practices)
        given: list[Records] = []
        with reading() as session:
            person = people.by_employee_id(session, asked.employee_id)
            if person is None:
                raise SourceError(_("This person is not known to the portal."), again=False)
            subject = Subject(person, asked.time_zone)
            while number < len(self._parts) and read < AT_ONCE:
                part = self._parts[number]
                found = part.portion(session, subject, begins, AT_ONCE)
                if rows := _wanted(part, found.records, wanted):
                    given.append(Records(part.name, rows))
                if found.after is not None:
                    return Portion(given, after=f"{number}{_SEPARATOR}{found.after}")
                number, begins, read = number + 1, None, read + len(found.records)
        return Portion(given, after=str(number) if number < len(self._parts) else None)


def _wanted(part: Part, records: Sequence[Record], wanted: Wanted) -> list[dict[str, Value]]:
    return [
        {"record": one.key, **plain(one.values)}
        for one in records
        if is_wanted(part, one.values, wanted)
    ]
