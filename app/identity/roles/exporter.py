"""Which roles a person holds or held in the portal."""

from sqlalchemy import func, select
from sqlmodel import col

from app.core.language import N_
from app.identity.held.queries import rows
from app.identity.roles.models import RoleGrant, RoleReview

# Who granted or reviewed it and what they noted is theirs, and may name others.
_REVIEWED = (
    select(func.max(col(RoleReview.reviewed_at)))
    .where(col(RoleReview.grant_id) == col(RoleGrant.id))
    .scalar_subquery()
)

ROLES = rows(
    name="roles",
    at="granted_at",
    until="revoked_at",
    title=N_("Your roles in this portal"),
    why=N_("A role decides which pages you may open, and is looked at again every year."),
    fields={
        "role": N_("The role"),
        "granted_at": N_("When it was granted"),
        "reviewed_at": N_("When somebody last found it still needed"),
        "suspended_at": N_("Since when it is without effect; empty: it is not suspended"),
        "revoked_at": N_("When it was taken back; empty: you hold it"),
    },
    covers=["role_grant.person_id", "role_review.grant_id"],
    by=RoleGrant.id,
    own=lambda viewer: select(RoleGrant, _REVIEWED).where(col(RoleGrant.person_id) == viewer.id),
    words=lambda one, reviewed: {
        "role": one.role.value,
        "granted_at": one.granted_at,
        "reviewed_at": reviewed or one.reviewed_at,
        "suspended_at": one.suspended_at,
        "revoked_at": one.revoked_at,
    },
)
