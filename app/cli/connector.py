"""``daylight connector``: the sources that people's data is gathered from."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from app.cli import told
from app.connectors import queries, service
from app.connectors.file import service as files
from app.connectors.models import Connected, ConnectorVersion
from app.connectors.trials import queries as trials
from app.connectors.trials import service as trying
from app.connectors.trials.models import ConnectorTrial
from app.core.db.session import reading, writing
from app.core.errors import NotFoundError

cli = typer.Typer(
    name="connector", no_args_is_help=True, help="The sources that data is gathered from."
)

_File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The YAML file.")]


@cli.command()
def check(file: _File) -> None:
    """Try the connector that FILE describes, and say what is wrong where. Nothing is kept."""
    with _faults_told():
        configuration = files.checked(file.read_bytes())
    typer.echo(f"{configuration.name}: no fault found.", err=True)


@cli.command()
def add(file: _File) -> None:
    """Check FILE, then ask the source so from now on; its secrets are sealed and never shown."""
    with _faults_told():
        configuration = files.checked(file.read_bytes())
    with writing() as session:
        version, is_new = files.take_in(session, configuration)
        trying.record(session, version.id, None)
        if is_new:
            what = {"name": configuration.name, "version": version.number}
            told.tell(session, "connector add", **what)
    typer.echo(json.dumps({"name": configuration.name, "version": version.number, "new": is_new}))


@cli.command("list")
def list_(as_json: Annotated[bool, typer.Option("--json", help="One JSON array.")] = False) -> None:
    """The sources: name, kind, version, who runs it, how it was when it was last tried."""
    with reading() as session:
        found = queries.everything(session)
        tried = trials.last(session, [version.id for _connected, version in found])
    if as_json:
        rows = [_as_json(one, version, tried.get(version.id)) for one, version in found]
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    for one, version in found:
        trial = tried.get(version.id)
        state = "ended" if one.ended_at else "in use"
        said = "not tried" if trial is None else trial.problem or "well"
        typer.echo(
            "\t".join((one.name, one.kind, str(version.number), version.head.run_by, state, said))
        )


@cli.command()
def end(name: Annotated[str, typer.Argument(metavar="NAME")]) -> None:
    """Ask a source for nothing any more. What was found there stays."""
    with writing() as session:
        try:
            service.end(session, name)
        except NotFoundError:
            said = f"There is no connector called {name}. See daylight connector list."
            raise NotFoundError(said) from None
        told.tell(session, "connector end", name=name)
    typer.echo(f"{name} is asked for nothing any more.", err=True)


@contextmanager
def _faults_told() -> Iterator[None]:
    try:
        yield
    except files.FaultyFileError as refused:
        for fault in refused.faults:
            typer.echo(str(fault), err=True)
        raise


def _as_json(
    one: Connected, version: ConnectorVersion, trial: ConnectorTrial | None
) -> dict[str, object]:
    head = version.head
    return {
        "name": one.name,
        "kind": one.kind,
        "title": head.title,
        "version": version.number,
        "run_by": head.run_by,
        "practices": head.practices,
        "categories": head.categories,
        "third_parties": head.third_parties,
        "ended_at": one.ended_at.isoformat() if one.ended_at else None,
        "tried_at": trial.tried_at.isoformat() if trial else None,
        "problem": trial.problem if trial else None,
    }
