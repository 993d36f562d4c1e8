"""``--data DIR`` for every command: the demo or installation that lives there."""

import json
import os
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.main import get_command

from app.core import clock
from app.core.config import settings

CARD = "demo.json"
CLOCK = "demo-clock"


def offer(command: Any) -> None:
    """Add the option to a command and to all below it, where there is none."""
    for inner in getattr(command, "commands", {}).values():
        offer(inner)
    if "data" not in {parameter.name for parameter in command.params}:
        command.params.extend(get_command(_carrier).params)


def use(data: Path) -> None:
    """Work on what lives in ``data``. A demo brings its own address and its own clock."""
    os.environ["DAYLIGHT_DATA_DIR"] = str(data)
    settings.cache_clear()
    card = data / CARD
    if card.exists():
        said = json.loads(card.read_text())
        os.environ.setdefault("DAYLIGHT_BASE_URL", said["portal"])
        os.environ.setdefault("DAYLIGHT_OIDC_ISSUER", said["provider"])
        os.environ.setdefault("DAYLIGHT_SPEAKUP_URL", said.get("speakup", ""))
        os.environ.setdefault("DAYLIGHT_OIDC_CLIENT_ID", "daylight")
        os.environ.setdefault("DAYLIGHT_NAME_DISPLAY", "name")
    follow_clock()


def follow_clock() -> None:
    """Tell the time as the demo in the data folder tells it, if a demo lives there."""
    file = settings().data_dir / CLOCK
    if file.exists():
        clock.follow(file)


def _use(data: Path | None) -> None:
    if data is not None:
        use(data)


_carrier = typer.Typer(add_completion=False)


@_carrier.command()
def _carry(
    _data: Annotated[
        Path | None,
        typer.Option(
            "--data",
            help="The installation that lives in this folder (DAYLIGHT_DATA_DIR).",
            callback=_use,
            expose_value=False,
            is_eager=True,
        ),
    ] = None,
) -> None:
    """Carry the option that every command takes."""
