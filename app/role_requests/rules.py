"""The object of a request for a role: one role for one person, by name and by digest."""

import json
from hashlib import sha256
from uuid import UUID

from app.identity.roles.models import Role


def about(person_id: UUID, role: Role) -> str:
    """The object's own name: there is never more than one open request about it."""
    return f"{person_id}:{role.value}"


def parts(about: str) -> tuple[UUID, Role]:
    """The person and the role that a request names."""
    person_id, _, role = about.partition(":")
    return UUID(person_id), Role(role)


def digest(employee_id: str, person_id: UUID, role: Role) -> str:
    """What is approved: exactly this role for exactly this person, as canonical JSON."""
    exact = {"employee": employee_id, "person": str(person_id), "role": role.value}
    canonical = json.dumps(exact, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(canonical.encode()).hexdigest()
