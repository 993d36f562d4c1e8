"""Policies to build stories on: a short text, and versions published in one call."""

from datetime import date
from typing import Any

from sqlmodel import Session

from app.identity.people.models import Person
from app.register.parts.schemas import Scope
from app.register.policies import queries, rules, service
from app.register.policies.queries import Version
from app.register.policies.schemas import PolicyDocument

TEXT = """What this is about.

# What you may do

- Use the list.
- Ask when you are not sure.

# What we do

We keep things for 90 days."""
LATER = TEXT.replace("90 days", "30 days")


def a_document(title: str = "Using tools", text: str = TEXT, **scope: Any) -> PolicyDocument:
    """The text above, for everyone unless a scope says otherwise."""
    return PolicyDocument(title=title, text=text, scope=Scope(**scope))


def a_version(
    session: Session,
    officer: Person,
    text: str = TEXT,
    *,
    title: str = "Using tools",
    from_: date | None = None,
    **scope: Any,
) -> Version:
    """Publish this as the next version of the policy of that title, as an officer does."""
    name = rules.slug(title)
    first = not queries.exists(session, name)
    if first:
        service.create(session, title)
    draft = service.draft(
        session,
        officer,
        name,
        a_document(title, text, **scope),
        what_changed=() if first else ("We keep things for a shorter time.",),
        in_force_from=from_,
    )
    service.publish(session, officer, name, draft.id)
    return queries.versions(session, name)[0]
