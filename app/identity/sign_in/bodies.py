"""Bodies that are read without believing their length."""

from collections.abc import Sequence
from urllib.parse import parse_qsl

from fastapi import Request

from app.identity.openid.errors import AttemptError

FORM = "application/x-www-form-urlencoded"
LARGEST_TOKEN = 40 * 1024


async def at_most(request: Request, largest: int) -> bytes | None:
    """The body, or None if it is longer than ``largest`` bytes."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > largest:
            return None
    return bytes(body)


def fields(body: bytes) -> Sequence[tuple[str, str]]:
    """The pairs of a urlencoded body. Raises ValueError if it is none, or has too many."""
    return parse_qsl(
        body.decode("ascii"), keep_blank_values=True, max_num_fields=500, errors="strict"
    )


def is_form(request: Request) -> bool:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() == FORM


async def logout_token(request: Request) -> str:
    """The one ``logout_token`` of a back-channel logout. Raises AttemptError."""
    body = await at_most(request, LARGEST_TOKEN) if is_form(request) else None
    try:
        pairs = fields(body or b"")
    except ValueError as broken:
        raise AttemptError("logout_body") from broken
    tokens = [value for name, value in pairs if name == "logout_token"]
    if len(tokens) != 1:
        raise AttemptError("logout_body")
    return tokens[0]
