"""A month of looks at Amara's data, as the systems report it, and the register that explains it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.access_log import service
from app.access_log.promises import service as promises
from app.access_log.rules import Accessor, NewEvent
from app.access_log.unusual import service as unusual
from app.core import clock
from app.core.db.base import new_id
from app.core.db.session import writing
from app.identity.sources.models import SourceSystem
from app.register.file import service as register
from tests.support.register import a_file, a_practice

FRIDAY = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
HR = UUID("0b5e4c1e-6f3a-7c57-9d55-3f6b0d5a7c21")


def purpose(code: str, label: str, phrase: str, **more: Any) -> dict[str, Any]:
    return {"id": code, "text": phrase.capitalize(), "label": label, "phrase": phrase, **more}


def category(code: str, label: str) -> dict[str, str]:
    return {"id": code, "label": label, "kind": "record"}


def reader(**who: str) -> dict[str, str]:
    return {"label": next(iter(who.values())), "when": "at work", **who}


HR_RECORD = a_practice(
    id="hr-record",
    kind="hr-record",
    area="work-and-pay",
    title="Your HR record",
    system="hr-core",
    tool="HR Core",
    collected_hours=None,
    purposes=[
        purpose(
            "return-to-work",
            "Preparing your return-to-work meeting",
            "to prepare your return-to-work meeting",
            needs_case=True,
        ),
        purpose("rota-planning", "Planning the weekly rota", "to plan the weekly rota"),
        purpose("leave-approval", "Approving your leave", "to approve your leave"),
        purpose("address-update", "Updating your address", "to update your address"),
        purpose("pay-run", "Paying you", "to pay you"),
    ],
    categories=[
        category("absence", "absence record"),
        category("overtime", "overtime hours"),
        category("leave", "leave balance"),
        category("contact", "contact details"),
        category("pay", "pay"),
    ],
    readers=[
        reader(role="HR adviser"),
        reader(relation="manager"),
        reader(service="nightly-pay"),
    ],
    retention={"label": "3 years", "then": "then it is deleted", "days": 1096},
    uses=[],
    scope={},
)
SIGN_IN = a_practice(
    id="sign-in-history",
    kind="sign-in",
    area="sign-in-and-devices",
    title="Signing in",
    system="sign-in",
    tool="Sign-in service",
    collected_hours=None,
    purposes=[purpose("security-alert", "Checking a security alert", "to check a security alert")],
    categories=[category("sign-in-history", "sign-in history")],
    readers=[reader(role="Security analyst")],
    uses=[],
    scope={},
)
PORTAL = a_practice(
    id="this-portal",
    kind="portal",
    area="sign-in-and-devices",
    title="This portal",
    system="daylight",
    tool="Daylight",
    collected_hours=None,
    purposes=[
        purpose("own-download", "Downloading your own record", "to download your own record")
    ],
    categories=[category("access-record", "record of who looked")],
    readers=[reader(relation="self")],
    uses=[],
    scope={},
)


PRACTICES = (HR_RECORD, SIGN_IN, PORTAL)


def a_register(session: Session) -> None:
    """The practices above and location in the field app, in force since January."""
    register.take_in(session, a_file(*PRACTICES, a_practice()))


def a_source(session: Session, name: str = "hr", system: str = "hr-core") -> SourceSystem:
    """A source that has reported since the year began."""
    source = SourceSystem(
        id=HR, name=name, system=system, created_at=datetime(2026, 1, 2, tzinfo=UTC)
    )
    session.add(source)
    session.flush()
    return source


def a_look(
    at: datetime,
    accessor: str = "E1042",
    seen: str = "absence",
    purpose: str = "return-to-work",
    *,
    subjects: tuple[str, ...] = ("E1001",),
    kind: str = "person",
    **more: Any,
) -> NewEvent:
    """One access as a source reports it: Priya opening Amara's absence record, unless said."""
    who = {
        name: more.pop(name) for name in ("name", "role", "unit", "organisation") if name in more
    }
    fields: dict[str, Any] = {"action": "view", "system": "hr-core", "categories": (seen,)}
    return NewEvent(
        source_id=HR,
        id=str(new_id()),
        occurred_at=at,
        accessor=Accessor(id=accessor, kind=kind, **who),
        subjects=subjects,
        purpose=purpose,
        **fields | more,
    )


def report(*events: NewEvent) -> None:
    """Append each when it happened, two minutes later, and let the followers read them."""
    for event in events:
        with clock.set_to(event.occurred_at + timedelta(minutes=2)):
            service.append([event])
    judge()


def judge(limit: int = 1000) -> None:
    """Let the checker of promises read on, and then who marks the unusual."""
    for follow in (promises.follow, unusual.follow):
        with writing() as session:
            follow(session, limit)


def november(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def amaras_november() -> list[NewEvent]:
    """Nine looks by four people, one of them at night, and a job every night."""
    location = {"system": "field-app", "case": "C-5521"}
    looks = [
        a_look(november(3, 10, 12), "E1002", "leave", "leave-approval"),
        a_look(november(5, 9, 30), seen="contact", purpose="address-update", action="edit"),
        a_look(november(9, 8, 55), "E1002", "overtime", "rota-planning"),
        a_look(november(12, 14, 2), "E1003", "live-location", "dispatch-help", **location),
        a_look(november(12, 14, 31), "E1003", "live-location", "dispatch-help", **location),
        a_look(november(16, 8, 50), "E1002", "overtime", "rota-planning"),
        a_look(
            november(17, 23, 47),
            "E1004",
            "sign-in-history",
            "security-alert",
            system="sign-in",
            case="AL-8841",
        ),
        a_look(november(19, 11, 20), case="HR-2207"),
        a_look(
            november(19, 15, 5),
            case="HR-2207",
            count=12,
            data={"from": "2026-01-01", "to": "2026-11-19"},
        ),
    ]
    return looks + [a_job(november(day, 2)) for day in range(1, 20)]


def a_job(at: datetime) -> NewEvent:
    return a_look(at, "nightly-pay", "pay", "pay-run", kind="service", name="Payroll run")
