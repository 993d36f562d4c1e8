"""The portal's own rooms as a source among the others: each part is a table."""

from collections.abc import Collection, Sequence

from app.answers.gathering.models import PORTAL
from app.connectors.schemas import Asked, Column, Portion, Records, SourceError, Table
from app.core.db.session import reading
from app.core.language import gettext as _
from app.identity.held.rules import Wanted, is_wanted, plain
from app.identity.held.schemas import AT_ONCE, Part
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
        """The next records of a part, read in a transaction of their own."""
        at, _space, place = (after or "0").partition(_SEPARATOR)
        part = self._parts[int(at)]
        with reading() as session:
            person = people.by_employee_id(session, asked.employee_id)
            if person is None:
                raise SourceError(_("This person is not known to the portal."), again=False)
            subject = Subject(person, asked.time_zone)
            found = part.portion(session, subject, place or None, AT_ONCE)
        wanted = Wanted(asked.since, asked.until, asked.time_zone, self._practices)
        rows = [
            {"record": one.key, **plain(one.values)}
            for one in found.records
            if is_wanted(part, one.values, wanted)
        ]
        more = self._next(int(at), found.after)
        return Portion([Records(part.name, rows)] if rows else [], after=more)

    def _next(self, at: int, after: str | None) -> str | None:
        if after is not None:
            return f"{at}{_SEPARATOR}{after}"
        return str(at + 1) if at + 1 < len(self._parts) else None
