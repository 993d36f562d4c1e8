"""A system is called by the tools people know it by."""

from datetime import UTC, datetime

import pytest
from sqlmodel import Session

from app.register import queries
from app.register.file import service
from app.register.systems.rules import name
from tests.support.register import a_file, a_practice

ENDING = {"on": "2026-06-01", "fate": "Deleted.", "reason": "Done.", "approved_by": ["A", "B"]}
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def kept(id_: str, tool: str, system: str, category: str, **more: object) -> dict[str, object]:
    """A practice of a system that keeps one category with a tool."""
    categories = [{"id": category, "label": category, "kind": "record"}]
    return a_practice(id=id_, title=id_, tool=tool, system=system, categories=categories, **more)


@pytest.fixture
def registered(session: Session) -> Session:
    gone = {"state": "ended", "ended": ENDING}
    service.take_in(
        session,
        a_file(
            kept("absence", "HR Core", "hr-core", "absence"),
            kept("leave", "HR Core", "hr-core", "leave"),
            kept("photo", "Staff directory", "hr-core", "photo"),
            kept("old-leave", "Leave book", "hr-core", "leave", **gone),
            kept("screens", "Screenlog", "screenlog", "screen-time", **gone),
        ),
    )
    return session


CALLED = [
    ("hr-core", (), "HR Core and Staff directory"),
    ("hr-core", ("photo",), "Staff directory"),
    ("hr-core", ("absence", "leave"), "HR Core"),
    ("hr-core", ("never-heard-of",), "HR Core and Staff directory"),
    ("screenlog", (), "Screenlog"),
    ("lathe-7", ("photo",), "“lathe-7”"),
]


@pytest.mark.parametrize(("system", "categories", "called"), CALLED)
def test_a_system_is_called_by_its_tools(
    registered: Session, system: str, categories: tuple[str, ...], called: str
) -> None:
    assert name(queries.in_force(registered, NOW), system, categories) == called
