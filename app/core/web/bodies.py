"""A page's form is read whole before anything else begins; one with files, as it comes.

Whoever sends it slowly then holds no transaction: on SQLite that would be everybody's. A route
that takes files begins its own once they are there (``uploads``).
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


class TooSlowError(Exception):
    """The form did not arrive in its time."""


class BodyMiddleware:
    """Reads forms before their route runs. Doors with limits of their own are left alone.

    A form that does not arrive within ``seconds`` is answered 408, a larger one 413. Those at a
    path like ``files`` may carry files, and take longer: they are passed on as they come. Of one
    that breaks off in the midst nothing is done.
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
        form = _Form(receive, most, SECONDS_OF_FILES if has_files else self.seconds)
        try:
            passed_on = form.next if has_files else _replayed(await form.whole(), receive)
            await self.app(scope, passed_on, send)
        except TooSlowError:
            slowly = _("What you sent did not arrive in time.")
            await answer(Request(scope), HTTPStatus(408), slowly)(scope, receive, send)
        except TooLargeError:
            large = _("What you sent is larger than %(most)s MiB.") % {"most": most >> 20}
            await answer(Request(scope), HTTPStatus(413), large)(scope, receive, send)
        except ClientDisconnect:
            return  # nobody is there to be told

    def _is_left_alone(self, scope: Scope) -> bool:
        path: str = scope["path"]
        return path.startswith(self.but)


class _Form:
    """What is sent, within its limit and its time: at once, or as it comes."""

    def __init__(self, receive: Receive, most: int, seconds: float) -> None:
        self._receive, self._most = receive, most
        self._until = asyncio.get_running_loop().time() + seconds
        self._size, self._is_over = 0, False

    async def next(self) -> Message:
        """The next message. Raises TooSlowError, TooLargeError, ClientDisconnect."""
        if self._is_over:
            return await self._receive()
        try:
            async with asyncio.timeout_at(self._until):
                message = await self._receive()
        except TimeoutError as late:
            raise TooSlowError from late
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        self._size += len(message.get("body", b""))
        if self._size > self._most:
            raise TooLargeError
        self._is_over = not message.get("more_body", False)
        return message

    async def whole(self) -> bytes:
        parts = []
        while not self._is_over:
            parts.append((await self.next()).get("body", b""))
        return b"".join(parts)


def _replayed(body: bytes, receive: Receive) -> Receive:
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return waiting.pop() if waiting else await receive()

    return replay
