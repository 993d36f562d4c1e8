"""Connected sources as administrators see them: no secret, and nothing about anybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.connectors import queries as connectors
from app.connectors.heads.schemas import Head
from app.connectors.models import Connected, ConnectorVersion
from app.connectors.trials import queries as trials
from app.connectors.trials.models import ConnectorTrial
from app.identity.people import queries as people
from app.register import queries as register


@dataclass(frozen=True)
class Source:
    """A connected source; ``practices`` are (code, title) pairs, the title "" if not in use."""

    connected: Connected
    version: ConnectorVersion
    head: Head
    practices: Sequence[tuple[str, str]]
    trial: ConnectorTrial | None

    @property
    def has_ended(self) -> bool:
        return self.connected.ended_at is not None

    @property
    def needs_mending(self) -> bool:
        return not self.has_ended and self.trial is not None and bool(self.trial.problem)

    @property
    def secrets(self) -> list[tuple[str, datetime]]:
        """The names of what is sealed, and since when each is the same."""
        since = self.version.secrets_set.items()
        return sorted((place, datetime.fromisoformat(at)) for place, at in since)


@dataclass(frozen=True)
class Details:
    """One source with every way it was ever asked, and names of who did what."""

    source: Source
    versions: Sequence[ConnectorVersion]
    tables: Sequence[str]
    names: dict[object, str]


def sources(session: Session) -> list[Source]:
    """Those in use by name, then those that ended."""
    found = connectors.everything(session)
    tried = trials.last(session, [version.id for _connected, version in found])
    titles = _titles(session)
    every = [_source(one, version, titles, tried.get(version.id)) for one, version in found]
    return sorted(every, key=lambda source: source.has_ended)


def details(session: Session, name: str) -> Details:
    """NotFoundError."""
    connected, version = connectors.present(session, name)
    trial = trials.last(session, [version.id]).get(version.id)
    versions = connectors.versions(session, connected)
    acting = {one.made_by for one in versions} | ({trial.tried_by} if trial else set())
    known = people.people_by_ids(session, {one for one in acting if one})
    return Details(
        source=_source(connected, version, _titles(session), trial),
        versions=versions,
        tables=[table["title"] for table in version.configuration.get("tables", [])],
        names={one: person.name for one, person in known.items()},
    )


def _titles(session: Session) -> dict[str, str]:
    return {practice.id: practice.title for practice in register.in_force_now(session).every}


def _source(
    connected: Connected,
    version: ConnectorVersion,
    titles: dict[str, str],
    trial: ConnectorTrial | None,
) -> Source:
    head = version.head
    practices = [(code, titles.get(code, "")) for code in head.practices]
    return Source(connected, version, head, practices, trial)
