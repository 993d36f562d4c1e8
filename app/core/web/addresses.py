"""Addresses are plain text: what hides in one, or cannot be shown, leads nowhere."""

from urllib.parse import unquote

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

from app.core.errors import NotFoundError
from app.core.text import HIDDEN
from app.core.web.errors import refuse

JUDGED_THERE = "/sign-in/callback"  # every odd answer of a provider is written down


class AddressMiddleware:
    """Answers 404 to an address with such characters."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and HIDDEN.search(_text(scope)):
            refusal = await run_in_threadpool(refuse, Request(scope, receive), NotFoundError())
            await refusal(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def _text(scope: Scope) -> str:
    query = scope.get("query_string", b"").decode("ascii", "replace")
    if scope["path"] == JUDGED_THERE:
        query = ""
    return f"{scope['path']}?{unquote(query, errors='replace')}"
