"""The portal answers under one name: BASE_URL's host."""

from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.core.language import gettext as _
from app.core.web.errors import answer

EXEMPT = frozenset({"/healthz", "/readyz", "/metrics"})


class HostMiddleware:
    """Sends a GET under another host to BASE_URL and refuses everything else there."""

    def __init__(self, app: ASGIApp, *, base_url: str, host: str) -> None:
        self.app = app
        self.base_url = base_url.rstrip("/")
        self.host = host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in EXEMPT or self._is_ours(scope):
            await self.app(scope, receive, send)
        else:
            await self._elsewhere(scope)(scope, receive, send)

    def _is_ours(self, scope: Scope) -> bool:
        return Headers(scope=scope).get("host", "").lower() == self.host.lower()

    def _elsewhere(self, scope: Scope) -> Response:
        if scope["method"] not in {"GET", "HEAD"}:
            said = _("This address is not the portal’s, so nothing was done.")
            return answer(Request(scope), HTTPStatus.BAD_REQUEST, said)
        path = scope.get("raw_path", scope["path"].encode()).decode("ascii", "replace")
        query = scope.get("query_string", b"").decode("ascii", "replace")
        # The path is appended to a fixed origin, so that it cannot name another one.
        return RedirectResponse(f"{self.base_url}{path}{'?' + query if query else ''}", 307)
