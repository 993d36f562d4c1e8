"""A page's form is read whole before anything else begins.

Whoever sends it slowly then holds no transaction: on SQLite that would be everybody's.
"""

import asyncio
import re
from collections.abc import Sequence
from http import HTTPStatus

from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.language import gettext as _
from app.core.web.errors import answer

MOST_BYTES, MOST_OF_FILES = 1024 * 1024, 16 * 1024 * 1024
SECONDS, SECONDS_OF_FILES = 10.0, 60.0
_BODILESS = frozenset({"GET", "HEAD", "OPTIONS"})


class TooLargeError(Exception):
    """The form is larger than any of ours."""


class BodyMiddleware:
    """Reads forms before their route runs. Doors with limits of their own are left alone.

    A form that does not arrive within ``seconds`` is answered 408, a larger one 413. Those at a
    path like ``files`` may carry files, and take longer. Of one that breaks off nothing is done.
    """

    def __init__(
        self, app: ASGIApp, *, but: Sequence[str], seconds: float = SECONDS, files: str = "(?!)"
    ) -> None:
        self.app = app
        self.but = tuple(but)
        self.seconds = seconds
        self.files = re.compile(files)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in _BODILESS or self._is_left_alone(scope):
            await self.app(scope, receive, send)
            return
        has_files = self.files.fullmatch(scope["path"])
        most = MOST_OF_FILES if has_files else MOST_BYTES
        try:
            async with asyncio.timeout(SECONDS_OF_FILES if has_files else self.seconds):
                body = await _whole(receive, most)
        except ClientDisconnect:
            return
        except TimeoutError:
            slowly = _("What you sent did not arrive in time.")
            await answer(Request(scope), HTTPStatus(408), slowly)(scope, receive, send)
        except TooLargeError:
            large = _("What you sent is larger than %(most)s MiB.") % {"most": most >> 20}
            await answer(Request(scope), HTTPStatus(413), large)(scope, receive, send)
        else:
            await self.app(scope, _replayed(body, receive), send)

    def _is_left_alone(self, scope: Scope) -> bool:
        path: str = scope["path"]
        return path.startswith(self.but)


async def _whole(receive: Receive, most: int) -> bytes:
    parts, size, more = [], 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        part = message.get("body", b"")
        size += len(part)
        if size > most:
            raise TooLargeError
        parts.append(part)
        more = message.get("more_body", False)
    return b"".join(parts)


def _replayed(body: bytes, receive: Receive) -> Receive:
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return waiting.pop() if waiting else await receive()

    return replay
