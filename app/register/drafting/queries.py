"""What may be read of drafts. Officers see all of them, an owner her own."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from app.core.errors import NotFoundError
from app.identity.establishments import queries as establishments
from app.identity.viewer import Viewer
from app.register import queries as register
from app.register.drafting import rules
from app.register.drafting.additions import rules as additions
from app.register.drafting.checks import queries as checks
from app.register.drafting.checks import rules as checks_rules
from app.register.drafting.checks.rules import OnRecord
from app.register.drafting.rules import Missing
from app.register.drafting.schemas import Proposal, ProposedEnding, digest_of
from app.register.models import RegisterDraft, Stage
from app.register.schemas import PracticeDocument, VersionNote


def drafts(session: Session, viewer: Viewer) -> Sequence[RegisterDraft]:
    """The open drafts of practices this viewer may see, by name."""
    found = [draft for draft in register.open_drafts(session) if draft.about]
    return [draft for draft in found if _may_see(draft, viewer)]


def draft(session: Session, viewer: Viewer, practice_id: str) -> RegisterDraft:
    """The open draft of a practice, or NotFoundError."""
    found = register.open_draft(session, practice_id) if practice_id else None
    if found is None or not _may_see(found, viewer):
        raise NotFoundError
    return found


def open_again(session: Session, practice_id: str, stage: Stage) -> RegisterDraft | None:
    """A draft in exactly this stage, for whoever carries a decision out."""
    found = select(RegisterDraft).where(
        RegisterDraft.about == practice_id,
        RegisterDraft.stage == stage,
        col(RegisterDraft.closed_at).is_(None),
    )
    return session.exec(found).one_or_none()


def last_owner(session: Session, practice_id: str) -> UUID | None:
    """Who owned the last draft of a practice that had an owner: she owns the next one too."""
    owned = select(RegisterDraft.owner_id).where(
        RegisterDraft.about == practice_id, col(RegisterDraft.owner_id).is_not(None)
    )
    newest = owned.order_by(col(RegisterDraft.made_at).desc(), col(RegisterDraft.id).desc())
    return session.exec(newest.limit(1)).one_or_none()


def words(draft: RegisterDraft) -> dict[str, Any]:
    """The draft's fields as plain values."""
    found: dict[str, Any] = json.loads(draft.document)
    return found


def title(draft: RegisterDraft) -> str:
    """What the practice is to be called, or its code."""
    return str(words(draft).get("title") or draft.about)


def proposal(draft: RegisterDraft) -> Proposal | None:
    """How it is to be published, as written here or in the file it came from."""
    if draft.proposal:
        return Proposal.model_validate_json(draft.proposal)
    if draft.note:
        note = VersionNote.model_validate_json(draft.note)
        return Proposal(
            headline=note.headline,
            reason=note.reason,
            adds=note.adds,
            correction=note.correction > 0,
            starts_on=note.in_force_from,
        )
    return None


def with_checks(session: Session, draft: RegisterDraft) -> dict[str, Any]:
    """The draft's fields, its checks as they are on record."""
    return checks_rules.filled(words(draft), checks.on_record(session, draft.about))


def lacking(session: Session, draft: RegisterDraft) -> list[Missing]:
    """What keeps a draft from being published: empty or wrong words, and checks not on record."""
    said = words(draft)
    unproven = checks_rules.unproven(said, checks.on_record(session, draft.about))
    named = tuple(f"{path}." for path, _sentence in unproven)
    missing = rules.missing(said, establishments.jurisdictions(session))
    empty = [each for each in missing if not _is_named(each.path, named)]
    return rules.by_row([(each.path, each.sentence) for each in empty] + unproven)


def added(draft: RegisterDraft, record: OnRecord) -> list[str]:
    """What a whole draft adds to the version it is to follow: all of it if there is none."""
    document = PracticeDocument.model_validate_json(draft.document)
    followed = record.followed
    return additions.added(followed.document if followed else None, document)


def _is_named(path: str, others: tuple[str, ...]) -> bool:
    """Whether one of the others is the same field or stands within this one."""
    return any(other.startswith(f"{path}.") for other in others)


def ending(draft: RegisterDraft) -> ProposedEnding:
    """The words of a draft in the stage of ending."""
    return ProposedEnding.model_validate_json(draft.document)


def approved_digest(draft: RegisterDraft) -> str:
    """What a second person decides on: the digest of the draft as it is now."""
    proposed = proposal(draft)
    return digest_of(draft.document, proposed) if proposed else draft.digest


def typed(values: Mapping[str, Any]) -> str:
    """The one spelling of partial words as JSON, like ``schemas.canonical`` of whole ones."""
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _may_see(draft: RegisterDraft, viewer: Viewer) -> bool:
    return viewer.is_officer or draft.owner_id == viewer.id
