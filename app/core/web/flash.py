"""“It worked”, said once on the next page: a code in a cookie, the words in a template."""

from fastapi import Request
from starlette import status
from starlette.datastructures import URL
from starlette.responses import RedirectResponse, Response

from app.core.config import settings

_SECONDS = 60


def _cookie() -> str:
    return "__Host-flash" if settings().secure else f"flash-{settings().host.rpartition(':')[2]}"


def see_other(url: URL | str, say: str = "") -> RedirectResponse:
    """The 303 after a change. ``say`` names a sentence of ``components/flash.html``."""
    response = RedirectResponse(str(url), status.HTTP_303_SEE_OTHER)
    if say:
        response.set_cookie(
            _cookie(), say, _SECONDS, secure=settings().secure, httponly=True, samesite="lax"
        )
    return response


def read(request: Request) -> str | None:
    """The code to say, if one waits."""
    return request.cookies.get(_cookie())


def forget(request: Request, response: Response) -> None:
    """Say it once."""
    if _cookie() in request.cookies:
        response.delete_cookie(_cookie(), secure=settings().secure, httponly=True, samesite="lax")
