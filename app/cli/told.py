"""What an operator did is public: each act of the command line is told in one place."""

from typing import Any

from sqlmodel import Session


def tell(session: Session, act: str, **what: Any) -> None:
    """Make the act known in the same transaction: one does not happen without the other.

    ``what`` is public for good. It names employee ids and codes, never a name or an address.
    """
    session.info.setdefault("acts", []).append({"act": act, "by": "command line", **what})
