"""``daylight speakup`` and ``speakup-release``: the origin for those who give no name."""

from pathlib import Path
from typing import Annotated

import typer
import uvicorn
from fastapi import FastAPI

from app.cli import place, ports, ready
from app.cli.place import CARD
from app.core.errors import RejectedError

GRACE_SECONDS = 10

cli = typer.Typer()


@cli.command()
def speakup(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65_535, help="The port.")] = 8002,
) -> None:
    """Serve the speak-up origin, one process: it needs SPEAKUP_DIR, no database and no secret."""
    from app.speakup import origin

    ready.name_unknown_settings()
    origin.require()
    if port:
        ports.require_free(host, port)
    uvicorn.run(
        "app.cli.speakup:application",
        factory=True,
        host=host,
        port=port,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        access_log=False,
        log_config=None,
        log_level="critical",
        server_header=False,
        date_header=False,
    )


def application() -> FastAPI:
    """The origin, in the process that serves it."""
    from app.speakup.origin import create_origin

    place.follow_clock()
    return create_origin()


@cli.command("speakup-release")
def speakup_release(
    data: Annotated[
        Path, typer.Option(envvar="DAYLIGHT_DATA_DIR", help="Where the demo lives.")
    ] = Path("data/demo"),
) -> None:
    """Hand over now what waits in a demo; prints how many were new."""
    if not (data / CARD).exists():
        raise RejectedError(
            f"There is no demo in {data}. Elsewhere the worker does it twice a day."
        )
    place.use(data)
    from app.concerns.anonymous import releasing

    typer.echo(releasing.release())
