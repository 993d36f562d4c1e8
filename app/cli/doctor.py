"""``daylight doctor``: what an installation needs, checked, a line each."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer
from sqlalchemy.engine import make_url

from app.cli import ready
from app.core import clock, health
from app.core.config import LOOPBACK, settings
from app.core.db import migrations, standing
from app.core.db.session import engine
from app.core.errors import UnavailableError
from app.core.health import Check, Finding

MOST_SECONDS_APART = 60


cli = typer.Typer()


@cli.command()
def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """Check settings, database, log, worker, keys, clock, officers and backups; 1 if one fails."""
    ready.name_unknown_settings()
    found = health.findings(_checks())
    if as_json:
        lines = [{"name": name, "well": f.ok, "says": f.words} for name, f in found]
        typer.echo(json.dumps(lines, indent=2))
    else:
        for name, finding in found:
            typer.echo(f"{name:<14}{finding.words}")
    if wrong := sum(not finding.ok for _, finding in found):
        typer.echo(f"{wrong} of {len(found)} need looking at; each line says what to do.", err=True)
        raise typer.Exit(1)


def _checks() -> Iterator[Check]:
    from app.access_log.checks import KEYS, RIGHTS
    from app.backups.checks import BACKUPS
    from app.concerns.anonymous.checks import RELEASES
    from app.identity.sign_in.checks import PROVIDER
    from app.main import CHECKS

    yield Check("database", _database)
    yield Check("configuration", _configuration)
    yield from (check for check in CHECKS if check.name != "database")
    yield RIGHTS
    yield KEYS
    yield PROVIDER
    yield RELEASES
    yield BACKUPS
    yield Check("clock", _clock)


def _database() -> Finding:
    """What ``/readyz`` says to anybody, and here with host and reason."""
    try:
        standing.require(engine())
    except UnavailableError as why:
        return Finding(ok=False, words=why.message, ready=False)
    return Finding(ok=True, words="well")


def _configuration() -> Finding:
    faults = list(_faults())
    return Finding(not faults, "; ".join(faults) + "." if faults else "well")


def _faults() -> Iterator[str]:
    from app.speakup import origin

    chosen = settings()
    address = urlsplit(chosen.base_url)
    if address.scheme != "https" and address.hostname not in LOOPBACK:
        yield "BASE_URL must be https"
    if address.path.strip("/") or address.query:
        yield "BASE_URL must be an origin, without a path"
    if not chosen.oidc_issuer:
        yield "OIDC_ISSUER is not set, so nobody can sign in"
    elif not chosen.oidc_client_id:
        yield "OIDC_CLIENT_ID is not set"
    if not chosen.sends_mail:
        yield "SMTP_URL is not set, so no mail is sent"
    if _keys_are_one_machines():
        yield (
            "KEYS_DATABASE_URL: the keys lie in this machine's DATA_DIR, so that no other machine "
            "that serves from the same PostgreSQL could open an entry"
        )
    if chosen.speakup_url:
        yield from origin.faults()
    if chosen.trusted_proxies == "*":
        yield "TRUSTED_PROXIES believes everybody"


def _keys_are_one_machines() -> bool:
    """Whether several machines may share the log, and none the keys that open it."""
    rows, keys = make_url(settings().database), make_url(settings().keys_database)
    if "sqlite" in rows.drivername or "sqlite" not in keys.drivername or not keys.database:
        return False
    return Path(keys.database).absolute().is_relative_to(settings().data_dir.absolute())


def _clock() -> Finding:
    theirs = migrations.database_time(engine()) + clock.shift()
    apart = abs((theirs - clock.now()).total_seconds())
    if apart > MOST_SECONDS_APART:
        return Finding(ok=False, words=f"The database's clock is {apart:.0f} s from ours.")
    return Finding(ok=True, words="well")
