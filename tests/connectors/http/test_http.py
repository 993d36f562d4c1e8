"""A system with an interface of its own is asked for one person's rows, over real sockets."""

import json
from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from app.connectors.http import asking
from app.connectors.http.asking import Http
from app.connectors.schemas import Asked, Connector, DocumentKind, Portion
from tests.support.interface import SECRET, TOKEN, as_json, configured, interface, listed, row

AMARA = Asked("E1001")


def all_of(connector: Connector, asked: Asked = AMARA) -> list[Portion]:
    portions = [connector.portion(asked, None)]
    while (after := portions[-1].after) is not None:
        portions.append(connector.portion(asked, after))
        assert len(portions) < 100
    return portions


def days(portions: list[Portion]) -> list[Any]:
    return [each["day"] for portion in portions for found in portion.records for each in found.rows]


@pytest.mark.parametrize("style", ["none", "link-header", "link", "cursor", "page"])
@pytest.mark.parametrize("pages", [1, 2, 20])
def test_a_list_is_walked_to_its_end_in_portions_and_each_row_comes_once(
    style: str, pages: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "MOST_PAGES", pages)
    with interface() as one:
        connector = Http(configured(one.machine.url, listed(style)))
        portions = all_of(connector)

        assert days(portions) == [each["day"] for each in one.rows]
        assert connector.tables[0].columns["reason"].codes == {"A": "leave"}
        assert portions[0] == connector.portion(AMARA, None)
        for before, portion in pairwise(portions):
            assert connector.portion(AMARA, before.after) == portion


def test_a_token_is_fetched_once_for_a_portion_and_the_secret_goes_nowhere_else() -> None:
    with interface() as one:
        Http(configured(one.machine.url, listed("link"))).portion(AMARA, None)

        assert [came.path for came in one.machine.came].count("/token") == 1
        for came in one.machine.came[1:]:
            assert came.headers["authorization"] == f"Bearer {TOKEN}"
            assert "s3cret" not in str(came)


def test_a_client_may_name_itself_in_the_body() -> None:
    with interface() as one:
        auth = {
            "by": "client",
            "token_url": f"{one.machine.url}/token",
            "client_id": "daylight:portal",
            "names_itself_in": "body",
            "scope": "people.read",
        }
        found = Http(configured(one.machine.url, auth=auth)).portion(AMARA, None)

        assert len(found.records[0].rows) == 8
        assert b"scope=people.read" in one.machine.came[0].body
        assert "authorization" not in one.machine.came[0].headers


def test_a_key_goes_in_its_header() -> None:
    with interface(open=True) as one:
        auth = {"by": "key", "header": "X-Api-Key", "prefix": "Token"}
        Http(configured(one.machine.url, auth=auth)).portion(AMARA, None)
        Http(configured(one.machine.url, auth=None, secret=None)).portion(AMARA, None)

        assert one.machine.came[0].headers["x-api-key"] == f"Token {SECRET}"
        assert "x-api-key" not in one.machine.came[1].headers


def test_what_a_person_is_known_by_and_the_days_go_in_the_address_encoded() -> None:
    odd = Asked(
        "E 1/../?&#{x}",
        ("Amara Okafor", "amara+x&y@northfold.example"),
        since=date(2026, 11, 1),
        until=date(2026, 11, 30),
    )
    table = listed(parameters={"mail": "{email}", "kind": "a b"}, since="from_day", until="to_day")
    with interface(rows=[row(1, odd.employee_id)]) as one:
        found = Http(configured(one.machine.url, table)).portion(odd, None)
        came = one.machine.came[-1]

        assert came.target.startswith(
            "/none/people/E%201%2F..%2F%3F%26%23%7Bx%7D?mail=amara%2Bx%26y"
        )
        assert came.query == {
            "mail": "amara+x&y@northfold.example",
            "kind": "a b",
            "from_day": "2026-11-01",
            "to_day": "2026-11-30",
        }
        assert len(found.records[0].rows) == 1


def test_each_address_is_asked_for_and_without_one_it_is_said() -> None:
    table = listed(path="/none/by-mail/{email}")
    with interface() as one:
        connector = Http(configured(one.machine.url, table, listed(name="second")))
        both = Asked("E1001", ("a@x.example", "b@x.example", "a@x.example", "Amara"))
        assert [found.table for found in connector.portion(both, None).records] == [
            "absences",
            "second",
        ]
        asked_at = [came.path for came in one.machine.came if came.path != "/token"]
        assert asked_at[:2] == ["/none/by-mail/a%40x.example", "/none/by-mail/b%40x.example"]

        without = connector.portion(AMARA, None)
        assert without.skipped == ["“Absences” was not asked for: no e-mail address is known."]
        assert len(without.records) == 1
        assert connector.terms_used == ["employee number", "e-mail addresses"]


def test_rows_in_which_others_may_be_named_are_documents() -> None:
    with interface(rows=[row(7, reason="Said by Erik Sand")]) as one:
        found = Http(configured(one.machine.url, listed(names_others=["reason"]))).portion(
            AMARA, None
        )

        (document,) = found.documents
        assert (document.key, document.kind) == ("absences/7", DocumentKind.RECORD)
        assert json.loads(document.content) == {"day": "2026-11-08", "reason": "Said by Erik Sand"}
        assert document.at is not None
        assert found.records == []


def test_only_the_days_asked_for_are_given_as_the_person_counts_them() -> None:
    rows = [
        row(1, day="2026-11-09T23:30:00Z"),  # the 10th in Auckland
        row(2, day="2026-11-10T10:59:59Z"),  # its last second there
        row(3, day="2026-11-10T11:00:00Z"),  # the 11th
        row(4, day="2026-11-10"),
        row(5, day="soon"),
        row(6, day=None),
        row(7, day=1_762_740_000),  # 2025
        row(8, day=1_794_276_000_000),  # the 10th, in milliseconds
        row(9, day=1e300),
        row(10, day=True),
    ]
    asked = Asked(
        "E1001", since=date(2026, 11, 10), until=date(2026, 11, 10), time_zone="Pacific/Auckland"
    )
    table = listed(columns={"id": {"title": "Number"}})
    with interface(rows=rows) as one:
        found = Http(configured(one.machine.url, table)).portion(asked, None)
        assert [each["id"] for each in found.records[0].rows] == [1, 2, 4, 5, 6, 8, 9, 10]


def test_that_nothing_is_held_is_no_fault_where_the_source_says_so_with_a_status() -> None:
    with interface(turns=[as_json({}, 404), as_json({}, 204)]) as one:
        connector = Http(configured(one.machine.url, listed(unknown=True)))
        assert connector.portion(AMARA, None) == Portion(
            after=None, documents=[], skipped=[], records=[]
        )
        assert connector.portion(AMARA, None).records == []
        assert len(connector.portion(AMARA, None).records[0].rows) == 8


def test_odd_values_are_given_as_they_are() -> None:
    rows = [row(10**30, reason="\ud800 \u0000 “x”", day="2026-11-01")]
    table = listed(columns={"id": {"title": "Number"}, "reason": {"title": "Reason"}})
    with interface(rows=rows) as one:
        found = Http(configured(one.machine.url, table)).portion(AMARA, None)
        assert found.records[0].rows == [{"id": str(10**30), "reason": "? \u0000 “x”"}]


def test_settings_are_tried_with_a_person_or_without() -> None:
    with interface() as one:
        Http(configured(one.machine.url)).check()
        Http(configured(one.machine.url, trial="E1001")).check()
        assert [came.path for came in one.machine.came] == [
            "/token",
            "/",
            "/token",
            "/none/people/E1001",
        ]
