"""``daylight serve``: the web process of a deployment."""

import ctypes
import gc
import sys
from contextlib import suppress
from typing import Annotated

import typer
import uvicorn
from fastapi import FastAPI

from app.cli import place, ports, ready
from app.core import logs
from app.core.config import settings

GRACE_SECONDS = 10
SWITCH_SECONDS = 0.0005  # Python's own is ten times as long
# M_ARENA_MAX, M_TRIM_THRESHOLD and M_MMAP_THRESHOLD of malloc.h, the last two in bytes
SETTINGS = ((-8, 2), (-1, 1 << 17), (-3, 1 << 16))


cli = typer.Typer()


@cli.command()
def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65_535, help="The port.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, max=64, help="How many processes.")] = 1,
) -> None:
    """Serve the portal."""
    ready.require()
    if port:
        ports.require_free(host, port)
    proxies = settings().trusted_proxies
    uvicorn.run(
        "app.cli.serve:portal",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=proxies or None,
        timeout_graceful_shutdown=GRACE_SECONDS,
        access_log=False,
        log_config=None,
        server_header=False,
        ws="none",  # there are none: what speaks them need not be loaded
    )


def share_the_interpreter() -> None:
    """Let a thread whose database has answered go on soon, while another one works a batch."""
    sys.setswitchinterval(SWITCH_SECONDS)


def give_memory_back() -> None:
    """Let threads share heaps and hand free memory back: each page is made by another thread.

    Settings of glibc's malloc (mallopt(3)); elsewhere there is nothing to set.
    """
    with suppress(AttributeError, OSError):
        mallopt = ctypes.CDLL(None).mallopt
        for setting, value in SETTINGS:
            mallopt(setting, value)


def portal() -> FastAPI:
    """The application, in the process that serves it."""
    from app.main import create_app

    give_memory_back()
    share_the_interpreter()
    logs.configure()
    place.follow_clock()
    made = create_app()
    gc.collect()
    gc.freeze()  # what the start made stays for good: no later collection need look through it
    return made
