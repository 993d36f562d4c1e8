"""What a request is about, as the room that asks for it tells the desk."""

from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

from sqlmodel import Session

from app.approvals.models import Approval
from app.identity.people.models import Person


class Matter(NamedTuple):
    """The object of a request as it is now. ``digest`` is what the decision is taken on.

    ``template`` is the partial that shows all of it to the second person, and finds ``values``
    as ``matter.values``; ``url`` is the object's own page, empty if it has none yet.
    """

    title: str
    url: str
    digest: str
    template: str
    values: Mapping[str, Any]


class Handler(Protocol):
    """The module ``approving`` of a room that asks for decisions."""

    def matter(self, session: Session, approval: Approval) -> Matter:
        """The object as it is now. Raises NotFoundError if it is gone."""
        ...

    def carry_out(self, session: Session, approval: Approval, approver: Person) -> None:
        """Do what was approved, in the transaction of the approval: both happen or neither."""
        ...
