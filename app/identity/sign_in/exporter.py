"""What is kept of a person's account at the provider, and of sign-ins that failed."""

from sqlalchemy import select
from sqlmodel import col

from app.core.language import N_
from app.identity.held.queries import rows
from app.identity.sign_in.models import Binding, SignInEvent

ACCOUNT = rows(
    name="account",
    title=N_("Which account is yours"),
    why=N_("So that nobody else can sign in as you."),
    fields={
        "issuer": N_("The sign-in service"),
        "subject": N_("The number by which it knows you"),
        "bound_at": N_("Since when"),
    },
    covers=["binding.person_id", "binding.subject"],
    by=Binding.id,
    own=lambda viewer: select(Binding).where(col(Binding.person_id) == viewer.id),
    words=lambda one: {"issuer": one.issuer, "subject": one.subject, "bound_at": one.bound_at},
)

REFUSED = rows(
    name="failed-sign-ins",
    at="at",
    title=N_("Sign-ins that failed"),
    why=N_("So that an attack can be found. They are deleted after 13 months."),
    fields={
        "at": N_("When"),
        "reason": N_("Why, as a code"),
        "detail": N_("What an operator was told; it names nobody"),
        "incident": N_("Its reference"),
    },
    covers=["sign_in_event.person_id"],
    by=SignInEvent.id,
    own=lambda viewer: select(SignInEvent).where(col(SignInEvent.person_id) == viewer.id),
    words=lambda one: {
        "at": one.at,
        "reason": one.reason_code,
        "detail": one.detail,
        "incident": one.incident,
    },
)
