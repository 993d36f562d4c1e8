"""What a reader does that leaves an entry herself: taking her record away as a file."""

from dataclasses import dataclass

from app.access_log import service as log
from app.access_log.looks import queries, schemas
from app.access_log.looks.forms import Format
from app.access_log.rules import Accessor, NewEvent
from app.core import clock
from app.core.db.base import new_id
from app.core.db.session import reading, writing
from app.identity.sources import queries as reporting
from app.identity.sources import service as sources
from app.identity.sources.models import SourceSystem
from app.identity.viewer import Viewer

CATEGORY = "access-record"
PURPOSE = "own-download"
_TYPES = {Format.CSV: "text/csv; charset=utf-8", Format.JSON: "application/json"}
_WRITERS = {Format.CSV: schemas.as_csv, Format.JSON: schemas.as_json}


@dataclass(frozen=True)
class File:
    """A file to be sent, with the headers that make it one."""

    content: bytes
    media_type: str
    headers: dict[str, str]


def download(viewer: Viewer, kind: Format) -> File:
    """All of the viewer's entries as a file, this download among them.

    It is written down before anything is read: no record, no byte (LAW LOG-2). Raises
    LogUnavailableError and KeysUnavailableError.
    """
    _record(viewer)
    with reading() as session:
        names = {source.id: source.name for source in reporting.everything(session)}
        rows = queries.everything(session, viewer)
        content = _WRITERS[kind](schemas.record(row, names) for row in rows)
    name = f"who-looked-{clock.today(viewer.zone).isoformat()}.{kind}"
    return File(content, _TYPES[kind], {"content-disposition": f'attachment; filename="{name}"'})


def _record(viewer: Viewer) -> None:
    source = _portal()
    accessor = Accessor(id=viewer.employee_id, kind="person", name=viewer.name)
    event = NewEvent(
        source_id=source.id,
        id=str(new_id()),
        occurred_at=clock.now(),
        accessor=accessor,
        subjects=(viewer.employee_id,),
        action="export",
        system=source.system,
        categories=(CATEGORY,),
        purpose=PURPOSE,
    )
    log.append([event])


def _portal() -> SourceSystem:
    with reading() as session:
        found = reporting.portal(session)
    if found is not None:
        return found
    with writing() as session:
        return sources.portal(session)
