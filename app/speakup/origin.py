"""The speak-up origin as an application: no session, no cookie, no script, nothing written down."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.core.config import LOOPBACK, settings
from app.core.errors import ConflictError
from app.core.web.assets import Assets
from app.core.web.bodies import BodyMiddleware
from app.core.web.draining import DrainMiddleware
from app.core.web.head import HeadMiddleware
from app.core.web.headers import ALWAYS, HeadersMiddleware
from app.core.web.hosts import HostMiddleware
from app.speakup import folder, routes, spool
from app.speakup.gate import Gate
from app.speakup.pages import page

REWRITE_SECONDS = 60
_OWN = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "referrer-policy": "no-referrer",
}


class WrongOriginError(ConflictError):
    pass


class OriginHeaders(HeadersMiddleware):
    """The portal's headers, but that no script runs and no address is handed on."""

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        super().__init__(app, secure=secure)
        self.fixed = self.fixed | ALWAYS | _OWN


class ForgetfulMiddleware:
    """Nothing behind it learns who asks, and what fails is said to whoever asked alone."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        kept = {b"host", b"content-type", b"content-length"}
        headers = [(name, value) for name, value in scope["headers"] if name in kept]
        unknown = {**scope, "client": None, "headers": headers}
        try:
            await self.app(unknown, receive, send)
        except Exception:
            await page("speakup/fault.html", status_code=500)(unknown, receive, send)


def faults() -> Iterator[str]:
    """What keeps SPEAKUP_URL from being an origin that no cookie of ours is sent to."""
    chosen = settings()
    ours = urlsplit(chosen.speakup_url)
    if not chosen.speakup_url:
        yield "SPEAKUP_URL is not set"
        return
    if ours.scheme != "https" and ours.hostname not in LOOPBACK:
        yield "SPEAKUP_URL must be https"
    if ours.path.strip("/") or ours.query:
        yield "SPEAKUP_URL must be an origin, without a path"
    for name, url in (("BASE_URL", chosen.base_url), ("OIDC_ISSUER", chosen.oidc_issuer)):
        other = urlsplit(url).hostname or ""
        if ours.hostname == other:
            yield f"SPEAKUP_URL has the host of {name}, so the browser would send cookies there"
        elif other.endswith(f".{ours.hostname}"):
            yield f"SPEAKUP_URL's host is a parent domain of {name}'s, which may set cookies for it"


def require() -> None:
    """Raise unless the origin may start: WrongOriginError and what ``folder`` raises."""
    if wrong := "; ".join(faults()):
        raise WrongOriginError(f"{wrong}.")
    folder.officers_key()
    folder.ticket_key()


def create_origin() -> FastAPI:
    """The application. What it needs is in the folder alone."""
    address = settings().speakup_url
    made = FastAPI(
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=_lifespan,
        middleware=[
            Middleware(OriginHeaders, secure=urlsplit(address).scheme == "https"),
            Middleware(ForgetfulMiddleware),
            Middleware(DrainMiddleware),
            Middleware(HostMiddleware, base_url=address, host=urlsplit(address).netloc),
            Middleware(HeadMiddleware),
            Middleware(BodyMiddleware, but=()),
        ],
    )
    made.add_exception_handler(HTTPException, _refuse)
    made.state.gate = Gate(folder.ticket_key())
    made.include_router(routes.router)
    made.mount("/static", Assets(), name="static")
    return made


def _refuse(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return page("speakup/missing.html", status_code=error.status_code)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Rewrite the spool and forget spent tickets every minute, as long as the origin is served."""
    task = asyncio.create_task(_rewrite(app.state.gate))
    yield
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def _rewrite(gate: Gate) -> None:
    while True:
        gate.prune()
        with suppress(Exception):  # the next minute tries again
            await asyncio.to_thread(spool.rewrite, folder.spool())
        await asyncio.sleep(REWRITE_SECONDS)
