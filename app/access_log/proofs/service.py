"""What an employee takes with her to check the log by herself."""

import json
import tempfile
from collections.abc import Callable, Iterator, Sequence, Set
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from sqlmodel import Session

from app.access_log import portal
from app.access_log.checkpoints import queries as checkpoints
from app.access_log.checkpoints import service as signing
from app.access_log.checkpoints.models import PublishedCheckpoint
from app.access_log.erasing import queries as erasing
from app.access_log.errors import NotSealedYetError
from app.access_log.looks import queries as looks
from app.access_log.looks.display import Display
from app.access_log.looks.service import DOWNLOAD
from app.access_log.looks.views import Row
from app.access_log.proofs import alone, queries
from app.access_log.proofs.models import TakenProof
from app.access_log.proofs.unpacking import (
    CHECKPOINT,
    EVIDENCE,
    EVIDENCE_FORMAT,
    KEYS,
    POLICY,
    WITNESSED,
)
from app.access_log.seals import service as seals
from app.access_log.witnesses import queries as witnesses
from app.access_log.witnesses.queries import PolicyUnreadableError
from app.core import clock
from app.core.archives import Archive
from app.core.db import dialects
from app.core.db.session import engine, reading
from app.identity.viewer import Viewer

IN_MEMORY = 4 << 20  # bytes; what is longer is written to a file without a name
PART = 1 << 16


@dataclass(frozen=True)
class Told:
    """What the page inside the file says: her entries in words, and what covers them."""

    checkpoint: PublishedCheckpoint
    rows: Sequence[Row]


def taken(viewer: Viewer, page: Callable[[Told], str]) -> Iterator[bytes]:
    """Her entries with all that proves them, as a zip; ``page`` writes the one to read.

    That she takes it is written down before anything is read: no record, no byte (LAW LOG-2).
    Raises NotSealedYetError, LogUnavailableError and KeysUnavailableError.
    """
    seals.see_to_one(viewer.id)
    _see_to_notices()
    with portal.recording() as session:
        newest = checkpoints.newest(session)
        if newest is None:
            raise NotSealedYetError
        portal.record_in(session, viewer, [viewer.person], DOWNLOAD)
        dialects.insert_if_new(
            session,
            TakenProof,
            person_id=viewer.id,
            size=newest.size,
            taken_at=clock.now(),
        )
    archive = Archive(clock.now())
    with ExitStack() as unless_made:
        file = cast(BinaryIO, unless_made.enter_context(tempfile.SpooledTemporaryFile(IN_MEMORY)))
        with reading(dialects.for_copying(engine())) as session:
            for part in _written(session, viewer, archive, newest, page):
                file.write(part)
        file.seek(0)
        unless_made.pop_all()  # _read closes it
    return _read(file)


def _see_to_notices() -> None:
    """See to it that the newest notice of what was deleted is signed."""
    with reading() as session:
        last, newest = erasing.newest(session), checkpoints.newest(session)
    if newest is None or newest.size <= last:
        signing.publish()


def _written(
    session: Session,
    viewer: Viewer,
    archive: Archive,
    newest: PublishedCheckpoint,
    page: Callable[[Told], str],
) -> Iterator[bytes]:
    seen = witnesses.witnessed(session, newest.size)
    outside = ((WITNESSED, witnesses.cosigned(session, seen.checkpoint)),) if seen else ()
    for name, text in (
        (CHECKPOINT, witnesses.cosigned(session, newest)),
        *outside,
        *_policy(session),
        (KEYS, json.dumps(signing.keys(session), indent=1) + "\n"),
        ("verify.py", alone.text()),
        ("index.html", page(Told(newest, _rows(session, viewer, newest)))),
    ):
        with archive.file(name) as write:
            write(text.encode())
        yield archive.taken()
    with archive.file(EVIDENCE) as write:
        also = (seen.checkpoint.size,) if seen else ()
        for text in _evidence(session, viewer, newest, also):
            write(text.encode())
    yield archive.taken()
    archive.close()
    yield archive.taken()


def _policy(session: Session) -> Iterator[tuple[str, str]]:
    try:
        yield POLICY, str(signing.policy(session))
    except PolicyUnreadableError:
        return


def _evidence(
    session: Session, viewer: Viewer, newest: PublishedCheckpoint, also: Sequence[int]
) -> Iterator[str]:
    """``evidence.json``, an entry a line. Raises NotSealedYetError."""
    told = queries.deletions(session, viewer.person, newest)
    head: dict[str, Any] = {
        "format": EVIDENCE_FORMAT,
        "made_at": clock.now().isoformat(),
        "subject": str(viewer.id),
        "seal": queries.seal(session, viewer.person, newest),
        "deletions": told,
        "consistency": queries.consistency(session, viewer.person, newest, *also),
    }
    yield json.dumps(head)[:-1] + ', "entries": ['
    names = looks.display_for(session, viewer.person) is Display.NAME
    before, shut = "\n", list[int]()
    for entry in queries.entries(session, viewer.person, newest, names=names):
        yield before + json.dumps(entry, ensure_ascii=False)
        before = ",\n"
        if "commitment" in entry:
            shut.append(entry["number"])
    _check_told(viewer, shut, {one["number"] for one in told})
    yield "\n]}\n"


def _check_told(viewer: Viewer, shut: Sequence[int], told: Set[int]) -> None:
    """Nothing of hers was deleted while the file was made: it tells only what was before.

    Raises NotSealedYetError. What is shut and was not deleted is a fault of the log, and is taken.
    """
    with reading() as session:
        going = erasing.going(session)
        named = erasing.of_entries(session, shut)
    if {each.notice for each in named.values()} - told:
        raise NotSealedYetError
    if viewer.id.bytes in going and len(named) < len(shut):
        raise NotSealedYetError


def _rows(session: Session, viewer: Viewer, newest: PublishedCheckpoint) -> list[Row]:
    rows: list[Row] = []
    end = None
    while True:
        found, end = looks.portion(session, viewer, end, every=True)
        rows += [row for row in found if row.look.seq < newest.size]
        if end is None:
            return rows


def _read(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while part := file.read(PART):
            yield part
