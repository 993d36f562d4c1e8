"""What a reader does that leaves an entry herself: taking her record away as a file."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from app.access_log import portal
from app.access_log.looks import queries, schemas
from app.access_log.looks.forms import Format
from app.access_log.looks.schemas import Record
from app.access_log.rules import ACCESS_RECORD, Act
from app.core import clock
from app.core.db.session import reading
from app.identity.sources import queries as reporting
from app.identity.viewer import Viewer

DOWNLOAD = Act("own-download", (ACCESS_RECORD,), action="export")
_TYPES = {Format.CSV: "text/csv; charset=utf-8", Format.JSON: "application/json"}
_WRITERS = {Format.CSV: schemas.as_csv, Format.JSON: schemas.as_json}


@dataclass(frozen=True)
class File:
    """A file to be sent part by part, with the headers that make it one."""

    parts: Iterator[bytes]
    media_type: str
    headers: dict[str, str]


def download(viewer: Viewer, kind: Format) -> File:
    """All of the viewer's entries as a file, this download among them.

    It is written down before anything is read: no record, no byte (LAW LOG-2). Raises
    LogUnavailableError and KeysUnavailableError; should the keys go away later, the file
    breaks off and the browser says so.
    """
    portal.record(viewer, [viewer.person], DOWNLOAD)
    portions = _portions(viewer)
    records = chain(next(portions), chain.from_iterable(portions))
    name = f"who-looked-{clock.today(viewer.zone).isoformat()}.{kind}"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return File(_WRITERS[kind](records), _TYPES[kind], headers)


def _portions(viewer: Viewer) -> Iterator[list[Record]]:
    """Each in a transaction of its own: whoever takes the file slowly holds none."""
    end = None
    while True:
        with reading() as session:
            names = {source.id: source.name for source in reporting.everything(session)}
            rows, end = queries.portion(session, viewer, end, every=True)
            records = [schemas.record(row, names) for row in rows]
        yield records
        if end is None:
            return
