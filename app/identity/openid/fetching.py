"""Requests to the provider: few hosts, no redirects, not much. How long is the caller's to say."""

from collections.abc import AsyncIterator
from typing import Any

import httpx2

from app.identity.openid import rules
from app.identity.openid.discovery.rules import may_be_fetched
from app.identity.openid.errors import ProviderFaultError, RefusedError
from app.identity.openid.schemas import Client

LARGEST = 256 * 1024


class BoundedTransport(httpx2.AsyncBaseTransport):
    """Refuses any address that is not the provider's and any answer that is not a plain 200 or 4xx.

    Every request of the relying party passes here, Authlib's own too, so that no document
    of the provider can send the portal elsewhere.
    """

    def __init__(self, client: Client, transport: httpx2.AsyncBaseTransport | None = None) -> None:
        self._client = client
        self._transport = transport or httpx2.AsyncHTTPTransport(retries=0)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        if not may_be_fetched(str(request.url), self._client):
            raise ProviderFaultError("provider_address")
        try:
            answer = await self._transport.handle_async_request(request)
            body = await _whole(answer)
        except httpx2.TransportError as failed:
            raise ProviderFaultError("provider_unreachable", type(failed).__name__) from failed
        if answer.is_redirect or answer.status_code >= 500 or answer.status_code < 200:
            raise ProviderFaultError("provider_status", str(answer.status_code))
        headers = [(name, value) for name, value in answer.headers.raw if name.lower() in _KEPT]
        return httpx2.Response(answer.status_code, headers=headers, content=body, request=request)

    async def aclose(self) -> None:
        await self._transport.aclose()


_KEPT = frozenset({b"content-type"})


async def _whole(answer: httpx2.Response) -> bytes:
    """The body. A compressed one is refused: it was not asked for, and may be a bomb."""
    if answer.headers.get("content-encoding", "identity") != "identity":
        raise ProviderFaultError("provider_encoding")
    body = bytearray()
    stream = answer.stream
    assert isinstance(stream, httpx2.AsyncByteStream)
    async for chunk in _chunks(stream):
        body += chunk
        if len(body) > LARGEST:
            raise ProviderFaultError("provider_too_large")
    return bytes(body)


async def _chunks(stream: httpx2.AsyncByteStream) -> AsyncIterator[bytes]:
    try:
        async for chunk in stream:
            yield chunk
    finally:
        await stream.aclose()


async def fetch(
    client: Client, transport: httpx2.AsyncBaseTransport | None, url: str, token: str = ""
) -> dict[str, Any]:
    """The JSON object at an address of the provider. Raises ProviderFaultError."""
    headers = {"accept": "application/json", "accept-encoding": "identity"}
    if token:
        headers["authorization"] = f"Bearer {token}"
    async with httpx2.AsyncClient(transport=BoundedTransport(client, transport)) as http:
        answer = await http.get(url, headers=headers, follow_redirects=False)
    if answer.status_code != 200:
        raise ProviderFaultError("provider_status", str(answer.status_code))
    try:
        return rules.strict_object(answer.content, "provider_json")
    except RefusedError as unreadable:
        raise ProviderFaultError(unreadable.reason, unreadable.detail) from unreadable
