"""What can be done to an establishment: put it as the register describes it."""

from collections.abc import Mapping

from sqlmodel import Session

from app.core.errors import RejectedError
from app.identity.establishments import rules
from app.identity.establishments.models import Establishment


class NotAnEstablishmentError(RejectedError):
    def __init__(self, code: str, field: str, fault: str) -> None:
        super().__init__(f"Establishment {code}: {field}: {fault}.")


def put(
    session: Session,
    *,
    code: str,
    name: str,
    jurisdiction: str,
    time_zone: str,
    working_hours: Mapping[str, str],
) -> Establishment:
    """The establishment under ``code``, new or changed, as described."""
    if not rules.CODE.fullmatch(code):
        raise NotAnEstablishmentError(code[:64], "id", "letters, digits, dots and hyphens")
    for field, fault in rules.faults(
        name=name, jurisdiction=jurisdiction, time_zone=time_zone, working_hours=working_hours
    ):
        raise NotAnEstablishmentError(code, field, fault)
    establishment = session.get(Establishment, code) or Establishment(
        code=code, name=name, jurisdiction=jurisdiction, time_zone=time_zone
    )
    establishment.name = name
    establishment.jurisdiction = jurisdiction
    establishment.time_zone = time_zone
    establishment.working_hours = dict(working_hours)
    session.add(establishment)
    session.flush()
    return establishment
