"""A register with something to keep: places, hours, ages, versions, an ending, two sites."""

from typing import Any

from sqlmodel import Session

from app.register.file import service as register
from tests.support.looks import HR_RECORD, PORTAL, SIGN_IN, category, purpose, reader
from tests.support.make import an_establishment
from tests.support.register import a_file, a_practice, a_version

DISPATCH = {"label": "Dispatch desk", "when": "live", "role": "Dispatcher", "unit": "Dispatch"}
LEAD = {"label": "Field lead", "when": "on request", "role": "Field manager"}
LOCATION = a_practice(
    collected_at=["site", "vehicle"],
    collected_hours="in",
    readers=[DISPATCH],
    version=a_version(2, "2026-11-09"),
    history=[
        {
            "version": a_version(1, "2026-01-05"),
            "was": {
                "readers": [DISPATCH, LEAD],
                "retention": {"label": "90 days", "then": "then it is deleted", "days": 90},
                "collected_at": [],
                "collected_hours": None,
            },
        }
    ],
)


def _doors(code: str, title: str, places: list[str], days: int, reason: str) -> dict[str, Any]:
    return a_practice(
        id=code,
        kind="badge",
        title=title,
        system="badge",
        purposes=[purpose(reason, reason.capitalize(), f"for {reason}")],
        categories=[category("badge-history", "door entry record")],
        readers=[reader(role="Facilities lead")],
        retention={"label": f"{days} days", "then": "then it is deleted", "days": days},
        collected_at=["site"],
        uses=[],
        scope={"establishments": places},
    )


LEITH = _doors("doors-leith", "Doors at Leith", ["leith"], 7, "evacuation")
PERTH = _doors("doors-perth", "Doors at Perth", ["perth"], 90, "lost-badge")
ENDED = a_practice(
    id="screen-time",
    title="Screen time",
    system="screens",
    categories=[category("screen-time", "screen time")],
    readers=[reader(role="Field manager")],
    uses=[],
    scope={},
    state="ended",
    ended={
        "on": "2026-11-10",
        "fate": "Deleted.",
        "reason": "Not needed.",
        "approved_by": ["Helen Marsh", "Daniel Osei"],
    },
)


def a_register_with_promises(session: Session) -> None:
    """All of them, in force since January; Leith is where the cast works."""
    an_establishment(session, "perth", name="Perth depot")
    register.take_in(session, a_file(HR_RECORD, SIGN_IN, PORTAL, LOCATION, LEITH, PERTH, ENDED))
