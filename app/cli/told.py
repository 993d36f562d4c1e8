"""What an operator did is public: each act of the command line is a leaf of the log."""

from typing import Any

from sqlmodel import Session

from app.access_log import service as access_log


def tell(session: Session, act: str, **what: Any) -> None:
    """Append the act to the log in the same transaction: one does not happen without the other.

    ``what`` is public for good, so that it names roles, systems, numbers and row ids, but
    never a person.
    """
    access_log.append_notice(session, {"act": act, "by": "command line", **what})
