"""What the words about a practice are now."""

import json

from sqlmodel import Session

from app.register import queries as register
from app.register.drafting.wording import rules
from app.register.models import Stage


def digest_now(session: Session, practice_id: str) -> str | None:
    """The digest of the words drafted, else of those published last; None if there are none."""
    draft = register.open_draft(session, practice_id)
    if draft is not None and draft.stage is not Stage.ENDING:
        return rules.digest_of(json.loads(draft.document))
    practice = register.in_force_now(session).practice(practice_id)
    if practice is None:
        return None
    return rules.digest_of(practice.versions[-1].document.model_dump(mode="json"))
