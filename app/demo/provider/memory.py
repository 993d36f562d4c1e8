"""Who is signed in at the provider, with which codes and tokens. It ends with the process."""

import secrets
from collections.abc import Mapping, Sequence
from uuid import UUID

from app.core import clock
from app.core.db.session import reading
from app.demo.provider.schemas import Claims, Code, SignedIn
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.identity.roles import queries as roles

CODE_SECONDS = 60
SHOWN = 40


class Memory:
    """The provider's state, and what it reads of the people of Northfold Energy.

    ``cast`` are the employee ids shown first.
    """

    def __init__(self, cast: Sequence[str]) -> None:
        self.cast = cast
        self.codes: dict[str, Code] = {}
        self.tokens: dict[str, tuple[SignedIn, str]] = {}
        self.browsers: dict[str, SignedIn] = {}

    def now(self) -> int:
        return int(clock.now().timestamp())

    def sign_in(self, employee_id: str) -> tuple[str, SignedIn]:
        """A browser's cookie value and its sign-in; the proof of who it is, is the choice."""
        cookie = secrets.token_urlsafe(32)
        signed_in = SignedIn(employee_id, secrets.token_urlsafe(12), self.now())
        self.browsers[cookie] = signed_in
        return cookie, signed_in

    def sign_out(self, cookie: str) -> SignedIn | None:
        return self.browsers.pop(cookie, None)

    def take_code(self, code: str) -> Code | None:
        """A code, once, within its minute."""
        found = self.codes.pop(code, None)
        if found is None or self.now() - found.issued > CODE_SECONDS:
            return None
        return found

    def knows(self, employee_id: str) -> bool:
        with reading() as session:
            return people.by_employee_id(session, employee_id) is not None

    def cast_members(self) -> Sequence[Person]:
        """The people to show first, in the order they were named."""
        with reading() as session:
            found = people.people_by_employee_ids(session, self.cast)
        return [found[employee_id] for employee_id in self.cast if employee_id in found]

    def named_like(self, text: str) -> Sequence[Person]:
        with reading() as session:
            return people.named_like(session, text, limit=SHOWN, active=True)

    def roles(self) -> Mapping[UUID, Sequence[str]]:
        """What people are in the portal beside employees, by their row ids."""
        found: dict[UUID, list[str]] = {}
        with reading() as session:
            for grant, _person in roles.held_grants(session):
                found.setdefault(grant.person_id, []).append(grant.role.value)
        return found

    def claims_of(self, employee_id: str, scope: str) -> Claims:
        with reading() as session:
            person = people.by_employee_id(session, employee_id)
        claims: Claims = {"sub": employee_id}
        if person is not None and "profile" in scope.split():
            claims["name"] = person.name
        if person is not None and "email" in scope.split():
            claims["email"] = person.email
        return claims
