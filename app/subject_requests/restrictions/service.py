"""Keeping data out of use, telling the person before that ends, and ending it (GDPR Art 18)."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.core import clock
from app.core.db import dialects
from app.identity.people.models import Person
from app.register import queries as register
from app.subject_requests import queries as requests
from app.subject_requests.asking.rules import CONTESTS, What, scope_of
from app.subject_requests.conditions.rules import check_owner
from app.subject_requests.models import SubjectRequest
from app.subject_requests.outcomes.models import Result
from app.subject_requests.progress import service as progress
from app.subject_requests.progress.rules import Part
from app.subject_requests.queries import Story
from app.subject_requests.restrictions import queries, rules
from app.subject_requests.restrictions.models import Step, SubjectRequestRestriction
from app.subject_requests.restrictions.rules import Flag


def keep_from_use(
    session: Session, request: SubjectRequest, practices: Iterable[str], actor: Person
) -> None:
    """Set a flag on each of these practices that has none of this request."""
    standing = {flag.practice_id: flag for flag in queries.of_request(session, request.id)}
    for practice_id in sorted(set(practices)):
        flag = standing.get(practice_id)
        if (flag and flag.is_open) or not register.is_known(session, practice_id):
            continue
        _add(session, request, Step.SET, actor, practice_id=practice_id, after=flag)


def keep_while_checked(session: Session, request: SubjectRequest, filed_by: Person) -> None:
    """At the filing of a correction or an objection: what it names, without anybody's doing."""
    scope = scope_of(request.scope)
    if request.kind in CONTESTS and scope.what is What.CHOSEN:
        keep_from_use(session, request, scope.practices, filed_by)


def tell(
    session: Session,
    request: SubjectRequest,
    officer: Person,
    *,
    lifts_on: date,
    text: str,
    form_key: UUID,
) -> None:
    """Tell the person from which day on it is used again, and why (Art 18(3)).

    Raises NotYoursToDoError, NothingRestrictedError, StaysRestrictedError, TellingError.
    """
    story, standing, done = _begin(session, request, officer, form_key)
    if done:
        return
    rules.check_telling(lifts_on, rules.earliest(request.jurisdiction, story.today), text)
    for flag in standing:
        said: dict[str, Any] = {"text": text.strip(), "lifts_on": lifts_on, "form_key": form_key}
        told = _add(session, request, Step.TOLD, officer, after=flag, **said)
    progress.tell(session, request, "lifting-told", told.id)


def lift(session: Session, request: SubjectRequest, officer: Person, *, form_key: UUID) -> None:
    """Let it be used again, once the person was told and the day she was told has come.

    Raises NotYoursToDoError, NothingRestrictedError, StaysRestrictedError.
    """
    story, standing, done = _begin(session, request, officer, form_key)
    if done:
        return
    rules.check_lifting(standing, story.today)
    for flag in standing:
        lifted = _add(session, request, Step.LIFTED, officer, after=flag, form_key=form_key)
    progress.tell(session, request, "lifted", lifted.id)


def is_without_officer(session: Session, story: Story) -> bool:
    """Whether a request has ended that nobody took, or whose officer can have it no longer."""
    owner_id = story.standing.owner_id
    owner = session.get(Person, owner_id) if owner_id else None
    may_have = owner is not None and progress.may_have(session, owner, story.request.person_id)
    return not story.standing.is_open and not may_have


def check_may_end(session: Session, story: Story, officer: Person) -> Sequence[Flag]:
    """The flags that stand, if this officer may bring them to their end now.

    Where no officer is left, every other one may: nothing stays out of use for want of one.
    """
    part = progress.part_of(session, story, officer)
    if part is not Part.OFFICER or not is_without_officer(session, story):
        check_owner(part)
    standing = [flag for flag in queries.of_request(session, story.request.id) if flag.is_open]
    upheld = story.standing.result == Result.UPHELD
    rules.check_may_end(standing, is_open=story.standing.is_open, upheld=upheld)
    return standing


def _begin(
    session: Session, request: SubjectRequest, officer: Person, form_key: UUID
) -> tuple[Story, Sequence[Flag], bool]:
    """What stands while nobody else can act on it, and whether this form was sent before."""
    story = progress.locked(session, request)
    if queries.by_form(session, request.id, form_key):
        return story, (), True
    return story, check_may_end(session, story, officer), False


def _add(
    session: Session,
    request: SubjectRequest,
    step: Step,
    actor: Person,
    *,
    after: Flag | None,
    practice_id: str = "",
    **said: Any,
) -> SubjectRequestRestriction:
    """The next step of a flag, or of one that is new.

    One after the other, each until it is committed, and no two at one moment: whoever reads on
    from the last change it knows skips none (restrictions.queries.changed).
    """
    dialects.serialise(session, "changes of restrictions")
    made = SubjectRequestRestriction(
        request_id=request.id,
        practice_id=after.practice_id if after else practice_id,
        number=after.number + 1 if after else 1,
        step=step,
        at=max(clock.now(), queries.next_moment(session)),
        on=requests.today(request.jurisdiction),
        actor_id=actor.id,
        **said,
    )
    session.add(made)
    session.flush()
    return made
