"""“How you can check the record”: the proof of the whole log, of an entry, and the file."""

from functools import partial

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.access_log.checking import queries as checking
from app.access_log.checkpoints import queries as checkpoints
from app.access_log.checkpoints import service as signing
from app.access_log.errors import AWAY
from app.access_log.looks.views import PATH
from app.access_log.proofs import queries, service
from app.access_log.witnesses import queries as witnesses
from app.core import clock
from app.core.web.elsewhere import FromHere
from app.core.web.render import render, written
from app.core.web.session import SessionDep
from app.core.web.streams import Streamed
from app.identity.audiences import Employee

router = APIRouter(prefix=PATH, tags=["proof"])


@router.get("/proof", name="looked.proof:show")
def show(request: Request, session: SessionDep, viewer: Employee) -> Response:
    return render(
        request,
        "access_log/proofs/show.html",
        viewer=viewer,
        checked=checking.checked(session),
        newest=checkpoints.newest(session),
        complete=queries.complete(session, viewer),
        key=signing.key(session),
        standings=witnesses.standings(session),
        witnessed=witnesses.witnessed(session),
    )


@router.get("/proof/download", name="looked.proof:download")
def download(request: Request, viewer: Employee, _here: FromHere) -> Response:
    page = partial(written, request, "access_log/proofs/_file.html", viewer=viewer)
    parts = service.taken(viewer, lambda told: page(told=told))
    name = f"proof-{clock.today(viewer.zone).isoformat()}.zip"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Streamed(parts, media_type="application/zip", headers=headers)


@router.get("/{entry}/proof", name="looked.entry_proof:show")
def show_entry(request: Request, session: SessionDep, viewer: Employee, entry: str) -> Response:
    try:
        proven = queries.of_entry(session, viewer, entry)
    except AWAY:
        return render(request, "access_log/away.html", viewer=viewer)
    return render(
        request,
        "access_log/proofs/entry.html",
        viewer=viewer,
        checked=checking.checked(session),
        proven=proven,
    )
