"""Data that is moved: only what the person gave under consent or a contract, with its schema."""

import io
import json
import zipfile
from pathlib import Path

import jsonschema
import pytest
from sqlmodel import Session

from app.answers.gathering import queries as gathered
from app.answers.gathering.models import Progress
from app.answers.gathering.rules import NothingAskedError
from app.core.storage import service as storage
from app.subject_requests.models import Kind
from tests.support.answers import a_source, begin, check_all, packed, work, write_letter
from tests.support.cast import Cast
from tests.support.consent import TIPS, a_choice, offer
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
        told = json.loads(zipped.read("data/tips/absence.json"))
        schema = json.loads(zipped.read("data/tips/absence.schema.json"))
        assert not [name for name in zipped.namelist() if "portal" in name or "watched" in name]
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(told, schema)
    assert told["records"] == [{"day": "2026-10-01", "kind": "S"}]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"records": told["records"]}, schema)
