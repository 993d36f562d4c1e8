"""A page's form is read whole before anything else begins.

Whoever sends it slowly then holds no transaction: on SQLite that would be everybody's.
"""

import asyncio
from collections.abc import Sequence

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 1024 * 1024
SECONDS = 10.0
_BODILESS = frozenset({"GET", "HEAD", "OPTIONS"})


class TooLargeError(Exception):
    """The form is larger than any of ours."""


class BodyMiddleware:
    """Reads forms before their route runs. Doors with limits of their own are left alone.

    A form that does not arrive within ``seconds`` is answered 408, a larger one 413.
    """

    def __init__(self, app: ASGIApp, *, but: Sequence[str], seconds: float = SECONDS) -> None:
        self.app = app
        self.but = tuple(but)
        self.seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in _BODILESS or self._is_left_alone(scope):
            await self.app(scope, receive, send)
            return
        try:
            async with asyncio.timeout(self.seconds):
                body = await _whole(receive)
        except TimeoutError:
            await PlainTextResponse("The form came too slowly.", 408)(scope, receive, send)
        except TooLargeError:
            await PlainTextResponse("The form is too large.", 413)(scope, receive, send)
        else:
            await self.app(scope, _replayed(body, receive), send)

    def _is_left_alone(self, scope: Scope) -> bool:
        path: str = scope["path"]
        return path.startswith(self.but)


async def _whole(receive: Receive) -> bytes:
    parts, size, more = [], 0, True
    while more:
        message = await receive()
        part = message.get("body", b"")
        size += len(part)
        if size > MOST_BYTES:
            raise TooLargeError
        parts.append(part)
        more = message.get("more_body", False)
    return b"".join(parts)


def _replayed(body: bytes, receive: Receive) -> Receive:
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return waiting.pop() if waiting else await receive()

    return replay
