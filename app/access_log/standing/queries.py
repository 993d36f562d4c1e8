"""What the people room knew, at the moment of each of a run of accesses, of those concerned."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlmodel import Session

from app.access_log import queries as log
from app.access_log.models import LOG_SUBJECT
from app.access_log.opening.queries import OpenedEntry
from app.access_log.queries import Look
from app.identity.people import queries as people
from app.identity.people.models import Person, PersonVersion
from app.identity.sources import queries as sources


class Standing:
    """Of a run of opened entries: the people they are about, and those who looked."""

    def __init__(self, session: Session, opened: Sequence[OpenedEntry]) -> None:
        self._subjects: Mapping[UUID, Person] = people.people_by_ids(
            session, {row.subject for row in opened} - {LOG_SUBJECT}
        )
        portal = sources.portal(session)
        self._portal = portal.id if portal else None
        self.looks = {row.seq: log.look(row) for row in opened if row.body is not None}
        accessors = {
            look.accessor.id for look in self.looks.values() if look.accessor.kind == "person"
        }
        subjects = {subject.employee_id for subject in self._subjects.values()}
        self._histories = people.histories(session, accessors | subjects)

    def subject(self, row: OpenedEntry) -> Person | None:
        """Whom an entry is about; nobody if it is the log's own."""
        return self._subjects.get(row.subject)

    def accessor(self, look: Look) -> PersonVersion | None:
        """One of our own people as she was then; as she was later if not known then."""
        return self._then(look.accessor.id, look) if look.accessor.kind == "person" else None

    def worker(self, look: Look, subject: Person) -> PersonVersion | None:
        """Whom the entry is about, as she was then."""
        return self._then(subject.employee_id, look)

    def manager(self, look: Look, subject: Person) -> str | None:
        """Whether the accessor was the person's manager: "now", "former" or None."""
        if look.accessor.kind != "person":
            return None
        versions = self._histories.get(subject.employee_id, ())
        return people.managed(versions, look.accessor.id, look.occurred_at)

    def is_own(self, look: Look, subject: Person) -> bool:
        return look.accessor.kind == "person" and look.accessor.id == subject.employee_id

    def is_portal(self, look: Look) -> bool:
        """Whether the portal reported it itself."""
        return look.source_id == self._portal

    def is_portal_search(self, look: Look) -> bool:
        """Whether a name came up in a search made through the portal."""
        return look.action == "search" and self.is_portal(look)

    def _then(self, employee_id: str, look: Look) -> PersonVersion | None:
        versions = self._histories.get(employee_id)
        if not versions:
            return None
        then = [version for version in versions if version.valid_from <= look.occurred_at]
        return then[-1] if then else versions[0]
