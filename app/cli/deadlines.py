"""``daylight deadlines``: when requests are due, by the law of each place, from a file."""

import csv
import io
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

import typer

from app.core.errors import RejectedError
from app.subject_requests.rules import (
    ACKNOWLEDGE_WITHIN,
    EXTENDED_MONTHS,
    Deadline,
    Happened,
    Right,
    deadline,
)
from app.subject_requests.schemas import COLUMNS, Told, told

cli = typer.Typer()

_File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The CSV file.")]
_WAITS = {
    Happened.ID_RECEIVED: "the identity document",
    Happened.AUTHORITY_RECEIVED: "the authority of whoever asks for somebody else",
    Happened.FEE_PAID: "the fee",
    Happened.CONFIRMED_SAR: "the word that it is a request",
    Happened.CLARIFY_RECEIVED: "the answer to a question",
}


@cli.command()
def deadlines(file: _File) -> None:
    """Say when each request of FILE is due: id, due, state and the rule, as CSV.

    FILE has the columns id, jurisdiction, received and events; further ones are left aside.
    Exit 1 if a line is in error; the others are answered all the same.
    """
    rows = list(_rows(file))
    answers = [_answer(row) for row in rows]
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(("id", "due", "state", "rule"))
    out.writerows((row["id"], *answer) for row, answer in zip(rows, answers, strict=True))
    if wrong := sum(answer[1] == "error" for answer in answers):
        typer.echo(f"{wrong} of {len(rows)} lines are in error: see the column rule.", err=True)
        raise typer.Exit(1)


def _rows(file: Path) -> Iterator[Mapping[str, str | None]]:
    try:
        text = file.read_text(encoding="utf-8-sig")
        lines = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        if missing := [name for name in COLUMNS if name not in (lines.fieldnames or ())]:
            raise typer.BadParameter(f"{file} has no column {', '.join(missing)}.")
        yield from lines
    except UnicodeDecodeError as fault:
        raise typer.BadParameter(f"{file} is not UTF-8.") from fault
    except csv.Error as fault:
        raise typer.BadParameter(f"{file} is no CSV: {fault}.") from fault


def _answer(row: Mapping[str, str | None]) -> tuple[str, str, str]:
    try:
        request = told(row)
        found = deadline(request.right, request.jurisdiction, request.received, request.events)
    except RejectedError as wrong:
        return "", "error", wrong.message
    state = "paused" if found.due is None else "due"
    return str(found.due or ""), state, " ".join(_rule(request, found))


def _rule(request: Told, found: Deadline) -> Iterator[str]:
    """Each step of the arithmetic, a sentence each."""
    if found.start is None:
        assert found.waits_for is not None
        yield f"The clock has not started: it waits for {_WAITS[found.waits_for]}."
        return
    if request.right is Right.COMPLAINT_ACK:
        yield f"{ACKNOWLEDGE_WITHIN.days} days after {found.start} is {found.base}."
    else:
        months = f"{EXTENDED_MONTHS} months" if found.extended else "One month"
        yield f"{months} after {found.start} is {found.base}."
    if found.rolled != found.base:
        yield f"That is not a working day; the next is {found.rolled}."
    if found.late_notice:
        yield f"The notice of {found.late_notice} came too late to extend it."
    if found.waits_for:
        yield f"The clock is stopped: it waits for {_WAITS[found.waits_for]}."
    elif found.paused_days:
        days = "1 day" if found.paused_days == 1 else f"{found.paused_days} days"
        yield f"The clock was stopped for {days}: {found.due}."
