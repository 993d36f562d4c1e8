"""What is attached to something that is kept back is kept back with it, and counted or not so."""

from dataclasses import dataclass
from uuid import UUID

import pytest

from app.answers.bundles import facts
from app.connectors.schemas import DocumentKind

HERE, THERE = UUID(int=1), UUID(int=2)


@dataclass(frozen=True)
class Document:
    key: str
    source_id: UUID = HERE
    kind: DocumentKind = DocumentKind.MAIL


@dataclass(frozen=True)
class State:
    """What is asked of covering.queries.State."""

    document: Document
    is_withheld: bool = False
    is_silent: bool = False


def states(**withheld: bool) -> list[State]:
    keys = ("m", "m/1", "m/1/2", "m/10", "n", "m2")
    return [State(Document(key), key in withheld, withheld.get(key, False)) for key in keys] + [
        State(Document("m/1", THERE))
    ]


def given(found: list[facts.Told]) -> list[str]:
    return [each.state.document.key for each in found if each.held_by is None]


def test_a_message_takes_its_attachments_along() -> None:
    assert given(facts.told(states())) == ["m", "m/1", "m/1/2", "m/10", "n", "m2", "m/1"]  # type: ignore[arg-type]
    told = facts.told(states(m=False))  # type: ignore[arg-type]
    assert given(told) == ["n", "m2", "m/1"]
    assert len(told) == 7


@pytest.mark.parametrize(("held", "left"), [("m", 3), ("m/1", 5), ("n", 6)])
def test_what_is_withheld_in_silence_is_nowhere_with_all_that_hangs_on_it(
    held: str, left: int
) -> None:
    told = facts.told(states(**{held: True}))  # type: ignore[arg-type]
    assert len(told) == left
    assert len(given(told)) == left


def test_what_is_silent_in_a_message_that_is_not_is_not_counted_with_it() -> None:
    told = facts.told(states(**{"m": False, "m/1": True}))  # type: ignore[arg-type]
    assert [each.state.document.key for each in told] == ["m", "m/10", "n", "m2", "m/1"]


def test_a_record_whose_key_begins_like_another_hangs_on_nothing() -> None:
    records = [
        State(Document(key, kind=DocumentKind.RECORD), key == "note/a", is_silent=True)
        for key in ("note/a", "note/a/1")
    ]
    assert given(facts.told(records)) == ["note/a/1"]  # type: ignore[arg-type]
