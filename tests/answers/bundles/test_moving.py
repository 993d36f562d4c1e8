"""Data that is moved: only what the person gave under consent or a contract, with its schema."""

import io
import json
import zipfile
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from sqlmodel import Session

from app.answers.bundles.models import AnswerBundle
from app.answers.gathering import queries as gathered
from app.answers.gathering.models import Progress
from app.answers.gathering.rules import NothingAskedError
from app.connectors import service as connectors
from app.core.db.base import new_id
from app.core.storage import service as storage
from app.subject_requests.models import Kind
from tests.support.answers import a_source, begin, check_all, packed, work, write_letter
from tests.support.cast import Cast
from tests.support.consent import TIPS, a_choice, offer
from tests.support.folders import configured, sheet
from tests.support.looks import PRACTICES
from tests.support.requests import taken


def test_only_what_she_gave_herself_is_moved_and_fits_its_schema(
    session: Session, cast: Cast, tmp_path: Path
) -> None:
    offer(session, cast, a_choice(), *PRACTICES)
    given, watched = a_source(tmp_path, "tips"), a_source(tmp_path, "watched")
    for source in (given, watched):
        source.fill([("E1001", "2026-10-01", "S", "")])
    watched.connect(session, (TIPS,))
    request = taken(session, cast.amara, cast.helen, Kind.PORTABILITY)
    session.commit()
    with pytest.raises(NothingAskedError):
        begin(session, request, cast.helen)
    session.rollback()
    given.connect(session, (TIPS,), provided=True)

    gathering = begin(session, request, cast.helen)
    work(session)

    found = {each.name: each.progress for each in gathered.sources(session, gathering)}
    assert found == {"tips": Progress.DONE, "watched": Progress.LEFT_OUT}
    check_all(session, gathering, cast.helen, cover=True)
    write_letter(session, request, cast.helen)
    bundle = packed(session, request, cast.helen)
    assert bundle.file_id is not None
    with zipfile.ZipFile(io.BytesIO(storage.content(bundle.file_id))) as zipped:
        assert not [name for name in zipped.namelist() if "portal" in name or "watched" in name]
    [(told, _schema)] = tables(bundle)
    assert told["records"] == [{"day": "2026-10-01", "kind": "S"}]


def tables(bundle: AnswerBundle) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Every table of a pack with its schema, against which it is held."""
    found = []
    with zipfile.ZipFile(io.BytesIO(storage.content(bundle.file_id or new_id()))) as zipped:
        data = [name for name in zipped.namelist() if name.startswith("data/")]
        assert len({name.partition(".")[0] for name in data}) * 3 == len(data)
        for name in data:
            if name.endswith(".schema.json"):
                schema = json.loads(zipped.read(name))
                jsonschema.Draft202012Validator.check_schema(schema)
                told = json.loads(zipped.read(name.replace(".schema.json", ".json")))
                jsonschema.validate(told, schema)
                found.append((told, schema))
    return found


ROWS = [
    {"id": 1, "person": "E1001", "day": "2026-10-01", "grade": "A", "hours": 7, "paid": True},
    {"id": 2, "person": "E1001", "day": "2026-10-02", "grade": None, "hours": 7.5, "paid": False},
]
COLUMNS = {
    "day": {"title": "Day"},
    "grade": {"title": "Grade", "codes": {"A": "First", "B": "Second"}},
    "hours": {"title": "Hours"},
    "paid": {"title": "Paid"},
    "never": {"title": "Never said"},
}


def _set(told: dict[str, Any], name: str, value: object) -> None:
    told["records"][0][name] = value


Break = Callable[[dict[str, Any]], object]
BROKEN: dict[str, Break] = {
    "another field": lambda told: _set(told, "salary", 1),
    "a field less": lambda told: told["records"][0].pop("hours"),
    "a text for a number": lambda told: _set(told, "hours", "7"),
    "a number for yes or no": lambda told: _set(told, "paid", 1),
    "a code that there is not": lambda told: _set(told, "grade", "C"),
    "a value where there was none": lambda told: _set(told, "never", "x"),
    "nothing where there was always something": lambda told: _set(told, "day", None),
    "a record that is none": lambda told: told["records"].append("x"),
    "no columns": lambda told: told.pop("columns"),
    "a column less": lambda told: told["columns"].pop("paid"),
    "a column without a title": lambda told: told["columns"]["day"].pop("title"),
    "another table": lambda told: told.update(table="other"),
    "something beside": lambda told: told.update(more=1),
}


def test_every_table_of_a_pack_fits_a_schema_that_lets_nothing_else_through(
    session: Session, cast: Cast, tmp_path: Path
) -> None:
    """From a database and from files, with each type of value that a source may give."""
    offer(session, cast, a_choice(), *PRACTICES)
    source = a_source(tmp_path, "tips")
    source.fill([("E1001", "2026-10-01", "S", "")])
    source.connect(session, (TIPS,), provided=True)
    folder = tmp_path / "given"
    folder.mkdir()
    (folder / "hours.json").write_text(json.dumps(ROWS))
    hours = sheet("hours.json", format="json", columns=COLUMNS)
    files = configured(folder, practices=[TIPS], provided=True, tables=[hours])
    connectors.connect(session, files)
    request = taken(session, cast.amara, cast.helen, Kind.PORTABILITY)
    gathering = begin(session, request, cast.helen)
    work(session)
    check_all(session, gathering, cast.helen, cover=True)
    write_letter(session, request, cast.helen)

    found = {
        told["table"]: (told, schema)
        for told, schema in tables(packed(session, request, cast.helen))
    }

    assert set(found) == {"absence", "absences"}
    told, schema = found["absences"]
    assert [row["hours"] for row in told["records"]] == [7, 7.5]
    for what, broken in BROKEN.items():
        other = deepcopy(told)
        broken(other)
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(other, schema)
            pytest.fail(what)
