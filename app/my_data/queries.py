"""What is held on whoever asks, part by part, and what differs from her last download."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select as columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.identity.held.schemas import Part, Record
from app.identity.viewer import Viewer
from app.my_data import rules
from app.my_data.exporters import PARTS, part_named
from app.my_data.models import OwnDownload, OwnDownloadEnd, OwnDownloadRecord
from app.my_data.rules import Change
from app.my_data.schemas import Numbers

SHOWN = 25
LISTED = 20


@dataclass(frozen=True)
class Marked:
    """A record with its handle and digest, and what became of it since another download."""

    record: Record
    handle: bytes
    digest: bytes
    change: Change | None = None


@dataclass(frozen=True)
class PartPage:
    """Some of a part's records, and the place from which older ones go on, if there are any."""

    part: Part
    records: Sequence[Marked]
    number: int
    after: str | None
    compared: OwnDownload | None


@dataclass(frozen=True)
class Past:
    """A download as the page lists it; ``end`` is None where it broke off, or is on its way."""

    download: OwnDownload
    end: OwnDownloadEnd | None
    numbers: list[Numbers] = field(default_factory=list)


def parts(session: Session, viewer: Viewer) -> list[tuple[Part, int]]:
    """Each part there is, with how many records it has of the viewer."""
    return [(part, part.count(session, viewer)) for part in PARTS]


def page(session: Session, viewer: Viewer, name: str, after: str | None) -> PartPage:
    """A page of the viewer's records of one part; NotFoundError if there is no such part."""
    part = part_named(name)
    found = part.portion(session, viewer, after, SHOWN)
    base = last(session, viewer)
    records = marked(session, viewer, part, found.records, base.id if base else None)
    return PartPage(part, records, part.count(session, viewer), found.after, base)


def marked(
    session: Session,
    viewer: Viewer,
    part: Part,
    records: Sequence[Record],
    base_id: UUID | None,
) -> list[Marked]:
    """The records with what became of each since a download; without one, nothing did."""
    names = {record.key: rules.handle(viewer.id, part.name, record.key) for record in records}
    before = _digests(session, base_id, part.name, names.values()) if base_id else {}
    found = []
    for record in records:
        name = names[record.key]
        digest = rules.digest(name, record.values)
        change = rules.change(before.get(name), digest) if base_id else None
        found.append(Marked(record, name, digest, change))
    return found


def last(session: Session, viewer: Viewer) -> OwnDownload | None:
    """The viewer's last download that was sent to its end."""
    ended = (
        select(OwnDownload)
        .join(OwnDownloadEnd, col(OwnDownloadEnd.download_id) == col(OwnDownload.id))
        .where(OwnDownload.person_id == viewer.id)
    )
    return session.exec(ended.order_by(col(OwnDownload.id).desc()).limit(1)).first()


def past(session: Session, viewer: Viewer) -> list[Past]:
    """The viewer's newest downloads, the last one first."""
    ended = col(OwnDownloadEnd.download_id) == col(OwnDownload.id)
    found = session.exec(
        select(OwnDownload, OwnDownloadEnd)
        .join(OwnDownloadEnd, ended, isouter=True)
        .where(OwnDownload.person_id == viewer.id)
        .order_by(col(OwnDownload.id).desc())
        .limit(LISTED)
    )
    return [Past(one, end, _numbers(end)) for one, end in found]


def gone(
    session: Session, download: OwnDownload, part: Part, after: bytes | None, limit: int
) -> list[bytes]:
    """The next handles of a part that were in the download before this one and no longer are."""
    before, now = aliased(OwnDownloadRecord), aliased(OwnDownloadRecord)
    still = columns(col(now.id)).where(
        col(now.download_id) == download.id,
        col(now.part) == part.name,
        col(now.handle) == col(before.handle),
    )
    missing = columns(col(before.handle)).where(
        col(before.download_id) == download.base_id,
        col(before.part) == part.name,
        ~still.exists(),
    )
    if after is not None:
        missing = missing.where(col(before.handle) > after)
    return list(session.execute(missing.order_by(col(before.handle)).limit(limit)).scalars())


def _digests(
    session: Session, base_id: UUID, part: str, handles: Collection[bytes]
) -> dict[bytes, bytes]:
    known = columns(col(OwnDownloadRecord.handle), col(OwnDownloadRecord.digest)).where(
        col(OwnDownloadRecord.download_id) == base_id,
        col(OwnDownloadRecord.part) == part,
        col(OwnDownloadRecord.handle).in_(handles),
    )
    return dict(session.execute(known).all())


def _numbers(end: OwnDownloadEnd | None) -> list[Numbers]:
    return [Numbers(**part) for part in end.parts] if end else []
