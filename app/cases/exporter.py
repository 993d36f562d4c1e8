"""The cases under which privacy officers looked at a person."""

from sqlalchemy import select
from sqlmodel import col

from app.cases.models import Case
from app.core.language import N_
from app.identity.held.queries import rows

# Only what her own record of who looked says already: a case in which nobody has looked yet
# is not in it. Who the officer is stands there as she may see it.
CASES = rows(
    name="cases",
    at="opened_at",
    until="closed_at",
    title=N_("Cases of privacy officers about you"),
    why=N_("An officer looks at you only under a case. Who looked stands under “Who looked”."),
    fields={
        "opened_at": N_("When it was opened"),
        "purpose": N_("Why, as a code"),
        "ticket": N_("The reference that was given for it"),
        "looked_at": N_("When the officer last looked"),
        "closed_at": N_("When it was closed"),
    },
    covers=["case.person_id"],
    by=Case.id,
    own=lambda viewer: select(Case).where(
        col(Case.person_id) == viewer.id, col(Case.looked_at).is_not(None)
    ),
    words=lambda one: {
        "opened_at": one.opened_at,
        "purpose": one.purpose.value,
        "ticket": one.ticket,
        "looked_at": one.looked_at,
        "closed_at": one.closed_at,
    },
)
