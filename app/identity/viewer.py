"""Who is looking: a person, signed in, with her roles and how she likes her pages."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from app.identity.establishments.models import Establishment
from app.identity.people.models import Person, Preference
from app.identity.roles.models import Role
from app.identity.sessions.models import PortalSession


class Whose(Protocol):
    """Whose data is told, and in which time zone: who is looking, or for whom it is gathered."""

    @property
    def person(self) -> Person: ...
    @property
    def zone(self) -> str: ...
    @property
    def id(self) -> UUID: ...
    @property
    def employee_id(self) -> str: ...


@dataclass(frozen=True)
class Subject:
    """The person of a request, whose data is gathered while she is not there."""

    person: Person
    zone: str

    @property
    def id(self) -> UUID:
        return self.person.id

    @property
    def employee_id(self) -> str:
        return self.person.employee_id


@dataclass(frozen=True)
class Viewer:
    """A signed-in person for the length of one request.

    ``roles`` are read anew with every request: one that is revoked, or that the provider
    does not confirm where it is asked to, is not among them. ``zone`` is the time zone in
    which pages show moments: the chosen one, else that of ``place``, where she works.
    """

    person: Person
    roles: frozenset[Role]
    signed_in: PortalSession
    preference: Preference
    zone: str
    place: Establishment | None = None

    @property
    def id(self) -> UUID:
        return self.person.id

    @property
    def employee_id(self) -> str:
        return self.person.employee_id

    @property
    def name(self) -> str:
        return self.person.name

    @property
    def initials(self) -> str:
        return self.person.initials

    @property
    def unit(self) -> str:
        return self.person.unit

    @property
    def role_title(self) -> str:
        return self.person.role_title

    @property
    def theme(self) -> str:
        return self.preference.theme.value

    @property
    def text_size(self) -> str:
        return self.preference.text_size.value

    @property
    def language(self) -> str:
        return self.preference.language

    @property
    def is_officer(self) -> bool:
        return Role.OFFICER in self.roles

    @property
    def is_representative(self) -> bool:
        return Role.REPRESENTATIVE in self.roles

    @property
    def is_auditor(self) -> bool:
        return Role.AUDITOR in self.roles

    @property
    def is_administrator(self) -> bool:
        return Role.ADMINISTRATOR in self.roles
