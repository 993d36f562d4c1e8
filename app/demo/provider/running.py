"""Serving the provider beside a demo, and nowhere else."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import uvicorn
from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.types import ASGIApp

from app.core.config import LOOPBACK, settings
from app.core.errors import ForbiddenError
from app.core.web import errors
from app.core.web.assets import Assets
from app.core.web.headers import ALWAYS, HeadersMiddleware
from app.core.web.same_origin import SameOriginMiddleware
from app.demo.provider import routes
from app.demo.provider.grants import Server
from app.demo.provider.memory import Memory
from app.demo.provider.schemas import Client


@dataclass(frozen=True)
class DemoPermit:
    """Says that this process is ``daylight demo``, which alone makes one (a test holds that).

    ``home`` is the demo's folder, ``marker`` the file only a demo's folder has. At this
    provider anybody may be anyone: without a permit that holds it does not start.
    """

    home: Path
    marker: str

    def check(self) -> None:
        """Refuse unless the settings are the demo's: its folder, on this machine's loopback."""
        chosen = settings()
        here = chosen.data_dir.resolve() == self.home.resolve()
        loopback = {urlsplit(url).hostname for url in (chosen.base_url, chosen.oidc_issuer)}
        if not here or not (self.home / self.marker).is_file() or not loopback <= LOOPBACK:
            raise ForbiddenError("The demo's sign-in provider runs in a demo only.")


class ProviderHeaders(HeadersMiddleware):
    """The portal's headers, except that the page's form may end at the portal."""

    def __init__(self, app: ASGIApp, *, portal: str) -> None:
        super().__init__(app, secure=False)
        policy = ALWAYS["content-security-policy"]
        allowed = policy.replace("form-action 'self'", f"form-action 'self' {portal}")
        self.fixed = self.fixed | {"content-security-policy": allowed}


def create_provider(
    permit: DemoPermit, *, client: tuple[str, str], cast: Sequence[str] = ()
) -> FastAPI:
    """The provider's application. Raises ForbiddenError outside a demo."""
    permit.check()
    portal = settings().base_url.rstrip("/")
    made = FastAPI(
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        middleware=[
            Middleware(ProviderHeaders, portal=portal),
            Middleware(errors.IncidentMiddleware),
            Middleware(SameOriginMiddleware),
        ],
    )
    errors.install(made)
    made.include_router(routes.router)
    made.mount("/static", Assets(), name="static")
    own_client = Client(*client, portal=portal)
    made.state.server = Server(settings().oidc_issuer, own_client, Memory(cast))
    return made


@contextmanager
def running(
    permit: DemoPermit, host: str, port: int, *, client: tuple[str, str], cast: Sequence[str] = ()
) -> Iterator[None]:
    """Serve the provider in a thread of this process while the block runs."""
    app = create_provider(permit, client=client, cast=cast)
    config = uvicorn.Config(app, host=host, port=port, log_level="warning", access_log=False)
    server = uvicorn.Server(config)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(timeout=5)
