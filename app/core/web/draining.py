"""A refusal is heard by whoever is still sending: what is on its way is read first, and dropped.

A server that answers and closes while a body arrives makes the sender's system throw the
answer away (RFC 9112 9.6). So a refused body is read on, up to a size and for a moment.
"""

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 32 * 1024 * 1024
SECONDS = 3.0
REFUSALS = 400


class DrainMiddleware:
    """Reads on what is left of a request's body before a refusal is sent."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        body = _Body(receive)

        async def after_draining(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] >= REFUSALS:
                await body.drain()
            await send(message)

        await self.app(scope, body.receive, after_draining)


class _Body:
    """The request's body, and whether more of it is to come."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._more = True

    async def receive(self) -> Message:
        message = await self._receive()
        self._more = message["type"] == "http.request" and message.get("more_body", False)
        return message

    async def drain(self) -> None:
        left = MOST_BYTES
        try:
            async with asyncio.timeout(SECONDS):
                while self._more and left > 0:
                    left -= len((await self.receive()).get("body", b""))
        except TimeoutError:
            return
