"""What can be done to a draft: begin it, write a row, move it on, ask for its publication."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col

from app.approvals import service as approvals
from app.approvals.models import Kind
from app.core import clock
from app.core.errors import ConflictError, RejectedError
from app.core.language import gettext as _
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.notifications import service as notifications
from app.notifications.models import Kind as Told
from app.register import queries as register
from app.register import service as publishing
from app.register.drafting import queries, rules
from app.register.drafting.checks import queries as checks
from app.register.drafting.checks import service as checking
from app.register.drafting.endings.rules import ends_already
from app.register.drafting.rows.rules import ROWS
from app.register.drafting.schemas import Proposal
from app.register.models import Practice, RegisterDraft, Stage
from app.register.rules import why_it_applies
from app.register.schemas import PracticeDocument, canonical, digest


class DraftOpenError(ConflictError):
    def __init__(self, practice_id: str) -> None:
        super().__init__(
            _("There is a draft of %(practice_id)s already. Finish or close it first.")
            % {"practice_id": practice_id}
        )


class ChangedMeanwhileError(ConflictError):
    def __init__(self) -> None:
        super().__init__(_("Someone else changed this draft. Yours is below; theirs is kept."))


class NotWritableError(ConflictError):
    def __init__(self) -> None:
        super().__init__(
            _("These words are settled. Send the draft back to its first stage to edit.")
        )


class NotAStepError(ConflictError):
    def __init__(self) -> None:
        super().__init__(_("A draft cannot go from this stage to that one."))


class IncompleteDraftError(RejectedError):
    """The gate is shut; ``missing`` says by what."""

    def __init__(self, missing: Sequence[rules.Missing]) -> None:
        super().__init__(_("Some things are missing."))
        self.missing = missing


class ProposalError(RejectedError):
    """How it is to be published does not fit the words; ``field`` says what of it."""

    field = "adds"


class OldChecksError(ProposalError):
    def __init__(self) -> None:
        super().__init__(_("What adds needs an assessment and a consultation of its own first."))


class AddsError(ProposalError):
    def __init__(self, added: Sequence[str]) -> None:
        super().__init__(_("This change adds %(added)s.") % {"added": "; ".join(added)})


class NoCorrectionError(ProposalError):
    field = "correction"

    def __init__(self, added: Sequence[str]) -> None:
        super().__init__(
            _("A small correction adds nothing. This one adds %(added)s.")
            % {"added": "; ".join(added) or _("something, as you say")}
        )


class PastError(ProposalError):
    field = "since"

    def __init__(self) -> None:
        super().__init__(
            _("Write a day before today on which this practice was in use, and since it began.")
        )


def begin(
    session: Session, practice_id: str, values: dict[str, Any], *, owner_id: UUID | None
) -> RegisterDraft:
    """Begin a draft of something new, with what is known of it."""
    if session.get(Practice, practice_id) is not None:
        raise DraftOpenError(practice_id)
    return _begin(session, practice_id, values | {"id": practice_id}, owner_id)


def begin_from(session: Session, document: PracticeDocument) -> RegisterDraft:
    """Begin the draft of a practice's next version with the words in force, for its owner."""
    words = document.model_dump(mode="json", exclude_none=True)
    return _begin(session, document.id, words, queries.last_owner(session, document.id))


def write_row(
    session: Session,
    draft: RegisterDraft,
    row: str,
    values: dict[str, Any],
    *,
    seen: str,
    by: Person,
) -> None:
    """Put a row's values in place of those there; ``seen`` is the digest they were written over.

    What waited for approval is void. Raises NotWritableError, ChangedMeanwhileError.
    """
    if row not in rules.WRITABLE[draft.stage]:
        raise NotWritableError
    before = queries.words(draft)
    others = {name: value for name, value in before.items() if name not in ROWS[row]}
    written = others | values
    _rewrite(session, draft, seen, document=queries.typed(written))
    approvals.void(session, Kind.REGISTER_PUBLICATION, draft.about, by=by)


def fill_in_checks(session: Session, draft: RegisterDraft, *, by: Person) -> None:
    """Write what is on record of the assessment and the consultation into the draft's words."""
    words = queries.with_checks(session, draft)
    checks = {"checks": words["checks"]} if "checks" in words else {}
    write_row(session, draft, "checks", checks, seen=draft.digest, by=by)


def propose(session: Session, draft: RegisterDraft, proposal: Proposal, *, by: Person) -> None:
    """Write how the draft is to be published. Raises as ``check`` does."""
    if draft.stage is not Stage.APPROVED:
        raise NotAStepError
    check(session, draft, proposal)
    _rewrite(session, draft, draft.digest, proposal=canonical(proposal))
    approvals.void(session, Kind.REGISTER_PUBLICATION, draft.about, by=by)


def check(session: Session, draft: RegisterDraft, proposal: Proposal) -> None:
    """That a draft may be published like this (LAW MON-1, MON-2, MON-3, MON-6).

    Raises IncompleteDraftError; NoCorrectionError or AddsError if it adds but is said not to;
    OldChecksError if it adds and was not checked anew. What would start after an ending that is
    decided begins anew: the whole practice is added. A correction for the past may say more
    than was said, with checks of its own; PastError if it cannot go back to its day.
    """
    if missing := queries.lacking(session, draft):
        raise IncompleteDraftError(missing)
    record = checks.on_record(session, draft.about)
    whole = _begins_anew(session, draft.about, proposal, record.today)
    added = queries.added(draft, replace(record, followed=None) if whole else record)
    if proposal.since is not None:
        _check_past(session, draft.about, proposal.since, record.today)
    elif proposal.correction and (added or proposal.adds):
        raise NoCorrectionError(added)
    if added and not proposal.adds:
        raise AddsError(added)
    if proposal.adds and not record.has_both_anew_of(queries.words(draft)):
        raise OldChecksError


def _begins_anew(session: Session, practice_id: str, proposal: Proposal, today: date) -> bool:
    practice = register.in_force_now(session).practice(practice_id)
    endings = register.histories(session).endings.get(practice_id, ())
    starts = rules.starts(proposal, today, practice)
    return practice is not None and ends_already(practice, [each.on for each in endings], starts)


def _check_past(session: Session, practice_id: str, since: date, today: date) -> None:
    practice = register.in_force_now(session).practice(practice_id)
    endings = register.histories(session).endings.get(practice_id, ())
    ended = [ending.on for ending in endings if ending.on <= today]
    if practice is None or not rules.is_correctable(practice, ended, since, today):
        raise PastError


def move(session: Session, draft: RegisterDraft, to: Stage, *, by: Person) -> None:
    """Move a draft to another stage. Raises NotAStepError, IncompleteDraftError."""
    lacking = queries.lacking(session, draft) if draft.stage is not Stage.ENDING else []
    step = next((step for step in rules.steps(draft.stage, lacking) if step.to is to), None)
    if step is None:
        raise NotAStepError
    if step.missing:
        raise IncompleteDraftError(step.missing)
    _update(session, draft, stage=to)
    approvals.void(session, Kind.REGISTER_PUBLICATION, draft.about, by=by)


def close(session: Session, draft: RegisterDraft, *, by: Person) -> None:
    """Give a draft up, and with it what was checked of it. What waited for approval is void."""
    for kind in (Kind.REGISTER_PUBLICATION, Kind.REGISTER_ENDING):
        approvals.void(session, kind, draft.about, by=by)
    proposed_words = draft.stage is not Stage.ENDING
    if proposed_words:
        checking.drop(session, draft, by=by)
    _update(session, draft, closed_at=clock.now(), given_up=proposed_words)


def close_as_done(session: Session, draft: RegisterDraft) -> None:
    """Close a draft whose words were published."""
    _update(session, draft, closed_at=clock.now())


def _begin(
    session: Session, practice_id: str, values: dict[str, Any], owner_id: UUID | None
) -> RegisterDraft:
    if register.open_draft(session, practice_id) is not None:
        raise DraftOpenError(practice_id)
    publishing.know(session, practice_id)
    words = queries.typed(values)
    draft = RegisterDraft(
        about=practice_id,
        stage=Stage.DRAFT,
        document=words,
        digest=digest(words),
        owner_id=owner_id,
        made_at=clock.now(),
    )
    session.add(draft)
    session.flush()
    return draft


def _rewrite(session: Session, draft: RegisterDraft, seen: str, **values: str) -> None:
    if "document" in values:
        values["digest"] = digest(values["document"])
    _update(session, draft, seen=seen, **values)


def _update(
    session: Session, draft: RegisterDraft, *, seen: str | None = None, **values: Any
) -> None:
    """Change a draft that is as it was read: whoever comes second is told."""
    unchanged = (
        col(RegisterDraft.id) == draft.id,
        col(RegisterDraft.stage) == draft.stage,
        col(RegisterDraft.digest) == (seen or draft.digest),
        col(RegisterDraft.closed_at).is_(None),
    )
    changed = session.exec(update(RegisterDraft).where(*unchanged).values(**values))
    if changed.rowcount != 1:
        raise ChangedMeanwhileError
    session.refresh(draft)


def tell_of_change(session: Session, practice: str, change: str) -> None:
    """Tell everyone to whom the practice applied before the change or applies after it, once.

    Who asked for it is told of changes that do not apply to her, in other words. ``change`` is
    the version, “3.0”, or the end, “ended-2026-11-14”.
    """
    found = register.in_force(session, clock.now()).practice(practice)
    if found is None:
        return
    version = found.version_labelled(change.removesuffix(".0")) or found.version
    both = (version, found.before_version(version))
    scopes = [each.document.scope for each in both if each is not None]
    told, others = list[UUID](), list[UUID]()
    for person in people.everyone_active(session):
        applies = any(why_it_applies(scope, person) for scope in scopes)
        (told if applies else others).append(person.id)
    asked = people.followers_of_every_change(session).intersection(others)
    about = f"{practice}@{change}"
    notifications.tell(session, told, Told.PRACTICE_CHANGED, about=about, practice=practice)
    notifications.tell(session, asked, Told.REGISTER_CHANGED, about=about, practice=practice)
