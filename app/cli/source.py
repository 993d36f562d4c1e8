"""``daylight source``: the systems that report accesses, and their keys."""

import json
from datetime import timedelta
from typing import Annotated

import typer
from sqlmodel import Session

from app.cli import told
from app.consent.stops import service as stops
from app.core.db.session import reading, writing
from app.core.errors import NotFoundError
from app.identity.sources import queries, rules, service
from app.identity.sources.models import SourceSystem

cli = typer.Typer(name="source", no_args_is_help=True, help="The systems that report accesses.")

_Name = Annotated[str, typer.Argument(metavar="NAME", help="The source's name.")]


@cli.command()
def add(
    name: _Name,
    system: Annotated[str, typer.Option("--system", help="The system's name in the register.")],
    every: Annotated[
        str, typer.Option("--every", help="How often it reports: 90s, 15m, 24h, 7d.")
    ] = "24h",
    webhook: Annotated[
        str | None, typer.Option("--webhook", help="Where it wants to be told of things.")
    ] = None,
) -> None:
    """Add a source and print its key, once, alone on one line."""
    promised = _every(every)
    with writing() as session:
        _, key = service.add(session, name, system=system, every=promised, webhook=webhook)
        told.tell(session, "source add", name=name, system=system)
    _give(key)


@cli.command()
def rotate(name: _Name) -> None:
    """Give a source a new key and print it, once. The old one opens nothing any more."""
    with writing() as session:
        key = service.rotate(session, _source(session, name))
        told.tell(session, "source rotate", name=name)
    _give(key)


@cli.command()
def revoke(name: _Name) -> None:
    """Take a source's key away for good. What it reported stays."""
    with writing() as session:
        service.revoke(session, _source(session, name))
        told.tell(session, "source revoke", name=name)
    typer.echo(f"{name} can report nothing any more.", err=True)


@cli.command("webhook-secret")
def webhook_secret(name: _Name) -> None:
    """Print what signs the calls to a source's webhook. It changes with the source's key."""
    with reading() as session:
        typer.echo(stops.secret(_source(session, name)))


@cli.command("list")
def list_(as_json: Annotated[bool, typer.Option("--json", help="One JSON array.")] = False) -> None:
    """The sources: name, system, how often they report, and whether they are revoked."""
    with reading() as session:
        sources = queries.everything(session)
    if as_json:
        typer.echo(json.dumps([_as_json(source) for source in sources], ensure_ascii=False))
        return
    for source in sources:
        promised = rules.said(source.every_seconds) if source.every_seconds else ""
        state = "revoked" if source.revoked_at else "active"
        typer.echo("\t".join((source.name, source.system, promised, state)))


def _every(text: str) -> timedelta:
    length = rules.every(text)
    if length is None:
        raise typer.BadParameter("must be from 1m to 31d, as 15m, 24h or 7d", param_hint="--every")
    return length


def _source(session: Session, name: str) -> SourceSystem:
    source = queries.by_name(session, name)
    if source is None:
        raise NotFoundError(f"There is no source called {name}. See daylight source list.")
    return source


def _give(key: str) -> None:
    typer.echo("Keep this key now: it is not shown again.", err=True)
    typer.echo(key)


def _as_json(source: SourceSystem) -> dict[str, object]:
    return {
        "name": source.name,
        "system": source.system,
        "every_seconds": source.every_seconds,
        "webhook": source.webhook_url,
        "created_at": source.created_at.isoformat(),
        "revoked_at": source.revoked_at.isoformat() if source.revoked_at else None,
    }
