"""Which policies a person says she has read."""

from sqlalchemy import select
from sqlmodel import col

from app.core.language import N_
from app.identity.held.queries import rows
from app.register.policies.models import PolicyAcknowledgement, PolicyVersion

READINGS = rows(
    name="policies-read",
    at="at",
    title=N_("Policies you have read"),
    why=N_("You told us so. Nobody is shown who has read what, and nothing follows from it."),
    fields={
        "policy": N_("The policy"),
        "version": N_("Its version"),
        "digest": N_("SHA-256 of the words you read"),
        "at": N_("When you told us"),
    },
    covers=["policy_acknowledgement.person_id"],
    by=PolicyAcknowledgement.id,
    own=lambda viewer: (
        select(PolicyAcknowledgement, col(PolicyVersion.policy_id), col(PolicyVersion.number))
        .join(PolicyVersion, col(PolicyVersion.id) == col(PolicyAcknowledgement.version_id))
        .where(col(PolicyAcknowledgement.person_id) == viewer.id)
    ),
    words=lambda one, policy, number: {
        "policy": policy,
        "version": number,
        "digest": one.digest,
        "at": one.at,
    },
)
