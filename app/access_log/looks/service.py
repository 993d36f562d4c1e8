"""What a reader does that leaves an entry herself: taking her record away as a file."""

from dataclasses import dataclass

from app.access_log import portal
from app.access_log.looks import queries, schemas
from app.access_log.looks.forms import Format
from app.access_log.rules import Act
from app.core import clock
from app.core.db.session import reading
from app.identity.sources import queries as reporting
from app.identity.viewer import Viewer

DOWNLOAD = Act("own-download", ("access-record",), action="export")
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
    portal.record(viewer, [viewer.person], DOWNLOAD)
    with reading() as session:
        names = {source.id: source.name for source in reporting.everything(session)}
        rows = queries.everything(session, viewer)
        content = _WRITERS[kind](schemas.record(row, names) for row in rows)
    name = f"who-looked-{clock.today(viewer.zone).isoformat()}.{kind}"
    return File(content, _TYPES[kind], {"content-disposition": f'attachment; filename="{name}"'})
