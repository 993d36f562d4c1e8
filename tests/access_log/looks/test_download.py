"""The file a person takes away, and the entry that says she did."""

import csv
import io
import json
from typing import Any

import pytest

from app.access_log import service
from app.access_log.errors import LogUnavailableError
from app.access_log.looks.schemas import FIELDS
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.looks import a_look, report
from tests.support.looks import november as on


@pytest.fixture
def amaras(browser: Browser, november: Cast) -> Browser:
    browser.sign_in(november.amara)
    return browser


def as_json(browser: Browser) -> list[dict[str, Any]]:
    answer = browser.get("/looked/download?format=json").response
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["cache-control"] == "no-store"
    found: list[dict[str, Any]] = json.loads(answer.text)
    return found


def as_csv(browser: Browser) -> list[dict[str, str]]:
    answer = browser.get("/looked/download?format=csv").response
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_fields_are_those_of_the_interface(amaras: Browser) -> None:
    records = as_json(amaras)
    assert list(records[0]) == list(FIELDS)
    priya = next(record for record in records if record["case"] == "HR-2207")
    assert priya == {
        "index": 8,
        "occurred_at": "2026-11-19T15:05:00Z",
        "recorded_at": "2026-11-19T15:07:00Z",
        "accessor": "Priya Raman, HR adviser",
        "action": "view",
        "system": "hr-core",
        "categories": ["absence"],
        "purpose": "return-to-work",
        "case": "HR-2207",
        "source": "hr",
        "sentence": "Priya Raman, HR adviser, opened your absence record "
        "to prepare your return-to-work meeting.",
        "flags": [],
        "state": "shown",
        "verdict": None,  # what was found when she asked, and why
        "reasons": None,
    }
    night = next(record for record in records if record["flags"])
    assert night["flags"] == ["outside-hours", "first-time"]


def test_the_download_is_in_the_list_and_in_itself(amaras: Browser) -> None:
    first = as_json(amaras)[0]
    assert first["sentence"] == "You downloaded your record of who looked."
    assert (first["accessor"], first["source"]) == ("You", "daylight")
    assert "You" in amaras.get("/looked").texts(".who")[0]
    assert len([r for r in as_json(amaras) if r["system"] == "daylight"]) == 2


@pytest.mark.parametrize(
    "query", ["format=csv&when=2026-10", "format=json&data=pay", "unusual=1", "format=pdf"]
)
def test_a_question_it_does_not_know_is_refused_and_not_passed_over(
    amaras: Browser, query: str
) -> None:
    before = len(as_json(amaras))

    refused = amaras.get(f"/looked/download?{query}", status=422)

    assert "We do not understand part of this address." in refused.main
    assert "Priya" not in refused.response.text
    assert refused.link("Show everything").endswith("/looked/download")
    assert len(as_json(amaras)) == before + 1, "what was refused is no download"


def test_no_record_no_byte(amaras: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_events: object) -> None:
        raise LogUnavailableError

    with monkeypatch.context() as patch:
        patch.setattr(service, "append", broken)
        for kind in ("csv", "json"):
            answer = amaras.get(f"/looked/download?format={kind}", status=503).response
            assert "Priya" not in answer.text
            assert answer.headers["retry-after"]
    assert "Priya" in amaras.get("/looked/download?format=csv").response.text


def test_csv_says_the_same_and_runs_nothing(amaras: Browser) -> None:
    for place, evil in enumerate(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0"]):
        report(a_look(on(19, 12, place), "x-1", kind="external", name=evil, case=evil))
    records, rows = as_json(amaras), as_csv(amaras)
    assert [row["sentence"] for row in rows][1:] == [record["sentence"] for record in records][
        2:
    ] or rows
    assert list(rows[0]) == list(FIELDS)
    for row in rows:
        for value in row.values():
            assert not value.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert {"'=1+1", "'+1", "'-1", "'@SUM(A1)"} <= {row["case"] for row in rows}


def test_choosing_a_file_is_a_page_and_no_download(amaras: Browser) -> None:
    page = amaras.click(amaras.get("/looked"), "Download as a file")
    assert page.heading == "Download who looked at your data"
    assert "daylight" not in str([r["system"] for r in as_json(amaras)][1:])


def test_an_unknown_format_is_refused(amaras: Browser) -> None:
    amaras.get("/looked/download?format=xlsx", status=422)
