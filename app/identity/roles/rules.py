"""Which roles one person may not hold together, and when setting up is over."""

from collections.abc import Collection, Mapping

from app.identity.roles.models import Role

KEPT_APART = frozenset({Role.OFFICER, Role.AUDITOR, Role.ADMINISTRATOR})
SET_UP_NEEDS = {Role.OFFICER: 2, Role.ADMINISTRATOR: 1}


def in_the_way(held: Collection[Role], wanted: Role) -> Role | None:
    """The role held already that forbids the wanted one (SECURITY: O+D, O+U, D+U)."""
    if wanted not in KEPT_APART:
        return None
    return next((role for role in sorted(held) if role in KEPT_APART - {wanted}), None)


def is_set_up(holders: Mapping[Role, int]) -> bool:
    """Whether enough people hold the roles that a portal needs to grant further ones itself."""
    return all(holders.get(role, 0) >= needed for role, needed in SET_UP_NEEDS.items())


def can_spare(holders: Mapping[Role, int], role: Role) -> bool:
    """Whether the portal can still grant roles itself once one holder fewer has this role."""
    return role not in SET_UP_NEEDS or holders.get(role, 0) > SET_UP_NEEDS[role]
