"""``daylight demo``: Northfold Energy on an embedded database, with its own sign-in provider."""

import gc
import json
import os
import re
import secrets
import shutil
import signal
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from types import FrameType
from typing import Annotated
from urllib.error import URLError
from urllib.request import Request, urlopen

import typer
from sqlmodel import Session

from app.cli import lock, ports
from app.cli.migrate import bring_to_head
from app.cli.place import CARD, CLOCK
from app.cli.processes import Process, begin, end, held
from app.core import clock
from app.core.config import settings
from app.core.db.session import reading
from app.core.errors import RejectedError
from app.core.secrets import ensure
from app.identity.people import queries as people_queries
from app.speakup import folder

HOST = "127.0.0.1"
SPEAKUP_HOST = "localhost"  # cookies are not separated by port: another name for this machine
READY_WITHIN = 60  # seconds, on a very slow machine
SELDOM = (50_000, 20, 50)  # thresholds of ``gc``

cli = typer.Typer()


@cli.command()
def demo(  # noqa: PLR0917 - each is an option
    port: Annotated[
        int,
        typer.Option(min=1, max=65_533, help="The portal's port; it takes the next two as well."),
    ] = 8000,
    data: Annotated[
        Path, typer.Option(envvar="DAYLIGHT_DATA_DIR", help="Where the demo lives.")
    ] = Path("data/demo"),
    fresh: Annotated[bool, typer.Option(help="Forget an earlier demo first.")] = False,
    people: Annotated[int, typer.Option(min=34, help="How many people work there.")] = 600,
    events: Annotated[int, typer.Option(min=0, help="How many accesses of the last year.")] = 5000,
    seed: Annotated[int, typer.Option(help="The same seed and date give the same demo.")] = 1,
    now: Annotated[str, typer.Option(help="Pretend it is this moment (RFC 3339).")] = "",
) -> None:
    """Run Northfold Energy: the portal, its sign-in provider, the speak-up origin, the worker."""
    ports.require_free(HOST, port, port + 1, port + 2)
    home = data.resolve()
    _require_ours(home)
    home.mkdir(parents=True, exist_ok=True)
    with lock.held(home):
        _clear(home, fresh=fresh)
        _set_clock(home, now)
        metrics_token = _environment(home, port)
        folder.prepare()
        commands = (
            ("serve", "--port", str(port)),
            ("worker",),
            ("speakup", "--port", str(port + 2)),
        )
        with held(*commands) as processes:
            card = _card(home) or _fill(people=people, events=events, seed=seed)
            card |= {
                "portal": f"http://{HOST}:{port}",
                "provider": f"http://{HOST}:{port + 1}",
                "speakup": f"http://{SPEAKUP_HOST}:{port + 2}",
                "metrics_token": metrics_token,
            }
            _write_card(home, card)
            _serve(home, port, card, processes)


@cli.command("demo-clock")
def demo_clock(
    shift: Annotated[str, typer.Argument(help="How far, such as +8d, +3h or +30m.")],
    data: Annotated[
        Path, typer.Option(envvar="DAYLIGHT_DATA_DIR", help="Where the demo lives.")
    ] = Path("data/demo"),
) -> None:
    """Move a running demo's clock forward; says what time it is there now."""
    found = re.fullmatch(r"\+(\d{1,5})([dhm])", shift, re.ASCII)
    if not found:
        raise RejectedError("Say how far, such as +8d, +3h or +30m.")
    if not _card(data):
        raise RejectedError(f"There is no demo in {data}. Only a demo's clock can be moved.")
    unit = {"d": "days", "h": "hours", "m": "minutes"}[found[2]]
    file = data / CLOCK
    offset = float(file.read_text()) + timedelta(**{unit: int(found[1])}).total_seconds()
    _replace(file, str(offset))
    clock.follow(file)
    typer.echo(clock.now().isoformat(timespec="seconds"))


def _require_ours(home: Path) -> None:
    """Raise RejectedError if the folder holds anything but a demo."""
    strange = home.is_dir() and any(home.iterdir())
    if strange and not any((home / name).exists() for name in (CARD, CLOCK, lock.LOCK)):
        raise RejectedError(f"{home} holds something that is no demo. Name another folder.")


def _clear(home: Path, *, fresh: bool) -> None:
    """Forget an earlier demo if told to; a first start that was cut short begins anew."""
    if (home / CARD).exists() and not fresh:
        return
    for found in home.iterdir():
        if found.name == lock.LOCK:
            continue
        if found.is_dir() and not found.is_symlink():
            shutil.rmtree(found)
        else:
            found.unlink()


def _fill(**how: int) -> dict[str, object]:
    from app.demo import fill

    # What was loaded stays, and what is filled in soon lies in the database: looking for garbage
    # as often as usual takes a quarter of the time.
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(*SELDOM)
    try:
        bring_to_head()
        return fill.northfold(**how, say=_say)
    finally:
        gc.set_threshold(*usual)


def _set_clock(home: Path, now: str) -> None:
    file = home / CLOCK
    if now:
        try:
            offset = (datetime.fromisoformat(now) - clock.now()).total_seconds()
        except (ValueError, TypeError) as unclear:
            raise RejectedError("Say --now like 2026-11-20T09:00:00Z.") from unclear
        _replace(file, str(offset))
    elif not file.exists():
        _replace(file, "0")
    clock.follow(file)


def _environment(home: Path, port: int) -> str:
    """Settings of this process and of those it starts. Only a demo has them."""
    card = _card(home)
    metrics_token = str(card.get("metrics_token") or secrets.token_urlsafe(24))
    client_id, client_secret = _client(port)
    os.environ |= {
        "DAYLIGHT_DATA_DIR": str(home),
        "DAYLIGHT_DATABASE_URL": "",
        "DAYLIGHT_KEYS_DATABASE_URL": "",
        "DAYLIGHT_BASE_URL": f"http://{HOST}:{port}",
        "DAYLIGHT_SPEAKUP_URL": f"http://{SPEAKUP_HOST}:{port + 2}",
        "DAYLIGHT_SPEAKUP_DIR": "",
        "DAYLIGHT_ORGANISATION": "Northfold Energy",
        "DAYLIGHT_ORGANISATION_ADDRESS": "1 Harbour Gate, Leith",
        "DAYLIGHT_HELP_CONTACT": "Privacy team, extension 4410",
        "DAYLIGHT_NAME_DISPLAY": "name",
        "DAYLIGHT_OIDC_ISSUER": f"http://{HOST}:{port + 1}",
        "DAYLIGHT_OIDC_CLIENT_ID": client_id,
        "DAYLIGHT_OIDC_CLIENT_SECRET": client_secret,
        "DAYLIGHT_METRICS_TOKEN": metrics_token,
    }
    settings.cache_clear()
    ensure(home / "secret")
    return metrics_token


def _client(port: int) -> tuple[str, str]:
    """The portal's client at the provider: known to this process and its children alone."""
    key = "DAYLIGHT_OIDC_CLIENT_SECRET"
    if not os.environ.get(key):
        os.environ[key] = secrets.token_urlsafe(32)
    return f"daylight-{port}", os.environ[key]


def _card(home: Path) -> dict[str, object]:
    try:
        card: dict[str, object] = json.loads((home / CARD).read_text())
    except FileNotFoundError:
        return {}
    return card


def _write_card(home: Path, card: dict[str, object]) -> None:
    _replace(home / CARD, json.dumps(card, indent=2, ensure_ascii=False))


def _replace(file: Path, text: str) -> None:
    fresh = file.with_suffix(".new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as out:
        out.write(text)
    fresh.replace(file)


def _serve(home: Path, port: int, card: dict[str, object], processes: Sequence[Process]) -> None:
    from app.demo import fill
    from app.demo.provider.running import DemoPermit, running

    permit = DemoPermit(home, CLOCK)
    with running(permit, HOST, port + 1, client=_client(port), cast=fill.CAST_FIRST):
        _run(port, card, processes)


def _run(port: int, card: dict[str, object], processes: Sequence[Process]) -> None:
    """Serve until told to stop; if one process ends, all do."""
    stopping = _stop_on_signal()
    try:
        begin(processes)
        _wait_until_ready(port, str(card["metrics_token"]), processes)
        _introduce(card)
        while not stopping and all(process.poll() is None for process in processes):
            time.sleep(0.2)
    finally:
        end(processes)
    if not stopping:
        raise RejectedError("Part of the demo ended by itself; its last words are above.")


def _stop_on_signal() -> list[int]:
    seen: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        seen.append(number)

    signal.signal(signal.SIGTERM, note)
    signal.signal(signal.SIGINT, note)
    return seen


def _wait_until_ready(port: int, token: str, processes: Sequence[Process]) -> None:
    """Wait for our own portal: whatever else may listen there does not know our token."""
    deadline = time.monotonic() + READY_WITHIN
    address = f"http://{HOST}:{port}"
    ours = Request(f"{address}/metrics", headers={"Authorization": f"Bearer {token}"})  # noqa: S310
    while time.monotonic() < deadline and all(process.poll() is None for process in processes):
        if _answers(f"{address}/readyz") and _answers(ours):
            return
        time.sleep(0.1)
    raise RejectedError("The portal did not come up; what it said is above.")


def _answers(url: str | Request) -> bool:
    try:
        with urlopen(url, timeout=2) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def _introduce(card: dict[str, object]) -> None:
    _say(f"\nDaylight is ready: {card['portal']}\n")
    _say("Sign in as anyone of Northfold Energy. For example:")
    with reading() as session:
        for role, ids in dict(card["people"]).items():  # type: ignore[call-overload]
            _say(f"  {role:<16}{', '.join(_named(session, each) for each in ids)}")
    _say(f"\nAnybody speaks up without a name at {card['speakup']}/speak-up")
    _say("\nStop with Ctrl-C.")


def _named(session: Session, employee_id: str) -> str:
    person = people_queries.by_employee_id(session, employee_id)
    return f"{person.name} ({employee_id})" if person else employee_id


def _say(line: str) -> None:
    typer.echo(line, err=True)
