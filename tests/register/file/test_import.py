"""Importing publishes into an empty register and drafts afterwards; exporting gives it back."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from app.access_log.looks import service as downloads
from app.access_log.rules import Act
from app.cases.models import Purpose
from app.core import clock
from app.core.db.session import reading, writing
from app.desk import rules as desk
from app.register import queries
from app.register.file import queries as files
from app.register.file import service
from app.register.file.schemas import json_schema
from app.register.models import Stage
from app.register.rules import Looker
from app.register.schemas import PracticeDocument
from tests.support.register import a_file, a_practice, a_version

DEMO = Path("app/demo/data/register.yaml").read_bytes()
SCHEMA = Path("docs/register.schema.json")


def test_the_demos_register_is_published(session: Session) -> None:
    imported = service.take_in(session, DEMO)

    assert imported.published >= 12
    assert (imported.drafts, imported.unchanged, imported.establishments) == (0, 0, 5)


def test_a_second_import_makes_drafts_of_what_differs(session: Session) -> None:
    service.take_in(session, a_file(a_practice(), a_practice(id="other", title="Other")))

    changed = a_file(
        a_practice(tool="Another tool"),
        a_practice(id="other", title="Other"),
        a_practice(id="new", title="New"),
    )
    imported = service.take_in(session, changed)

    assert (imported.published, imported.drafts, imported.unchanged) == (0, 2, 1)
    assert [draft.about for draft in queries.open_drafts(session)] == ["location", "new"]
    assert set(queries.histories(session).versions) == {"location", "other"}
    assert service.take_in(session, changed).unchanged == 3


def test_a_new_draft_takes_the_place_of_the_open_one(session: Session) -> None:
    service.take_in(session, a_file(a_practice()))
    service.take_in(session, a_file(a_practice(tool="Second")))
    service.take_in(session, a_file(a_practice(tool="Third")))

    draft = queries.open_draft(session, "location")

    assert draft is not None
    assert PracticeDocument.model_validate_json(draft.document).tool == "Third"


def test_drafts_of_any_stage_come_in_as_drafts(session: Session) -> None:
    words = set(Stage) - {Stage.ENDING}  # an ending comes from no file
    stages = sorted(stage.value for stage in words)
    imported = service.take_in(session, a_file(*(a_practice(id=s, state=s) for s in stages)))

    assert (imported.published, imported.drafts) == (0, 4)
    assert {draft.stage for draft in queries.open_drafts(session)} == words


def test_an_import_cannot_end_what_is_in_use(session: Session) -> None:
    service.take_in(session, a_file(a_practice()))
    ending = {"on": "2026-06-01", "fate": "Deleted.", "reason": "Done.", "approved_by": []}

    try:
        service.take_in(session, a_file(a_practice(state="ended", ended=ending)))
    except service.FaultyFileError as refused:
        assert "cannot be ended by an import" in str(refused.faults[0])
    else:
        raise AssertionError("it was taken in")


def test_the_published_schema_is_the_one_in_the_code() -> None:
    assert SCHEMA.read_text() == json_schema(), "run: daylight register schema"
    fixed = {"id", "kind", "title", "system", "basis", "purposes", "categories", "readers"}
    fixed |= {"retention", "scope", "state"}
    assert fixed <= set(json.loads(json_schema())["$defs"]["PracticeEntry"]["properties"])


def _round_trip(raw: bytes) -> tuple[str, str]:
    """What is exported after importing, and after importing that into another empty register."""
    texts = []
    for source in (raw, b""):
        with _EmptyRegister() as session:
            service.take_in(session, source or texts[0].encode())
            texts.append(files.as_yaml(session))
    return texts[0], texts[1]


class _EmptyRegister:
    """A transaction that is not kept."""

    def __enter__(self) -> Session:
        self._writing = writing()
        return self._writing.__enter__()

    def __exit__(self, *_about: object) -> bool:
        thrown = RuntimeError("not kept")
        try:
            self._writing.__exit__(RuntimeError, thrown, None)
        except RuntimeError as back:
            assert back is thrown
        return False


def test_the_demos_register_survives_the_round_trip(database_url: str) -> None:
    first, second = _round_trip(DEMO)

    assert first == second
    assert "Trackline" in first


WORDS = st.text(
    st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=60
).filter(lambda text: text.strip())


@given(data=st.data())
@settings(
    max_examples=30,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_whatever_words_are_used_survive_the_round_trip(
    database_url: str, data: st.DataObject
) -> None:
    fields = ("title", "summary", "tool", "how", "where")

    def wording() -> dict[str, Any]:
        return {field: data.draw(WORDS.map(lambda word: word[:60])) for field in fields}

    practice = a_practice(
        **wording(),
        version=a_version(2, "2026-02-01"),
        history=[{"version": a_version(1, "2026-01-05"), "was": wording()}],
        proposed={"stage": "consultation", "becomes": wording()},
    )
    drafted = a_practice(id="drafted", state="approved", **wording())
    first, second = _round_trip(a_file(practice, drafted))

    assert first == second


def test_an_export_reads_only(session: Session) -> None:
    service.take_in(session, DEMO)
    session.commit()

    with reading() as read_only:
        assert files.as_yaml(read_only)


ACTS = [desk.SEARCH, downloads.DOWNLOAD, *(desk.look(purpose.value, "Q-1") for purpose in Purpose)]


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.purpose)
def test_the_demo_declares_why_the_portal_itself_looks(session: Session, act: Act) -> None:
    service.take_in(session, DEMO)
    today = queries.in_force(session, clock.now())
    role, relation = (act.role, "") if act.role else ("Field engineer", "self")

    said = today.declares(
        system="daylight",
        category=act.categories[0],
        purpose=act.purpose,
        looker=Looker(role=role, unit="Privacy", relation=relation),
    )

    assert today.purpose(act.purpose)
    assert (said.system, said.category, said.purpose, said.reader) == (True, True, True, True)
