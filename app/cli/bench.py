"""``daylight bench``: how fast, beside a baseline in the same run."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from app.core.errors import RejectedError

cli = typer.Typer(name="bench", no_args_is_help=True, help="How fast, beside a plain baseline.")
PROJECT = Path(__file__).parents[2]
DURABLE = {
    "fsync": "on",
    "synchronous_commit": "on",
    "shared_buffers": "512MB",
    "max_wal_size": "4GB",
    "listen_addresses": "",
    "log_min_messages": "fatal",
}


class Database(StrEnum):
    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"
    BOTH = "both"

    @property
    def kinds(self) -> list[str]:
        return ["sqlite", "postgresql"] if self is Database.BOTH else [self.value]


# LOG.md, “Figures to reach”: a ratio of the baseline's rate that is reached, the best last.
REACHED = {
    "sign": (("floor", 0.30), ("good", 0.40), ("aim", 0.50)),
    "single": (("floor", 0.40),),
    "sqlite": (("floor", 0.35), ("good", 0.45), ("aim", 0.60)),
    "postgresql": (("floor", 0.35), ("good", 0.45), ("aim", 0.55)),
}
# And what a page may cost at most: beside the small log, and beside its template.
AT_MOST = {"beside its template": 3.0, "events": 1.2}

# Of a bundle: the least of the baseline's rate, and the most beside it.
OF_BUNDLES: dict[str, tuple[float, float | None]] = {
    "bundle,": (0.5, None),
    "memory": (0.0, 1.0),
    "pages beside": (0.0, 2.0),
}

PROOFS = 2_000  # a second

_Json = Annotated[bool, typer.Option("--json", help="One JSON array.")]


@cli.command()
def append(
    as_json: _Json = False,
    database: Annotated[Database, typer.Option(help="On which database.")] = Database.BOTH,
    runs: Annotated[int, typer.Option(min=5, help="How many pairs.")] = 7,
    rows: Annotated[int, typer.Option(min=1000, help="Events per side of a pair.")] = 20_000,
) -> None:
    """Append to a throw-away log, in turns with a plain durable insert of the same events."""
    report = [line for kind in database.kinds for line in _measured(kind, runs, rows)]
    if as_json:
        typer.echo(json.dumps(report))
    else:
        for line in report:
            typer.echo(
                f"{line['name']:<45} {line['ratio']:.2f}   {_reached(line) or 'too slow':<8}"
                f"   {line['ours']:>7,} of {line['baseline']:>7,} events a second"
            )
    _must(_reached(line) for line in report)


@cli.command()
def pages(
    as_json: _Json = False,
    database: Annotated[Database, typer.Option(help="On which database.")] = Database.SQLITE,
    runs: Annotated[int, typer.Option(min=5, help="How many pairs.")] = 9,
) -> None:
    """Answer “who looked” from a log of 10 thousand and of a million events, in turns."""
    typer.echo("Loading a million events; this takes some minutes …", err=True)
    report = [line for kind in database.kinds for line in _pages(kind, runs)]
    if as_json:
        typer.echo(json.dumps(report))
    else:
        for line in report:
            typer.echo(
                f"{line['name']:<45} {line['ratio']:.2f} (at most {_limit(line)})"
                f"   {line['ours']:>7.1f} ms beside {line['baseline']:>5.1f} ms"
            )
    _must(line["ratio"] <= _limit(line) for line in report)


@cli.command()
def bundle(
    as_json: _Json = False,
    runs: Annotated[int, typer.Option(min=1, help="How many pairs.")] = 3,
    records: Annotated[int, typer.Option(min=1000, help="Of one person.")] = 1_000_000,
) -> None:
    """Answer with a million records of one person, in turns with csv, json and zipfile alone."""
    typer.echo("Gathering and packing; this takes some minutes …", err=True)
    report = _alone("bench.bundle", f"--records={records}", f"--runs={runs}")
    report += _alone("bench.bundle", "--pages", f"--records={max(records // 50, 1000)}")
    if as_json:
        typer.echo(json.dumps(report))
    else:
        for line in report:
            typer.echo(f"{line['name']:<55} {line['ratio']:.2f}{_asked_for(line)}")
    _must(_holds(line) for line in report)


@cli.command()
def proofs(
    as_json: _Json = False,
    runs: Annotated[int, typer.Option(min=1, help="How many pairs.")] = 5,
    entries: Annotated[int, typer.Option(min=1000, help="In the log.")] = 1_000_000,
) -> None:
    """Prove entries of a log of a million, in turns with reading a stored tile for each."""
    report = _alone("bench.proofs", f"--entries={entries}", f"--runs={runs}")
    if as_json:
        typer.echo(json.dumps(report))
    else:
        for line in report:
            typer.echo(
                f"{line['name']:<45} {line['ratio']:.2f}   {line['ours']:>7,} a second"
                f" (at least {PROOFS:,}) beside {line['baseline']:>7,} tiles"
            )
    _must(line["ours"] >= PROOFS for line in report)


def _alone(module: str, *options: str) -> list[dict[str, Any]]:
    """On an installation of its own that is thrown away."""
    with tempfile.TemporaryDirectory(prefix="daylight-bench-") as folder:
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("DAYLIGHT_")}
        environment = inherited | {"DAYLIGHT_DATA_DIR": folder}
        return _run([sys.executable, "-m", module, *options], environment)


def _asked_for(line: dict[str, Any]) -> str:
    """What is asked of a bundle's figure, in words; nothing where nothing is."""
    least, most = _bounds(line)
    return f" (at least {least})" if least else f" (at most {most})" if most else ""


def _holds(line: dict[str, Any]) -> bool:
    least, most = _bounds(line)
    return line["ratio"] >= least and (most is None or line["ratio"] <= most)


def _bounds(line: dict[str, Any]) -> tuple[float, float | None]:
    found = (bounds for start, bounds in OF_BUNDLES.items() if line["name"].startswith(start))
    return next(found, (0.0, None))


def _reached(line: dict[str, Any]) -> str:
    """The best figure that a ratio reaches; empty below the floor."""
    marks = next(marks for word, marks in REACHED.items() if word in line["name"])
    return next((word for word, least in reversed(marks) if line["ratio"] >= least), "")


def _limit(line: dict[str, Any]) -> float:
    return next(most for end, most in AT_MOST.items() if line["name"].endswith(end))


def _must(held: Iterable[object]) -> None:
    """Exit 1 unless every figure is reached."""
    if not all(held):
        raise typer.Exit(1)


def _measured(kind: str, runs: int, rows: int) -> list[dict[str, Any]]:
    """In a process of its own, on an installation of its own that is thrown away."""
    typer.echo(f"Measuring on {kind} …", err=True)
    with tempfile.TemporaryDirectory(prefix="daylight-bench-") as folder:
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("DAYLIGHT_")}
        environment = inherited | {"DAYLIGHT_DATA_DIR": folder}
        command = [sys.executable, "-m", "bench.append", f"--runs={runs}", f"--rows={rows}"]
        if kind == "sqlite":
            return _run(command, environment)
        with _a_server("bench") as (url,):
            return _run(command, environment | {"DAYLIGHT_DATABASE_URL": url})


def _pages(kind: str, runs: int) -> list[dict[str, Any]]:
    """Each side in a process of its own, on a database of its own that is thrown away."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("DAYLIGHT_")}
    command = [sys.executable, "-m", "bench.pages", f"--runs={runs}"]
    if kind == "sqlite":
        return _run(command, inherited)
    with _a_server("small", "large") as (small, large):
        found = _run([*command, f"--small={small}", f"--large={large}"], inherited)
    return [line | {"name": f"{kind}, {line['name']}"} for line in found]


@contextmanager
def _a_server(*names: str) -> Iterator[list[str]]:
    """The addresses of empty databases of these names, in a PostgreSQL that is thrown away."""
    try:
        from tests.support import postgres
    except ImportError as missing:
        raise RejectedError("PostgreSQL is measured from the source tree only.") from missing
    cluster = postgres.start(DURABLE)
    try:
        yield [cluster.create(name) for name in names]
    finally:
        cluster.stop()


def _run(command: list[str], environment: dict[str, str]) -> list[dict[str, Any]]:
    done = subprocess.run(  # noqa: S603 - our own module, our own arguments
        command, cwd=PROJECT, env=environment, stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:
        raise RejectedError(
            "The benchmark did not finish; what went wrong stands above. "
            "Benchmarks run from the source tree."
        )
    report: list[dict[str, Any]] = json.loads(done.stdout)
    return report
