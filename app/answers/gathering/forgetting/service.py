"""Removing files of requests long ended, with the names of what was in them."""

from collections.abc import Sequence

from sqlalchemy import update
from sqlmodel import Session, col

from app.answers.gathering import queries, rules
from app.answers.gathering.models import GatheredDocument, GatheringSource
from app.core import clock
from app.core.language import gettext as _
from app.core.storage import service as storage


def remove_old(session: Session) -> Sequence[GatheringSource]:
    """Remove files of requests long ended, and of replaced gatherings. Whose they were.

    What was searched for stays written, and what was decided; what things were called does not.
    """
    now = clock.now()
    removed: list[GatheringSource] = []
    while old := queries.forgettable(session, now - rules.KEPT):
        for source in old:
            for file_id in queries.files_of(session, source):
                storage.remove(file_id)
            _forget_names(session, source)
            source.removed_at = now
        session.flush()
        removed += old
    return removed


def _forget_names(session: Session, source: GatheringSource) -> None:
    """Titles, authors and names of files tell of others as the files themselves did."""
    hers = update(GatheredDocument).where(col(GatheredDocument.source_id) == source.id)
    session.exec(hers.values(title="", author="", participants=[], unreadable=""))
    keys = rules.forgotten(queries.numbers_by_key(session, source))
    for known, new in keys.items():
        session.exec(hers.where(col(GatheredDocument.key) == known).values(key=new))
    source.skipped = [_("Its name was removed.") for _each in source.skipped]
