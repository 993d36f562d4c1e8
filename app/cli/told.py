"""What an operator did is public: each act of the command line is a leaf of the log."""

from typing import Any

from sqlmodel import Session

from app.access_log import service as access_log
from app.identity.roles import queries as roles
from app.identity.roles.models import Role
from app.notifications import service as notifications
from app.notifications.models import Kind


def tell(session: Session, act: str, **what: Any) -> None:
    """Append the act to the log in the same transaction: one does not happen without the other.

    Officers and representatives are told of it.

    ``what`` is public for good, so that it names roles, systems, numbers and row ids, but
    never a person.
    """
    leaf = access_log.append_notice(session, {"act": act, "by": "command line", **what})
    told = {
        person.id
        for role in (Role.OFFICER, Role.REPRESENTATIVE)
        for person in roles.holders(session, role)
    }
    notifications.tell(session, told, Kind.COMMAND_LINE_ACT, about=f"log {leaf}", act=act)
