"""What is held on whoever asks, part by part, and what differs from her last download."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import Select
from sqlalchemy import select as columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.core import clock
from app.identity.held.schemas import Part, Record
from app.identity.viewer import Viewer
from app.my_data import rules
from app.my_data.elsewhere import queries as elsewhere
from app.my_data.elsewhere import rules as elsewhere_rules
from app.my_data.elsewhere.queries import Source, TableHeld
from app.my_data.elsewhere.rules import Standing
from app.my_data.exporters import PARTS, part_named
from app.my_data.models import OwnDownload, OwnDownloadEnd, OwnDownloadRecord
from app.my_data.rules import Change
from app.my_data.schemas import Numbers

SHOWN = 25
GLIMPSE = 5
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
class TablePage:
    """The same of a table of another system."""

    source: Source
    table: TableHeld
    page: PartPage


@dataclass(frozen=True)
class Missing:
    """A system whose rows a download lacks, and why: elsewhere.rules.Standing, or “old”."""

    name: str
    title: str
    why: str


@dataclass(frozen=True)
class Contents:
    """What a download holds now: parts, each with the download it is compared with.

    ``missing`` are systems that should be in it; ``left_out`` the names of parts that were in
    the download before and are not in this one: nothing of them counts as gone.
    """

    parts: Sequence[tuple[Part, OwnDownload | None]]
    missing: Sequence[Missing] = ()
    left_out: Sequence[str] = ()


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
    return page_of(session, viewer, part_named(name), after, last(session, viewer))


def page_of_table(session: Session, viewer: Viewer, name: str, after: str | None) -> TablePage:
    """The same of a table of another system."""
    source, table = elsewhere.table_named(session, viewer, name)
    base = _bases(session, viewer, {name}).get(name)
    return TablePage(source, table, page_of(session, viewer, table.part, after, base))


def glimpses(session: Session, viewer: Viewer, source: Source) -> list[TablePage]:
    """The first rows of each table of a system."""
    return [
        TablePage(source, table, page_of(session, viewer, table.part, None, None, most=GLIMPSE))
        for table in source.tables
    ]


def page_of(
    session: Session,
    viewer: Viewer,
    part: Part,
    after: str | None,
    base: OwnDownload | None,
    *,
    most: int = SHOWN,
) -> PartPage:
    """Some of a part's records, with what became of each since a download."""
    found = part.portion(session, viewer, after, most)
    records = marked(session, viewer, part, found.records, base_id=base.id if base else None)
    return PartPage(part, records, part.count(session, viewer), found.after, base)


def contents(session: Session, viewer: Viewer) -> Contents:
    """What a download that is begun now holds."""
    before, now = last(session, viewer), clock.now()
    sources = [each for each in elsewhere.all_sources(session, viewer) if each.shows]
    ready = [each for each in sources if each.newest and elsewhere_rules.is_fresh(each.newest, now)]
    tables = [table.part for source in ready for table in source.tables]
    bases = _bases(session, viewer, {part.name for part in tables})
    names = {part.name for part in [*PARTS, *tables]}
    return Contents(
        parts=[
            *((part, before) for part in PARTS),
            *((part, bases.get(part.name)) for part in tables),
        ],
        missing=[_missing(each) for each in sources if each not in ready],
        left_out=sorted(_names_in(session, before) - names),
    )


def marked(
    session: Session,
    viewer: Viewer,
    part: Part,
    records: Sequence[Record],
    *,
    base_id: UUID | None,
    download_id: UUID | None = None,
) -> list[Marked]:
    """The records with what became of each since a download; without one, nothing did.

    ``download_id``: the download that they are for, in which no two have the same handle.
    """
    names = _told_apart(session, viewer, part, records, download_id)
    before = _digests(session, base_id, part.name, names) if base_id else {}
    found = []
    for record, name in zip(records, names, strict=True):
        digest = rules.digest(name, record.values)
        change = rules.change(before.get(name), digest) if base_id else None
        found.append(Marked(record, name, digest, change))
    return found


def last(session: Session, viewer: Viewer) -> OwnDownload | None:
    """The viewer's last download that was sent to its end."""
    found = session.execute(_ended(viewer).limit(1)).first()
    return found[0] if found else None


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
    session: Session,
    download: OwnDownload,
    base: OwnDownload,
    part: Part,
    after: bytes | None,
    *,
    limit: int,
) -> list[bytes]:
    """The next handles of a part that were in an earlier download and no longer are."""
    before, now = aliased(OwnDownloadRecord), aliased(OwnDownloadRecord)
    still = columns(col(now.id)).where(
        col(now.download_id) == download.id,
        col(now.part) == part.name,
        col(now.handle) == col(before.handle),
    )
    missing = columns(col(before.handle)).where(
        col(before.download_id) == base.id,
        col(before.part) == part.name,
        ~still.exists(),
    )
    if after is not None:
        missing = missing.where(col(before.handle) > after)
    return list(session.execute(missing.order_by(col(before.handle)).limit(limit)).scalars())


def _ended(viewer: Viewer) -> Select[OwnDownload, OwnDownloadEnd]:
    ended = (
        columns(OwnDownload, OwnDownloadEnd)
        .join(OwnDownloadEnd, col(OwnDownloadEnd.download_id) == col(OwnDownload.id))
        .where(col(OwnDownload.person_id) == viewer.id)
    )
    return ended.order_by(col(OwnDownload.id).desc())


def _bases(session: Session, viewer: Viewer, names: set[str]) -> dict[str, OwnDownload]:
    """By part, the last download sent to its end that had it."""
    found: dict[str, OwnDownload] = {}
    if names:
        for download, end in session.execute(_ended(viewer)):
            for name in names & {each.part for each in _numbers(end)}:
                found.setdefault(name, download)
            if len(found) == len(names):
                break
    return found


def _names_in(session: Session, download: OwnDownload | None) -> set[str]:
    if download is None:
        return set()
    end = select(OwnDownloadEnd).where(OwnDownloadEnd.download_id == download.id)
    return {each.part for each in _numbers(session.exec(end).first())}


def _missing(source: Source) -> Missing:
    standing = source.standing
    return Missing(
        source.head.name,
        source.head.title,
        "old" if standing is Standing.HERE else standing.value,
    )


def _told_apart(
    session: Session,
    viewer: Viewer,
    part: Part,
    records: Sequence[Record],
    download_id: UUID | None,
) -> list[bytes]:
    """A handle for each. Where a system gives a key twice the second one has another handle."""
    plain = [rules.handle(viewer.id, part.name, record.key) for record in records]
    used = set(_digests(session, download_id, part.name, plain)) if download_id else set()
    names: list[bytes] = []
    for record, name in zip(records, plain, strict=True):
        own, turn = name, 0
        while own in used or (turn and _is_in(session, download_id, part.name, own)):
            turn += 1
            own = rules.handle(viewer.id, part.name, f"{record.key}\n{turn}")
        used.add(own)
        names.append(own)
    return names


def _is_in(session: Session, download_id: UUID | None, part: str, name: bytes) -> bool:
    return download_id is not None and bool(_digests(session, download_id, part, [name]))


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
