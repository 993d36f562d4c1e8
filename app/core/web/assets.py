"""Static files under addresses that change with their content, so that they cache for ever."""

import re
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response
from starlette.types import Receive, Scope, Send

from app.core.web.headers import IMMUTABLE

STATIC = Path(__file__).parents[3] / "static"
STYLESHEET = "daylight.css"
MOST_BYTES = 200  # a file system takes 255 for one name
_REFERENCE = re.compile(r'url\("/static/([^"]+)"\)')


def asset(name: str) -> str:
    """The address of a static file, or of the one stylesheet, with its content's hash in it."""
    return f"/static/{_digest(name)}/{name}"


@lru_cache
def stylesheet() -> bytes:
    """The files named in ``css/order.txt``, one after the other, as one stylesheet."""
    order = (STATIC / "css/order.txt").read_text().split()
    joined = "\n".join((STATIC / "css" / name).read_text() for name in order)
    return _REFERENCE.sub(lambda found: f'url("{asset(found[1])}")', joined).encode()


class Assets:
    """An ASGI application serving ``/static/<hash>/<file>`` and nothing else."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._answer(scope["path"].split("/static/", 1)[-1])(scope, receive, send)

    def _answer(self, rest: str) -> Response:
        digest, _, name = rest.partition("/")
        if len(name.encode(errors="surrogatepass")) > MOST_BYTES:
            raise HTTPException(404)
        headers = {"cache-control": IMMUTABLE}
        if name == STYLESHEET and digest == _digest(name):
            return Response(stylesheet(), headers=headers, media_type="text/css")
        path = (STATIC / name).resolve()
        if not path.is_relative_to(STATIC) or not path.is_file():
            raise HTTPException(404)
        if digest != _digest(name):
            raise HTTPException(404)
        return FileResponse(path, headers=headers)


@lru_cache
def _digest(name: str) -> str:
    content = stylesheet() if name == STYLESHEET else (STATIC / name).read_bytes()
    return sha256(content).hexdigest()[:12]
