"""A download, written down: that it began, what was in it, and that it came to its end."""

from collections.abc import Sequence
from dataclasses import asdict
from uuid import UUID

from sqlalchemy import insert
from sqlmodel import Session

from app.access_log import portal
from app.access_log.rules import ACCESS_RECORD, Act
from app.core import clock
from app.core.db.base import new_id
from app.identity.viewer import Viewer
from app.my_data.models import OwnDownload, OwnDownloadEnd, OwnDownloadRecord
from app.my_data.queries import Marked
from app.my_data.schemas import Numbers

DOWNLOAD = Act("own-download", ("portal-account", ACCESS_RECORD), action="export")


def begin(session: Session, viewer: Viewer, before: OwnDownload | None) -> OwnDownload:
    """Write down that the viewer takes everything, here and in the log, before anything is read.

    ``before`` is the download that it is to be compared with. Raises LogUnavailableError and
    KeysUnavailableError: no record, no byte (LAW LOG-2).
    """
    portal.record_in(session, viewer, [viewer.person], DOWNLOAD)
    download = OwnDownload(
        person_id=viewer.id, base_id=before.id if before else None, begun_at=clock.now()
    )
    session.add(download)
    session.flush()
    return download


def keep(session: Session, download_id: UUID, part: str, records: Sequence[Marked]) -> None:
    """Keep by what the next download knows these records again."""
    rows = [
        {
            "id": new_id(),
            "download_id": download_id,
            "part": part,
            "handle": one.handle,
            "digest": one.digest,
        }
        for one in records
    ]
    if rows:
        session.execute(insert(OwnDownloadRecord), rows)


def end(session: Session, download_id: UUID, numbers: Sequence[Numbers]) -> None:
    """All of it was sent: from now on, the next one is compared with this one."""
    parts = [asdict(each) for each in numbers]
    session.add(OwnDownloadEnd(download_id=download_id, ended_at=clock.now(), parts=parts))
    session.flush()
