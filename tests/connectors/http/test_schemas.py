"""What a source over HTTP may be configured with, and that the example of the docs is right."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from app.connectors.http.schemas import Configuration
from tests.support.interface import SECRET, configured, listed

DOCS = Path(__file__).parents[3] / "docs" / "connectors" / "http.md"
URL = "http://127.0.0.1:8000"
WRONG: list[dict[str, Any]] = [
    {"kind": "sql"},
    {"strange": 1},
    {"secret": None},
    {"auth": None},
    {"secret": ""},
    {"secret": "a\r\nHost: evil.example"},
    {"secret": "ä"},
    {"auth": {"by": "key", "header": "Host"}},
    {"auth": {"by": "key", "header": "X Key"}},
    {"auth": {"by": "key", "header": "X-Key\r\nHost"}},
    {"auth": {"by": "magic"}},
    {"base_url": f"{URL}/?x=1"},
    {"tables": []},
    {"tables": [listed(), listed()]},
    {"tables": [listed(path="people")]},
    {"tables": [listed(path="/people")]},
    {"tables": [listed(path="/people/{name}")]},
    {"tables": [listed(path="/people/{employee_id")]},
    {"tables": [listed(path="/{employee_id}/{}")]},
    {"tables": [listed(path="/{employee_id.__class__}")]},
    {"tables": [listed(path="/../{employee_id}")]},
    {"tables": [listed(path="/{employee_id}?x=1")]},
    {"tables": [listed(path="/{employee_id}\r\nHost: evil.example")]},
    {"tables": [listed(parameters={"a b": "x"})]},
    {"tables": [listed(columns={})]},
    {"tables": [listed(paging={"by": "cursor", "field": "x"})]},
    {"tables": [listed(name="../x")]},
    {"tables": [listed(name="nul")]},
    {"tables": [listed(name="lpt1")]},
    {"name": "con"},
    {"name": "com9"},
    {"tables": [listed(names_others=["note"])]},
    {"tables": [listed(names_others=["reason"])], "third_parties": False},
]


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_wrong_is_not_configured_and_no_secret_is_said(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as refused:
        configured(URL, **wrong)
    assert SECRET not in str(refused.value)
    assert SECRET not in repr(configured(URL))


def test_a_configuration_is_the_same_again_after_it_was_kept_as_json() -> None:
    given = configured(URL, listed("cursor"), listed("page", name="second"), trial="E0000")
    kept = given.model_dump(mode="json") | {"secret": SECRET}
    assert Configuration.model_validate_json(json.dumps(kept), strict=True) == given


def test_the_example_of_the_docs_is_a_configuration() -> None:
    example = re.search(r"(?:^    .*\n)+", DOCS.read_text(), re.MULTILINE)
    assert example
    given = yaml.safe_load(re.sub(r"^    ", "", example[0], flags=re.MULTILINE))
    assert [each.name for each in Configuration.model_validate(given).tables] == [
        "absences",
        "notes",
    ]
    with pytest.raises(ValidationError):
        Configuration.model_validate(given | {"base_url": "http://hr.example.com"})
