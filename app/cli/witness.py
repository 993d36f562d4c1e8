"""``daylight witness``: sign other people's checkpoints, on a machine of one's own."""

from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from app.cli import lock, ports
from app.core.config import settings
from app.core.errors import RejectedError
from app.witness import rules
from app.witness.keeping import Kept
from app.witness.service import Witness

cli = typer.Typer()

CONFIGURATION = "witness.conf"
AT_ONCE, PATIENCE_SECONDS = 100, 5


@cli.command()
def witness(
    config: Annotated[
        Path | None,
        typer.Option(help="Its name and the logs it knows; witness.conf in DATA_DIR by default."),
    ] = None,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65_535, help="The port.")] = 8004,
    key: Annotated[bool, typer.Option("--key", help="Print the witness’s key and end.")] = False,
) -> None:
    """Witness logs: sign each checkpoint that goes on from the last (c2sp.org/tlog-witness)."""
    folder = settings().data_dir
    file = config or folder / CONFIGURATION
    chosen = _configuration(file)
    folder.mkdir(parents=True, exist_ok=True)
    with lock.held(folder, "witness"):
        signing = Witness(Kept(folder, chosen.name), chosen.logs)
        if key:
            typer.echo(str(signing.key))
            return
        _serve(signing, host, port)


def _configuration(file: Path) -> rules.Configuration:
    try:
        return rules.parse_configuration(file.read_text("utf-8"))
    except ValueError as wrong:
        raise RejectedError(f"{file}: {wrong}") from wrong


def _serve(signing: Witness, host: str, port: int) -> None:
    from app.witness.serving import application

    if port:
        ports.require_free(host, port)
    typer.echo(f"Witnessing as {signing.key}", err=True)
    uvicorn.run(
        application(signing),
        host=host,
        port=port,
        limit_concurrency=AT_ONCE,
        timeout_keep_alive=PATIENCE_SECONDS,
        access_log=False,
        log_config=None,
        server_header=False,
    )
