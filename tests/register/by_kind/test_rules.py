"""MON-7: what a practice must say because of what it watches, and where."""

import json
from typing import Any

import pytest
from sqlmodel import Session

from app.register import service
from app.register.by_kind.rules import what_is_missing
from app.register.drafting import rules as gate
from app.register.file import service as files
from app.register.models import Origin
from app.register.schemas import PracticeDocument, VersionNote
from tests.support.make import an_establishment
from tests.support.register import PRACTICE, a_document, a_file, a_practice, a_version

SCOTLAND, IRELAND = {"leith": "GB-SCT"}, {"leith": "GB-SCT", "dublin": "EU-IE"}
NO = {"answer": False, "text": "Nobody’s mood is guessed."}
YES = {"answer": True, "text": "The tone of the voice is scored."}
PLAIN: dict[str, Any] = {
    "kind": "other",
    "uses": [],
    "collected_hours": None,
    "categories": [{"id": "notes", "label": "notes", "kind": "record"}],
}
SOUND = [{"id": "calls", "label": "calls", "kind": "sound"}]
CONTENT = [{"id": "mail", "label": "mail", "kind": "content"}]
MAIL: dict[str, Any] = PLAIN | {
    "kind": "e-mail",
    "reads": "both",
    "categories": CONTENT,
    "why_content": "A link is inside.",
    "private_matters": "The union’s mail is left out.",
    "emotions": NO,
}


def lacks(words: dict[str, Any], jurisdictions: dict[str, str] | None = None) -> list[str]:
    found = what_is_missing(a_document(**words), jurisdictions or SCOTLAND)
    return [field for field, _sentence in found]


MEASURED = {
    "targets": ["Two a week"],
    "how": "By count.",
    "meetings": "Monthly.",
    "record": "Notes of each meeting.",
    "support": "Training.",
    "missed": "We talk.",
}


WELL_SAID = {
    "a plain record": PLAIN,
    "work that is measured": PLAIN
    | {"kind": "performance", "performance": MEASURED | {"seen_by": "You."}},
    "location in working hours": {},
    "mail that is read": MAIL,
    "mail by sender and time": MAIL | {"reads": "traffic", "categories": SOUND},
    "at home": PLAIN | {"collected_at": ["home"], "at_home": "Off after six."},
    "partly at home": PLAIN | {"scope": {"work_settings": ["Hybrid"]}, "at_home": "Off."},
    "a photo": PLAIN | {"categories": [{"id": "p", "label": "p", "kind": "image"}], "emotions": NO},
}  # fmt: skip
LACKING = [
    ({"collected_hours": None}, "collected_hours"),
    ({"collected_hours": "any"}, "collected_hours"),
    (PLAIN | {"kind": "location"}, "collected_hours"),
    (MAIL | {"why_content": None}, "why_content"),
    (MAIL | {"reads": "content", "why_content": None}, "why_content"),
    (MAIL | {"reads": "traffic"}, "reads"),
    (MAIL | {"private_matters": None}, "private_matters"),
    (PLAIN | {"kind": "cctv"}, "private_matters"),
    (PLAIN | {"reads": "traffic"}, "private_matters"),
    (PLAIN | {"collected_at": ["site", "home"]}, "at_home"),
    (PLAIN | {"scope": {"work_settings": ["home"]}}, "at_home"),
    (PLAIN | {"categories": SOUND}, "emotions.answer"),
    (PLAIN | {"kind": "performance", "performance": MEASURED}, "performance.seen_by"),
    (PLAIN | {"kind": "biometrics", "alternative": "A card."}, "emotions.answer"),
]


@pytest.mark.parametrize("words", WELL_SAID.values(), ids=WELL_SAID)
def test_what_says_all_that_its_kind_asks_may_start(words: dict[str, Any]) -> None:
    assert lacks(words) == []


@pytest.mark.parametrize(("words", "field"), LACKING, ids=str)
def test_what_its_kind_asks_and_is_not_said_is_named(words: dict[str, Any], field: str) -> None:
    assert lacks(words) == [field]


@pytest.mark.parametrize(
    ("scope", "jurisdictions", "refused"),
    [
        ({}, SCOTLAND, False),
        ({}, IRELAND, True),
        ({"establishments": ["leith"]}, IRELAND, False),
        ({"establishments": ["leith", "dublin"]}, IRELAND, True),
        ({"roles": ["Adviser"]}, IRELAND, True),
    ],
)
def test_guessing_feelings_is_refused_wherever_the_eus_law_holds(
    scope: dict[str, Any], jurisdictions: dict[str, str], refused: bool
) -> None:
    words = PLAIN | {"categories": SOUND, "scope": scope}

    assert lacks(words | {"emotions": YES}, jurisdictions) == ["emotions.answer"] * refused
    assert lacks(words | {"emotions": NO}, jurisdictions) == []


def test_guessing_feelings_is_refused_whatever_they_are_guessed_from() -> None:
    assert lacks(PLAIN | {"emotions": YES}, IRELAND) == ["emotions.answer"]
    assert lacks(PLAIN | {"emotions": YES}, SCOTLAND) == []


def test_the_gate_of_a_draft_names_them_in_their_row() -> None:
    words = a_document(**MAIL).model_dump(mode="json", exclude_none=True)
    without = {name: said for name, said in words.items() if name != "private_matters"}

    missing = gate.missing(without, SCOTLAND)
    assert [(each.row, each.code) for each in missing] == [("how", "private_matters")]
    assert "union" in missing[0].sentence
    assert gate.missing(words, SCOTLAND) == []


def _published(session: Session, document: PracticeDocument) -> None:
    note = VersionNote.model_validate_json(json.dumps(PRACTICE["version"]))
    service.publish(session, document, note, Origin.PORTAL)


def test_nothing_is_published_without_them_and_then_it_is(session: Session) -> None:
    an_establishment(session, "dublin", name="Dublin", jurisdiction="EU-IE")

    with pytest.raises(service.IncompleteError, match="private and union matters"):
        _published(session, a_document(**MAIL | {"private_matters": None}))
    with pytest.raises(service.IncompleteError, match="in the EU"):
        _published(session, a_document(**MAIL | {"emotions": YES}))
    _published(session, a_document(**MAIL))


def test_a_file_is_held_to_them_but_not_what_it_says_of_the_past(session: Session) -> None:
    earlier = {"version": a_version(1, "2025-01-05"), "was": {"collected_hours": "any"}}
    ending = {"on": "2026-02-01", "fate": "Deleted.", "reason": "Done.", "approved_by": []}
    over = a_practice(id="over", title="Over", state="ended", ended=ending, collected_hours=None)
    now = a_practice(version=a_version(2, "2026-01-05"), history=[earlier])

    with pytest.raises(files.FaultyFileError) as refused:
        files.take_in(session, a_file(now | {"collected_hours": "any"}, over))
    assert [fault.message for fault in refused.value.faults] == [
        "must be in: outside work nobody’s location is followed"
    ]
    assert files.take_in(session, a_file(now, over)).published == 2
