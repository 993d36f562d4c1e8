"""Which campaigns are open, and whom of the people one asks has been dealt with."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import Session, col, select

from app.identity.people.models import Person
from app.register.policies.campaigns.models import PolicyCampaign, PolicyReminder, Stage


def open_campaigns(session: Session) -> dict[UUID, PolicyCampaign]:
    """Every campaign nobody has ended, by the version it asks people to read.

    One whose version is no longer in force asks nobody any more.
    """
    campaigns = select(PolicyCampaign).where(col(PolicyCampaign.ended_at).is_(None))
    return {campaign.version_id: campaign for campaign in session.exec(campaigns)}


def open_campaign(session: Session, version_id: UUID) -> PolicyCampaign | None:
    return open_campaigns(session).get(version_id)


def of_version(session: Session, version_id: UUID) -> Sequence[PolicyCampaign]:
    """All campaigns there ever were about a version."""
    return session.exec(select(PolicyCampaign).where(PolicyCampaign.version_id == version_id)).all()


def reminder(session: Session, campaign_id: UUID, stage: Stage) -> PolicyReminder | None:
    """How far this telling has come; None before it has begun."""
    begun = select(PolicyReminder).where(
        PolicyReminder.campaign_id == campaign_id, PolicyReminder.stage == stage
    )
    return session.exec(begun).one_or_none()


def people_after(session: Session, position: UUID | None, limit: int) -> Sequence[Person]:
    """The next people who work here, by id."""
    people = select(Person).where(col(Person.active).is_(True))
    if position is not None:
        people = people.where(col(Person.id) > position)
    return session.exec(people.order_by(col(Person.id)).limit(limit)).all()
