"""How many answers, of which kind, how fast: by route, never by address or person."""

import time
from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_1_0_0
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.health import Finding

MEDIA_TYPE = CONTENT_TYPE_PLAIN_1_0_0
KNOWN_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

REGISTRY = CollectorRegistry()
_SECONDS = Histogram(
    "daylight_http_seconds",
    "Time until an answer began, by route, method and status.",
    ("route", "method", "status"),
    buckets=BUCKETS,
    registry=REGISTRY,
)
_CHECKS = Gauge(
    "daylight_check_ok", "1 if this check of /readyz is well.", ("check",), registry=REGISTRY
)


def note_checks(found: Iterable[tuple[str, Finding]]) -> None:
    """Keep what the checks found for the next answer of ``text``."""
    for name, finding in found:
        _CHECKS.labels(name).set(finding.ok)


def text() -> bytes:
    """All numbers of this process."""
    return generate_latest(REGISTRY)


class MetricsMiddleware:
    """Times each answer under its route's template, so that no id becomes a label."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()

        async def timed(message: Message) -> None:
            if message["type"] == "http.response.start":
                method = scope["method"] if scope["method"] in KNOWN_METHODS else "other"
                labels = (_route(scope), method, str(message["status"]))
                _SECONDS.labels(*labels).observe(time.perf_counter() - began)
            await send(message)

        await self.app(scope, receive, timed)


def _route(scope: Scope) -> str:
    if scope.get("route") is not None:
        return str(getattr(scope["route"], "path", "")) or "unknown"
    return "static" if scope["path"].startswith("/static/") else "unmatched"
