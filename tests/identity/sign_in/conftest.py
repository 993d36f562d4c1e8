"""A provider to bend, and a portal that signs in with it."""

import pytest
from sqlmodel import Session

from app.identity.people.models import Person
from app.identity.sign_in import service
from tests.support.providers.scripted import ScriptedProvider


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch, session: Session) -> ScriptedProvider:
    """A good provider that vouches for E1001, until a test bends it."""
    made = ScriptedProvider()
    party = made.relying_party()
    monkeypatch.setattr(service, "relying_party", lambda: party)
    for employee_id in ("E1001", "E1002"):
        session.add(
            Person(
                employee_id=employee_id,
                name=f"Somebody {employee_id}",
                unit="Field",
                role_title="Engineer",
                establishment="leeds",
                work_setting="field",
            )
        )
    session.commit()
    return made
