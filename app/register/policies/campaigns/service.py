"""What can be done with a campaign: start it, tell people, end it."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col

from app.core import clock
from app.core.db import dialects
from app.core.errors import ConflictError, RejectedError
from app.core.language import gettext as _
from app.identity.people.models import Person
from app.notifications import service as notifications
from app.notifications.models import Kind
from app.register.policies import queries as policies
from app.register.policies.campaigns import queries, rules
from app.register.policies.campaigns.models import PolicyCampaign, PolicyReminder, Stage
from app.register.policies.queries import Version

AT_ONCE = 500


class AlreadyStartedError(ConflictError):
    def __init__(self) -> None:
        super().__init__(_("People are being asked to read this version already."))


class NoCampaignError(ConflictError):
    def __init__(self) -> None:
        super().__init__(_("Nobody is being asked to read this policy."))


class DueDayError(RejectedError):
    def __init__(self) -> None:
        super().__init__(_("Choose a day from today on, within a year."))


def start(session: Session, officer: Person, version: Version, due_on: date) -> PolicyCampaign:
    """Ask everyone the version applies to, to read it by a day. The worker tells them.

    Raises DueDayError, AlreadyStartedError.
    """
    day = policies.today(session)
    if not day <= due_on <= day + rules.LONGEST:
        raise DueDayError
    campaign = PolicyCampaign(
        version_id=version.id,
        started_on=day,
        due_on=due_on,
        started_by=officer.id,
        started_at=clock.now(),
    )
    if not dialects.insert_if_new(session, PolicyCampaign, **campaign.model_dump()):
        raise AlreadyStartedError
    return campaign


def end(session: Session, officer: Person, version: Version) -> None:
    """Ask nobody any more. What people were told stays. Raises NoCampaignError."""
    still_open = (
        col(PolicyCampaign.version_id) == version.id,
        col(PolicyCampaign.ended_at).is_(None),
    )
    by_her = {"ended_at": clock.now(), "ended_by": officer.id}
    if session.exec(update(PolicyCampaign).where(*still_open).values(by_her)).rowcount != 1:
        raise NoCampaignError


def remind(session: Session, limit: int = AT_ONCE) -> bool:
    """Take the tellings that are due some people further; True if any is not done yet.

    Whom a telling has reached is written in the transaction that reaches them: a worker that
    dies half-way leaves nothing, or everything up to a person, and the next goes on from there.
    """
    day, unfinished = policies.today(session), False
    asked = queries.open_campaigns(session)
    for version in policies.in_force(session, day):
        campaign = asked.get(version.id)
        stage = campaign and rules.stage_on(day, campaign.started_on, campaign.due_on)
        if campaign and stage:
            unfinished |= _go_on(session, campaign, stage, version, limit)
    return unfinished


def settle(session: Session, person_id: UUID, version_id: UUID) -> None:
    """She has read it: what she was told of it is no news any more, nor worth a mail."""
    abouts = [
        _about(campaign.id, stage)
        for campaign in queries.of_version(session, version_id)
        for stage in Stage
    ]
    notifications.read_about(session, person_id, Kind.POLICY_TO_READ, abouts)


def _go_on(
    session: Session, campaign: PolicyCampaign, stage: Stage, version: Version, limit: int
) -> bool:
    reminder = _begun(session, campaign.id, stage)
    if reminder.done_at is not None:
        return False
    people = queries.people_after(session, reminder.position, limit)
    _tell(session, campaign, stage, version, people)
    finished = len(people) < limit
    moved = update(PolicyReminder).where(
        col(PolicyReminder.id) == reminder.id,
        col(PolicyReminder.position).is_not_distinct_from(reminder.position),
    )
    position = people[-1].id if people else reminder.position
    session.exec(moved.values(position=position, done_at=clock.now() if finished else None))
    return not finished


def _begun(session: Session, campaign_id: UUID, stage: Stage) -> PolicyReminder:
    begun = PolicyReminder(campaign_id=campaign_id, stage=stage, begun_at=clock.now())
    dialects.insert_if_new(session, PolicyReminder, **begun.model_dump())
    found = queries.reminder(session, campaign_id, stage)
    assert found is not None
    return found


def _tell(
    session: Session,
    campaign: PolicyCampaign,
    stage: Stage,
    version: Version,
    people: Sequence[Person],
) -> None:
    """Tell those among these people whom it concerns and who have not read it; each once."""
    concerned = policies.applies_to(people, version.document)
    read = policies.has_read(session, version.id, concerned)
    unread = [person_id for person_id in concerned if person_id not in read]
    notifications.tell(
        session,
        unread,
        Kind.POLICY_TO_READ,
        about=_about(campaign.id, stage),
        policy=version.policy_id,
        stage=stage.value,
    )


def _about(campaign_id: UUID, stage: Stage) -> str:
    return f"{campaign_id}/{stage}"
