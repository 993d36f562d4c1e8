"""What officers see of policies: words, who published them, and counts. Never who read one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from app.core.errors import NotFoundError
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.register.policies import queries as policies
from app.register.policies.campaigns import queries as campaigns
from app.register.policies.campaigns.models import PolicyCampaign
from app.register.policies.models import PolicyDraft
from app.register.policies.queries import Version
from app.register.policies.rules import K_SMALL, Figures
from app.register.policies.schemas import PolicyDocument


@dataclass(frozen=True)
class Row:
    """A policy in the list; ``version`` is the one in force, ``coming`` the last one published."""

    policy_id: str
    title: str
    version: Version | None
    coming: Version | None
    draft: PolicyDraft | None
    campaign: PolicyCampaign | None
    figures: Figures | None


@dataclass(frozen=True)
class Shown:
    """One policy with all its versions, and the names of those who wrote and published them."""

    row: Row
    versions: Sequence[Version]
    names: Mapping[UUID, str]


@dataclass(frozen=True)
class Confirming:
    """A draft as it would be published. ``concerns``: how many people, if that may be shown."""

    draft: PolicyDraft
    document: PolicyDocument
    before: Version | None
    concerns: int | None


def rows(session: Session) -> list[Row]:
    """Every policy there is or will be, by title."""
    everybody = people.everyone_active(session)
    found = [_row(session, name, everybody) for name in policies.names(session)]
    return sorted(found, key=lambda row: row.title.casefold())


def shown(session: Session, policy_id: str) -> Shown:
    """One policy. Raises NotFoundError."""
    if not policies.exists(session, policy_id):
        raise NotFoundError
    row = _row(session, policy_id, people.everyone_active(session))
    every = policies.versions(session, policy_id)
    ids = {each for v in every for each in (v.drafted_by, v.published_by)}
    ids |= {row.draft.drafted_by} if row.draft else set()
    ids |= {row.campaign.started_by} if row.campaign else set()
    known = people.people_by_ids(session, ids)
    return Shown(row, every, {person_id: person.name for person_id, person in known.items()})


def confirming(session: Session, policy_id: str) -> Confirming:
    """What publishing would publish now. Raises NotFoundError if there is no open draft."""
    draft = policies.open_draft(session, policy_id)
    if draft is None:
        raise NotFoundError
    document, every = policies.document_of(draft), policies.versions(session, policy_id)
    concerned = len(policies.applies_to(people.everyone_active(session), document))
    return Confirming(
        draft, document, every[0] if every else None, concerned if concerned >= K_SMALL else None
    )


def as_typed(session: Session, policy_id: str) -> dict[str, str]:
    """The open draft, or else the words published last, as the form shows them."""
    if not policies.exists(session, policy_id):
        raise NotFoundError
    draft = policies.open_draft(session, policy_id)
    if draft is not None:
        kept = {
            "what_changed": "\n".join(draft.what_changed),
            "in_force_from": draft.in_force_from.isoformat() if draft.in_force_from else "",
            "instead_of": str(draft.id),
        }
        return _typed(policies.document_of(draft)) | kept
    return _typed(policies.versions(session, policy_id)[0].document)


def _typed(document: PolicyDocument) -> dict[str, str]:
    scope = document.scope.model_dump()
    return {
        "title": document.title,
        "text": document.text,
        **{name: "\n".join(values) for name, values in scope.items()},
    }


def _row(session: Session, policy_id: str, everybody: Sequence[Person]) -> Row:
    every, day = policies.versions(session, policy_id), policies.today(session)
    version = next((each for each in every if each.in_force_from <= day), None)
    draft = policies.open_draft(session, policy_id)
    last = every[0].document if every else None
    document = last or (policies.document_of(draft) if draft else None)
    return Row(
        policy_id=policy_id,
        title=document.title if document else policy_id,
        version=version,
        coming=every[0] if every and every[0] is not version else None,
        draft=draft,
        campaign=campaigns.open_campaign(session, version.id) if version else None,
        figures=policies.figures(session, version, everybody) if version else None,
    )
