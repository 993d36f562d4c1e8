"""What a call carries: its body, read no further than its limit, and its content type."""

import asyncio
from typing import Annotated

from fastapi import Depends, Request
from starlette.requests import ClientDisconnect

from app.core.web.bodies import SECONDS_OF_FILES
from app.ingest.errors import RefusedBatchError, too_large

LARGEST = 8 << 20
SECONDS = SECONDS_OF_FILES


class Sent:
    """A body that is let go when it is taken: it may be as large as all that is made of it."""

    def __init__(self, chunks: list[bytes]) -> None:
        self._chunks = chunks

    def take(self) -> bytes:
        body, self._chunks = b"".join(self._chunks), []
        return body


async def body_of(request: Request) -> Sent | RefusedBatchError:
    """The body, read no further than its limit, whatever its length is said to be."""
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        return RefusedBatchError(415, "Send the body without a content encoding.")
    declared = request.headers.get("content-length", "0")
    if not declared.isdecimal() or int(declared[:20]) > LARGEST:
        return too_large("A call may carry 8 MiB.")
    chunks: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(SECONDS):
            async for chunk in request.stream():
                size += len(chunk)
                if size > LARGEST:
                    return too_large("A call may carry 8 MiB.")
                chunks.append(chunk)
    except TimeoutError:
        return RefusedBatchError(408, f"The body did not arrive within {SECONDS:.0f} seconds.")
    except ClientDisconnect:
        return RefusedBatchError(400, "The body ended early.")
    return Sent(chunks)


Body = Annotated[Sent | RefusedBatchError, Depends(body_of)]


def content_type(request: Request, taken: tuple[str, ...]) -> str:
    sent = request.headers.get("content-type", "")
    kind, *parameters = (part.strip().lower() for part in sent.split(";"))
    if kind not in taken or any(
        p not in {"charset=utf-8", 'charset="utf-8"', ""} for p in parameters
    ):
        raise RefusedBatchError(415, f"Send {' or '.join(taken)}, in UTF-8.")
    return kind


def readable(body: Sent | RefusedBatchError) -> bytes:
    if isinstance(body, RefusedBatchError):
        raise body
    return body.take()
