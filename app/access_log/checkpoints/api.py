"""``/log/…``: the published log, for anybody (c2sp.org/tlog-tiles). Nothing here is personal."""

from fastapi import APIRouter
from starlette.responses import JSONResponse, PlainTextResponse, Response

from app.access_log.checkpoints import queries, service
from app.access_log.tree import queries as tree
from app.access_log.witnesses import queries as witnesses
from app.core.crypto import tiles
from app.core.errors import NotFoundError
from app.core.web.headers import IMMUTABLE
from app.core.web.session import SessionDep
from app.identity.audiences import Anyone

router = APIRouter(prefix="/log", tags=["the published log"])

FRESH = {"cache-control": "no-cache"}
FOR_EVER = {"cache-control": IMMUTABLE}
OCTETS = "application/octet-stream"


@router.get("/checkpoint", name="log.checkpoint:show")
def show_checkpoint(session: SessionDep, _viewer: Anyone) -> Response:
    """The newest signed checkpoint, with the signatures of witnesses as they come."""
    newest = queries.newest(session)
    if newest is None:
        raise NotFoundError
    return PlainTextResponse(witnesses.cosigned(session, newest), headers=FRESH)


@router.get("/keys.json", name="log.keys:show")
def show_keys(session: SessionDep, _viewer: Anyone) -> Response:
    """What this log is called, and what its checkpoints are checked with."""
    return JSONResponse(service.keys(session))


@router.get("/policy", name="log.policy:show")
def show_policy(session: SessionDep, _viewer: Anyone) -> Response:
    """Which witnesses sign, and how many of them are asked for (c2sp.org/tlog-policy)."""
    return PlainTextResponse(str(service.policy(session)))


@router.get("/tile/entries/{path:path}", name="log.entries:show")
def show_entries(session: SessionDep, _viewer: Anyone, path: str) -> Response:
    """Up to 256 entries: each two bytes of length, then itself."""
    return _octets(queries.bundle(session, _covered(session, 0, path)))


@router.get("/tile/{level}/{path:path}", name="log.tile:show")
def show_tile(session: SessionDep, _viewer: Anyone, level: str, path: str) -> Response:
    """Up to 256 hashes of one level of the tree."""
    if level not in map(str, range(tiles.LEVELS)):
        raise NotFoundError
    return _octets(tree.tile(session, int(level), _covered(session, int(level), path)))


def _covered(session: SessionDep, level: int, text: str) -> tiles.TilePath:
    """The tile that is meant, if a published checkpoint covers all of it."""
    path, newest = tiles.parse_path(text), queries.newest(session)
    end = (path.number * tiles.WIDTH + path.width) << tiles.HEIGHT * level if path else 0
    if path is None or newest is None or end > newest.size:
        raise NotFoundError
    return path


def _octets(found: bytes) -> Response:
    return Response(found, media_type=OCTETS, headers=FOR_EVER)
