"""Connecting a source, changing how it is asked, ending it, and opening it for one portion."""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from sqlmodel import Session

from app.connectors import queries
from app.connectors.heads import rules
from app.connectors.heads.schemas import Head
from app.connectors.kinds import KINDS
from app.connectors.models import Connected, ConnectorVersion
from app.connectors.push import queries as push_queries
from app.connectors.push import service as push
from app.connectors.schemas import Asked, Connector, SourceError
from app.core import clock, secrets
from app.core.crypto import aead
from app.core.db import dialects
from app.core.errors import ConflictError
from app.core.language import gettext as _

PURPOSE = "connector secrets"


class NameTakenError(ConflictError):
    def __init__(self, name: str) -> None:
        said = _("A connector called %(name)s is there already. Choose another name.")
        super().__init__(said % {"name": name})


class EndedError(ConflictError):
    def __init__(self, name: str) -> None:
        said = _("%(name)s has ended. Connect it under another name.")
        super().__init__(said % {"name": name})


class OtherKindError(ConflictError):
    def __init__(self, name: str, kind: str) -> None:
        said = _("%(name)s is of the kind %(kind)s. Connect it under another name.")
        super().__init__(said % {"name": name, "kind": kind})


def connect(session: Session, configuration: Head, by: UUID | None = None) -> ConnectorVersion:
    """A new source, with its first version. NameTakenError."""
    dialects.serialise(session, "connectors")
    if queries.by_name(session, configuration.name) is not None:
        raise NameTakenError(configuration.name)
    connected = Connected(
        name=configuration.name, kind=configuration.kind, connected_at=clock.now()
    )
    session.add(connected)
    session.flush()
    return _add(session, connected, 1, configuration, by)


def change(session: Session, configuration: Head, by: UUID | None = None) -> ConnectorVersion:
    """From now on ask the source of this name so; the present version if nothing is different.

    NotFoundError, EndedError, OtherKindError.
    """
    dialects.serialise(session, "connectors")
    connected, before = queries.present(session, configuration.name)
    if connected.ended_at is not None:
        raise EndedError(connected.name)
    if connected.kind != configuration.kind:
        raise OtherKindError(connected.name, connected.kind)
    known = _unsealed(before)
    public, hidden = rules.parted(configuration)
    if (public, hidden) == (before.configuration, known):
        return before
    since = {
        place: before.secrets_set[place]
        for place, secret in hidden.items()
        if known.get(place) == secret
    }
    return _add(session, connected, before.number + 1, configuration, by, since=since)


def end(session: Session, name: str) -> Connected:
    """Ask this source for nothing any more. What was found there before stays. NotFoundError."""
    connected, _version = queries.present(session, name)
    if connected.ended_at is not None:
        raise EndedError(name)
    connected.ended_at = clock.now()
    session.add(connected)
    session.flush()
    return connected


def opened(version: ConnectorVersion, reference: str = "") -> Connector:
    """The way to a source as this version has it. SourceError if it cannot be opened.

    ``reference`` is what a source that sends by itself was asked under (``push.service.ask``);
    without it the newest asking for the same data counts.
    """
    kind = KINDS.get(version.configuration["kind"])
    if kind is None:
        raise SourceError(_("This version of Daylight knows no such kind of source."), again=False)
    try:
        secret = _unsealed(version)
        configuration = rules.joined(kind.configuration, version.configuration, secret)
    except aead.CannotOpenError as changed:
        said = _("Its secrets were sealed under another key of the installation.")
        raise SourceError(said, again=False) from changed
    except ValidationError:
        said = _("This version of Daylight cannot read how the source was asked.")
        raise SourceError(said, again=False) from None
    if kind.waits:
        return kind.connector(configuration, version.connector_id, reference)
    return kind.connector(configuration)


def waits(version: ConnectorVersion) -> bool:
    """Whether it is a source that sends by itself, when it comes to it."""
    kind = KINDS.get(version.configuration["kind"])
    return kind is not None and kind.waits


def opened_for(
    session: Session, version: ConnectorVersion, asked: Asked, reference: str
) -> Connector:
    """The same for what is gathered: a source that sends by itself is asked to, once."""
    if waits(version):
        push.ask(session, version, asked, reference)
    return opened(version, reference)


def done_with(session: Session, version: ConnectorVersion, reference: str) -> None:
    """All was gathered: what a source sent for it is not kept a second time."""
    asked = push_queries.of_reference(session, version.connector_id, reference)
    if asked is not None:
        push.forget(session, asked.id)


def _add(
    session: Session,
    connected: Connected,
    number: int,
    configuration: Head,
    by: UUID | None,
    *,
    since: Mapping[str, str] = MappingProxyType({}),
) -> ConnectorVersion:
    public, hidden = rules.parted(configuration)
    now = clock.now()
    version = ConnectorVersion(
        connector_id=connected.id,
        number=number,
        configuration=public,
        secrets_set={place: since.get(place, now.isoformat()) for place in hidden},
        made_by=by,
        made_at=now,
    )
    version.sealed = _sealed(version, hidden)
    session.add(version)
    session.flush()
    return version


def _sealed(version: ConnectorVersion, hidden: dict[str, str]) -> bytes | None:
    if not hidden:
        return None
    return aead.seal(secrets.derive(PURPOSE), json.dumps(hidden).encode(), version.id.bytes)


def _unsealed(version: ConnectorVersion) -> dict[str, str]:
    if version.sealed is None:
        return {}
    plain = aead.unseal(secrets.derive(PURPOSE), bytes(version.sealed), version.id.bytes)
    found: dict[str, Any] = json.loads(plain)
    return found
