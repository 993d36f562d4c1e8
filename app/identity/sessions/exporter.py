"""What is kept of the browsers in which a person was signed in."""

from sqlalchemy import select
from sqlmodel import col

from app.core.language import N_
from app.identity.held.queries import rows
from app.identity.sessions.models import PortalSession

SESSIONS = rows(
    name="sessions",
    at="started_at",
    until="ended_at",
    title=N_("Where you were signed in"),
    why=N_("A session keeps you signed in. That it was there is deleted after 13 months."),
    fields={
        "browser": N_("Kind of browser"),
        "started_at": N_("When you signed in"),
        "seen_at": N_("When you last opened a page"),
        "auth_time": N_("When the sign-in service last asked who you are"),
        "claimed_roles": N_("Roles that the sign-in service confirmed"),
        "previous_visit_on": N_("The day you came before that"),
        "ended_at": N_("When it ended"),
        "end_reason": N_("Why it ended, as a code"),
    },
    covers=["portal_session.person_id"],
    by=PortalSession.id,
    own=lambda viewer: select(PortalSession).where(col(PortalSession.person_id) == viewer.id),
    words=lambda one: {
        "browser": one.user_agent_family,
        "started_at": one.started_at,
        "seen_at": one.seen_at,
        "auth_time": one.auth_time,
        "claimed_roles": one.claimed_roles,
        "previous_visit_on": one.previous_visit_on,
        "ended_at": one.ended_at,
        "end_reason": one.end_reason.value if one.end_reason else None,
    },
)
