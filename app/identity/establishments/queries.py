"""Where people work."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from app.identity.establishments import rules
from app.identity.establishments.models import Establishment


def by_code(session: Session, code: str) -> Establishment | None:
    return session.get(Establishment, code)


def everything(session: Session) -> Sequence[Establishment]:
    """All establishments by code."""
    return session.exec(select(Establishment).order_by(col(Establishment.code))).all()


def by_codes(session: Session) -> dict[str, Establishment]:
    """All establishments, under their codes: there are few."""
    return {establishment.code: establishment for establishment in everything(session)}


def zone_of(session: Session, code: str) -> str:
    """The time zone of a place, or Europe/London where the place is not known."""
    establishment = by_code(session, code)
    return establishment.time_zone if establishment else rules.DEFAULT_ZONE


def jurisdictions(session: Session) -> dict[str, str]:
    """The jurisdiction of each place of work, under its code."""
    return {place.code: place.jurisdiction for place in everything(session)}
