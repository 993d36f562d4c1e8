"""Cross-site request forgery is refused by what the browser says, not by tokens in forms.

Browsers tell where a request comes from in ``Sec-Fetch-Site``, or at least in ``Origin``,
and a page cannot forge either. A request without cookies has nothing to forge with.
"""

from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from app.core.language import gettext as _
from app.core.web.errors import answer
from app.core.web.session import SAFE_METHODS


class SameOriginMiddleware:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in SAFE_METHODS or _is_ours(scope):
            await self.app(scope, receive, send)
        else:
            said = _("Another site sent this, so nothing was done.")
            await answer(Request(scope), HTTPStatus.FORBIDDEN, said)(scope, receive, send)


def _is_ours(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    if "cookie" not in headers:
        return True
    if site := headers.get("sec-fetch-site"):
        return site in {"same-origin", "none"}
    try:
        origin = urlsplit(headers.get("origin", ""))
    except ValueError:
        return False
    ours = origin.scheme in {"http", "https"} and bool(origin.netloc)
    return ours and origin.netloc == headers.get("host")
