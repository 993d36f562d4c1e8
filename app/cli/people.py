"""``daylight people``: take in the HR system's file, and see who is known."""

import json
from pathlib import Path
from typing import Annotated

import typer

from app.cli import told
from app.core.db.session import reading, writing
from app.identity.people import queries, service
from app.identity.people.models import Person
from app.identity.people.schemas import Outcome

cli = typer.Typer(name="people", no_args_is_help=True, help="The people of the organisation.")

_File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The CSV file.")]


@cli.command("import")
def import_(
    file: _File,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")
    ] = False,
) -> None:
    """Take people in from FILE: all of it or, if a line has a fault, nothing.

    Somebody who is not in the file stays as she is; only active=false ends somebody.
    """
    try:
        outcome = _import(file, dry_run=dry_run)
    except service.NotImportedError as refused:
        for fault in refused.faults:
            typer.echo(str(fault), err=True)
        raise
    for note in outcome.notes:
        typer.echo(note, err=True)
    typer.echo(json.dumps(outcome.counts()))


def _import(file: Path, *, dry_run: bool) -> Outcome:
    from rich import progress
    from rich.console import Console

    console = Console(stderr=True)
    shown = progress.open(
        file, "rb", description="Reading", console=console, disable=not console.is_terminal
    )
    with shown as content, reading() if dry_run else writing() as session:
        outcome = service.import_csv(session, content, dry_run=dry_run)
        if not dry_run and any(outcome.counts().values()):
            told.tell(session, "people import", **outcome.counts())
    return outcome


@cli.command("list")
def list_(
    name: Annotated[
        str | None, typer.Option("--name", help="Only those whose name holds this text.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON array.")] = False,
) -> None:
    """Who is known, the ended ones too: id, name, unit, role, and whether active."""
    with reading() as session:
        people = queries.everybody(session, name=name)
        if as_json:
            typer.echo(json.dumps([_as_json(person) for person in people], ensure_ascii=False))
            return
        for person in people:
            ends = "active" if person.active else "ended"
            cells = (person.employee_id, person.name, person.unit, person.role_title, ends)
            typer.echo("\t".join(cells))


def _as_json(person: Person) -> dict[str, object]:
    return {
        "employee_id": person.employee_id,
        "name": person.name,
        "email": person.email,
        "unit": person.unit,
        "role_title": person.role_title,
        "manager_id": person.manager_employee_id,
        "establishment": person.establishment,
        "work_setting": person.work_setting,
        "devices": person.devices,
        "active": person.active,
    }
