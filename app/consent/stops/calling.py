"""Calling a webhook: a request within bounds, of which only the status matters."""

from collections.abc import Mapping

from app.core.config import names
from app.core.outgoing.asking import Bounds, NotReachedError, Request, ask
from app.identity.sources.rules import is_webhook


class NotTakenError(Exception):
    """The webhook was not reached, or did not say 2xx. ``kind`` names no address."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


def call(url: str, body: bytes, headers: Mapping[str, str], allowed: str = "") -> None:
    """POST a body to a webhook. Raises NotTakenError.

    ``allowed``: hosts in a private network, with commas.
    """
    if not is_webhook(url):
        raise NotTakenError("address")
    try:
        answer = ask(Request(url, "POST", headers, body), Bounds(allowed=names(allowed)))
    except NotReachedError as failed:
        raise NotTakenError(failed.kind) from failed
    if not 200 <= answer.status < 300:
        raise NotTakenError(f"status {answer.status}")
