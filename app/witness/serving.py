"""The witness's two addresses (c2sp.org/tlog-witness): it signs, and shows what it signed."""

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.witness.rules import RefusedError
from app.witness.service import Witness

MOST_BYTES = 64 * 1024
TOO_LARGE, UNAVAILABLE, NOT_FOUND = 413, 503, 404
PLAIN = "text/plain; charset=utf-8"
HEADERS = {"cache-control": "no-store", "x-content-type-options": "nosniff"}


def application(witness: Witness) -> Starlette:
    """What is served below the submission prefix, which is the monitoring prefix too."""

    async def add_checkpoint(request: Request) -> Response:
        body = await _body(request)
        if body is None:
            return _text("That is too long.\n", TOO_LARGE)
        return await run_in_threadpool(_added, witness, body)

    async def checkpoint(request: Request) -> Response:
        found = witness.checkpoint(request.path_params["digest"])
        return _text("", NOT_FOUND) if found is None else _text(found)

    return Starlette(
        routes=[
            Route("/add-checkpoint", add_checkpoint, methods=["POST"]),
            Route("/{digest}/checkpoint", checkpoint, methods=["GET"]),
        ]
    )


def _added(witness: Witness, body: bytes) -> Response:
    try:
        return _text(witness.add_checkpoint(body))
    except RefusedError as refused:
        return _text(refused.words, refused.status, refused.media_type)
    except OSError:
        return _text("This cannot be kept at the moment, so it is not signed.\n", UNAVAILABLE)


def _text(words: str, status: int = 200, media_type: str = PLAIN) -> Response:
    return Response(words, status, HEADERS | {"content-type": media_type})


async def _body(request: Request) -> bytes | None:
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            return None
    return bytes(body)
