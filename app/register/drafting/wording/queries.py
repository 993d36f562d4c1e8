"""What the words about a practice are now, and which were given up."""

import json
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session, col, select

from app.register import queries as register
from app.register.drafting.wording import rules
from app.register.drafting.wording.rules import Dropped
from app.register.models import RegisterDraft, Stage

_NOTHING = Dropped()


def digest_now(session: Session, practice_id: str) -> str | None:
    """The digest of the words drafted, else of those published last; None if there are none."""
    draft = register.open_draft(session, practice_id)
    if draft is not None and draft.stage is not Stage.ENDING:
        return rules.digest_of(json.loads(draft.document))
    practice = register.in_force_now(session).practice(practice_id)
    if practice is None:
        return None
    return rules.digest_of(practice.versions[-1].document.model_dump(mode="json"))


def dropped(session: Session) -> Mapping[str, Dropped]:
    """What was given up of each practice, whatever its name; nothing of most."""
    columns = col(RegisterDraft.about), col(RegisterDraft.made_at), col(RegisterDraft.closed_at)
    times = defaultdict[str, list[tuple[datetime, datetime]]](list)
    given_up = select(*columns).where(col(RegisterDraft.given_up).is_(True))
    for about, begun, ended in session.exec(given_up):
        if ended is not None:
            times[about].append((begun, ended))
    found = {
        about: Dropped(tuple(each), published_words(session, about), digest_now(session, about))
        for about, each in times.items()
    }
    return defaultdict(lambda: _NOTHING, found)


def published_words(session: Session, practice_id: str) -> frozenset[str]:
    """The digests of all words that were published of a practice."""
    practice = register.in_force_now(session).practice(practice_id)
    versions = practice.versions if practice else ()
    return frozenset(
        rules.digest_of(version.document.model_dump(mode="json")) for version in versions
    )
