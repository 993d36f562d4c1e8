"""The digest of what people read, and in what the words differ by now."""

import json
from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from app.register import queries as register
from app.register.consultations import queries, rules
from app.register.consultations.models import Consultation
from app.register.consultations.queries import Listed
from app.register.consultations.rules import Phase
from app.register.drafting import rules as drafting
from app.register.drafting.wording import rules as wording
from app.register.models import Stage
from app.register.schemas import PracticeDocument


def digest_of(
    session: Session, row: Consultation, different: Mapping[str, Any] | None = None
) -> str:
    """The digest of what people read of it; ``different``: what it is about to be opened with."""
    texts = [(text.title, text.text) for text in queries.documents(session, row)]
    said = {name: getattr(row, name) for name in rules.OPENED}
    return rules.digest_of_opened(said | dict(different or {}), texts)


def is_as_opened(session: Session, row: Consultation) -> bool:
    """Whether what people read is what it was opened with; so too where no digest was kept."""
    return row.digest is None or row.digest == digest_of(session, row)


def changed_since(session: Session, listed: Listed) -> list[str] | None:
    """The rows in which the words now differ from those that were asked about; None: they do not.

    After the decision the words now are those published since, if any were; until then those of
    the draft.
    """
    row = listed.row
    ended = listed.given_up or listed.phase is Phase.DROPPED
    if row.practice_digest is None or ended or listed.phase is Phase.DRAFT:
        return None
    practice = register.in_force_now(session).practice(row.practice_id)
    newest = practice.versions[-1] if practice else None
    if row.decided_at is None:
        now = _drafted(session, row.practice_id) or (newest.document if newest else None)
    else:
        now = newest.document if newest and newest.published_at > row.decided_at else None
    if not now or wording.digest_of(now.model_dump(mode="json")) == row.practice_digest:
        return None
    before = queries.proposed(session, row)
    return wording.rows_that_differ(before, now) if before else []


def _drafted(session: Session, practice_id: str) -> PracticeDocument | None:
    draft = register.open_draft(session, practice_id)
    if draft is None or draft.stage is Stage.ENDING:
        return None
    return drafting.partial(json.loads(draft.document))
