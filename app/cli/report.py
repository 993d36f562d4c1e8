"""``daylight report``: what was published of a quarter, and whether it is what happened."""

import json
from typing import Annotated

import typer

from app.core.db.session import reading
from app.core.errors import NotFoundError
from app.insights import queries, service
from app.insights.rules import Compared

cli = typer.Typer(name="report", no_args_is_help=True, help="The numbers of each quarter.")

_AsJson = Annotated[bool, typer.Option("--json", help="One JSON array.")]


@cli.command("list")
def list_(as_json: _AsJson = False) -> None:
    """Which quarters were counted, the newest first."""
    with reading() as session:
        names = list(queries.names(session))
    for line in [json.dumps(names)] if as_json else names:
        typer.echo(line)


@cli.command()
def recompute(
    quarter: Annotated[str, typer.Argument(metavar="[QUARTER]", help="Such as 2026-Q3.")] = "",
    as_json: _AsJson = False,
) -> None:
    """Count a published quarter again from the log and the events, and compare line by line.

    Exit 1 if a line differs. Nothing is changed.
    """
    with reading() as session:
        report = queries.read(session, quarter) if quarter else queries.newest(session)
        if report is None:
            raise NotFoundError(
                "No quarter was counted yet. The worker counts one when it is over."
            )
        found = service.recompute(session, report)
    if as_json:
        typer.echo(json.dumps([_told(each) for each in found.lines]))
    else:
        for each in found.lines:
            typer.echo("\t".join(str(value) for value in _told(each).values()))
    if found.gone:
        typer.echo(
            f"{found.gone} entries of the log were erased since: they cannot be counted.", err=True
        )
    if not found.is_true:
        typer.echo(f"{report.row.quarter} is not what was published: see the lines.", err=True)
        raise typer.Exit(1)


def _told(each: Compared) -> dict[str, str | float | None]:
    table, row, column, published = each.line
    return {
        "verdict": each.verdict.value,
        "table": table.value,
        "row": row,
        "column": column,
        "published": published,
        "again": each.again,
    }
