"""``daylight log``: checkpoints, proofs, and whether the log is what was signed."""

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlmodel import Session

from app.access_log.checking import service as checking
from app.access_log.checking.rules import Verdict
from app.access_log.checkpoints import queries, service
from app.access_log.checkpoints.models import PublishedCheckpoint
from app.access_log.proofs import queries as proofs
from app.access_log.seals import service as sealing
from app.access_log.witnesses import queries as witnesses
from app.access_log.witnesses.rules import AHEAD, OTHER
from app.core import clock
from app.core.db.session import reading
from app.core.errors import NotFoundError

cli = typer.Typer(name="log", no_args_is_help=True, help="The access log and its proofs.")


@cli.command()
def checkpoint(
    now: Annotated[bool, typer.Option("--now", help="Sign what came since, first.")] = False,
) -> None:
    """Print the newest signed checkpoint."""
    if now:
        service.publish()
    with reading() as session:
        text = witnesses.cosigned(session, _newest(queries.newest(session)))
    typer.echo(text, nl=False)


@cli.command()
def proof(
    seq: Annotated[int, typer.Argument(metavar="SEQ", min=0, help="The entry's number.")],
) -> None:
    """Print the proof that an entry is in the log, as a .tlog-proof."""
    with reading() as session:
        found = proofs.inclusion(session, _newest(queries.newest(session)), seq)
    if found is None:
        raise NotFoundError(
            f"No checkpoint covers entry {seq} yet. See: daylight log checkpoint --now"
        )
    typer.echo(str(found), nl=False)


@cli.command()
def seal() -> None:
    """Count everybody's entries, seal the counts, and sign what came since."""
    made = sealing.seal()
    service.publish()
    if made is None:
        typer.echo("Nothing came since the last seal.", err=True)
    else:
        typer.echo(
            f"{made.covers} entries are counted for {made.people} people, in entry {made.seq}."
        )


@cli.command()
def verify(
    old: Annotated[
        list[Path] | None,
        typer.Option(
            "--old", exists=True, dir_okay=False, help="A checkpoint that was kept elsewhere."
        ),
    ] = None,
    ask: Annotated[
        bool, typer.Option("--ask", help="Ask the witnesses first what they hold.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Recompute the log from its rows: is it what was signed?"""
    asked_at = clock.now()
    if ask:
        from app import worker  # what it needs is of no use to the other commands

        worker.greet()
    with reading() as session:
        against = _said_by_witnesses(session, asked_at) if ask else ""
        kept = [
            checking.kept(session, file.name, file.read_text(errors="replace"))
            for file in old or ()
        ]
    verdict = checking.verify(kept)
    if verdict.ok and against:
        verdict = Verdict(verdict.size, verdict.size, against)
    if as_json:
        said: dict[str, Any] = {"ok": verdict.ok, "size": verdict.size}
        if not verdict.ok:
            said |= {"first_bad": verdict.first_bad, "why": verdict.why}
        typer.echo(json.dumps(said))
    elif verdict.ok:
        typer.echo(f"{verdict.size} entries: nothing was changed or removed.")
    if not verdict.ok:
        typer.echo(f"From entry {verdict.first_bad} on: {verdict.why}.", err=True)
        raise typer.Exit(1)


def _said_by_witnesses(session: Session, asked_at: datetime) -> str:
    """What a witness of WITNESSES_FILE has against these entries, or that it said nothing."""
    for party in witnesses.policy().witnesses.values():
        row = witnesses.standing(session, str(party.key))
        name = party.key.name
        if row is not None and row.why == AHEAD:
            return f"the witness {name} holds more entries than these"
        if row is not None and row.why == OTHER:
            return f"the witness {name} holds another record than this one"
        heard = row is not None and row.answered_at is not None and row.answered_at >= asked_at
        if party.url and (row is None or row.why or not heard):
            return f"the witness {name} was not heard: WITNESSES_FILE can do without it"
    return ""


def _newest(found: PublishedCheckpoint | None) -> PublishedCheckpoint:
    if found is None:
        raise NotFoundError("The log has no checkpoint yet. See: daylight log checkpoint --now")
    return found
