"""What a source does wrong is said in a sentence, without its secrets, and nothing is taken."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from app.connectors.http import calling
from app.connectors.http.asking import Http
from app.connectors.schemas import Asked, SourceError
from tests.support.answering import answering, said
from tests.support.interface import SECRET, TOKEN, as_json, configured, interface, listed, row

AMARA = Asked("E1001")
HEAD = b"HTTP/1.1 200 OK\r\n"


def items(*rows: Any) -> Any:
    return as_json({"data": {"items": list(rows)}})


def dribbled() -> Iterator[bytes | float]:
    yield HEAD + b"\r\n"
    for _ in range(200):
        yield b" "
        yield 0.05


FAULTS: list[tuple[Any, bool, str]] = [
    (said(b"{", 429, Retry_After="30"), True, "again in 30 seconds"),
    (said(b"", 429), True, "again later"),
    (said(b"", 503, Retry_After="Fri, 27 Nov 2026 10:00:00 GMT"), True, "again later"),
    (said(b"", 503, Retry_After="9" * 4000), True, "again later"),
    (said(b"", 500), True, "status 500"),
    (said(b"", 408), True, "status 408"),
    (said(b"", 401), False, "does not let us in"),
    (said(b"", 403), False, "does not let us in"),
    (said(b"", 404), False, "nothing at the address"),
    (said(b"", 400), False, "status 400"),
    (said(b"", 418), False, "status 418"),
    (said(b"", 206), False, "status 206"),
    (said(b"", 302, Location="https://evil.example/"), False, "another address"),
    (said(b"", 308, Location="/other"), False, "another address"),
    (said(b"<html>"), False, "not JSON"),
    (said(b""), False, "not JSON"),
    (said(b"\xff\xfe"), False, "not JSON"),
    (said(b'{"data": {"items": [NaN]}}'), False, "not JSON"),
    (said(b'{"data": {"items": [' + b"1" * 5000 + b"]}}"), False, "not JSON"),
    (said(b"[" * 100_000), False, "nested"),
    (said(b'{"a":' * 100_000), False, "nested"),
    (said(b"[" + b"[]," * 1_100_000 + b"1]"), False, "nested"),
    (said(b'{"data": {"items": []}}', length=900), True, "before its end"),
    (said(b'{"data": {"items": []}}', length=9), False, "not JSON"),
    (said(b"", length=17 * 2**20), False, "larger"),
    ([HEAD + b"\r\n", *([b" " * 2**20] * 17)], False, "larger"),
    ([b"SSH-2.0-OpenSSH\r\n"], True, "did not answer in HTTP"),
    ([], True, "did not answer in HTTP"),
    ([HEAD, 3.0], True, "too long"),
    (dribbled(), True, "too long"),
    (said(b"x", Content_Encoding="br"), False, "compressed"),
    (as_json([]), False, "no list"),
    (as_json("data"), False, "no list"),
    (as_json({"data": []}), False, "no list"),
    (as_json({"data": {"items": {}}}), False, "no list"),
    (as_json({"data": {"items": None}}), False, "no list"),
    (items(1), False, "not an object"),
    (items(row(1), row(2, "E1002")), False, "does not carry the number"),
    (items(row(1, "e1001")), False, "does not carry the number"),
    (items(row(1, employee={})), False, "does not carry the number"),
    (items(row(1, employee="E1001")), False, "does not carry the number"),
    (items(row(1, employee={"number": ["E1001"]})), False, "does not carry the number"),
    (items(row(1, employee={"number": True})), False, "does not carry the number"),
    (items(row(1, id=None)), False, "no fit key"),
    (items(row(1, id="a\nb")), False, "no fit key"),
    (items(row(1, id=1.5)), False, "no fit key"),
    (items(row(1, id="x" * 201)), False, "no fit key"),
    (items(row(1, reason=["A"])), False, "a list or an object"),
    (said(b'{"data": {"items": [' + json.dumps(row(1)).replace('"A"', "1e999").encode() + b"]}}"),
     False, "not a number"),
]  # fmt: skip


@pytest.mark.parametrize(("reply", "again", "words"), FAULTS)
def test_a_fault_of_the_source_is_said_and_the_right_answer_is_taken_after_it(
    reply: Any, again: bool, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calling, "WAIT", 0.8)
    monkeypatch.setattr(calling, "ANSWER", 1.5)
    with interface(turns=[reply]) as one:
        connector = Http(configured(one.machine.url))
        with pytest.raises(SourceError) as failed:
            connector.portion(AMARA, None)
        assert (failed.value.again, words in failed.value.message) == (again, True)
        assert not any(hidden in str(failed.value) for hidden in (SECRET, TOKEN, one.machine.url))
        assert len(connector.portion(AMARA, None).records[0].rows) == 8


TOKENS: list[tuple[Any, bool, str]] = [
    (said(b"", 401), False, "does not know the client"),
    (said(b'{"error": "invalid_scope"}', 400), False, "does not know the client"),
    (said(b"", 302, Location="https://evil.example/"), False, "another address"),
    (said(b"", 503), True, "again later"),
    (said(b"not json"), False, "no token"),
    (as_json([]), False, "no token"),
    (as_json({}), False, "no token"),
    (as_json({"access_token": 5, "token_type": "bearer"}), False, "no token"),
    (as_json({"access_token": "", "token_type": "bearer"}), False, "no token"),
    (as_json({"access_token": "a\r\nHost: evil", "token_type": "bearer"}), False, "no token"),
    (as_json({"access_token": "ä", "token_type": "bearer"}), False, "no token"),
    (as_json({"access_token": "a", "token_type": "mac"}), False, "no token"),
    (said(b" " * 2**17), False, "larger"),
]


@pytest.mark.parametrize(("reply", "again", "words"), TOKENS)
def test_without_a_token_nothing_is_asked(reply: Any, again: bool, words: str) -> None:
    with interface(token=reply) as one:
        connector = Http(configured(one.machine.url))
        with pytest.raises(SourceError) as failed:
            connector.portion(AMARA, None)
        assert (failed.value.again, words in failed.value.message) == (again, True)
        assert {came.path for came in one.machine.came} == {"/token"}
        one.token = None
        assert len(connector.portion(AMARA, None).records[0].rows) == 8


def test_a_wrong_secret_is_not_said() -> None:
    with interface() as one:
        with pytest.raises(SourceError, match="does not know the client") as failed:
            Http(configured(one.machine.url, secret="wrong-secret")).portion(AMARA, None)
        assert "wrong-secret" not in repr(failed.value)
        Http(configured(one.machine.url)).portion(AMARA, None)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 50])
@pytest.mark.parametrize("style", ["link-header", "link", "cursor"])
def test_a_list_that_goes_round_in_a_circle_is_left(
    style: str, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def round_and_round(came: Any) -> Any:
        number = (int(came.query.get("from", "0")) + 1) % size
        onward = f"{came.path}?from={number}"
        headers = {"Link": f"<{onward}>; rel=next"} if style == "link-header" else {}
        body: Any = [] if style == "link-header" else {"data": {"items": []}}
        if style != "link-header":
            body |= {"next": onward, "cursor": str(number)}
        return as_json(body, **headers)

    with answering(round_and_round) as machine:
        plain = {"auth": None, "secret": None}
        connector, after = Http(configured(machine.url, listed(style), **plain)), None
        with pytest.raises(SourceError, match="circle"):
            for _ in range(50):
                after = connector.portion(AMARA, after).after
        assert len(machine.came) <= 4 * size + 4
    with interface() as one:
        assert Http(configured(one.machine.url, listed(style))).portion(AMARA, None).records


def test_a_source_that_gives_the_same_page_whatever_its_number_is_left() -> None:
    with answering(lambda _came: items(row(1))) as machine:
        plain = {"auth": None, "secret": None}
        with pytest.raises(SourceError, match="circle"):
            Http(configured(machine.url, listed("page"), **plain)).portion(AMARA, None)
    with interface() as one:
        assert Http(configured(one.machine.url, listed("page"))).portion(AMARA, None).records


@pytest.mark.parametrize("cursor", [[], {}, True, 1.5, "x" * 3000])
def test_a_mark_that_is_none_is_not_handed_back(cursor: Any) -> None:
    with interface(turns=[as_json({"data": {"items": []}, "cursor": cursor})]) as one:
        connector = Http(configured(one.machine.url, listed("cursor")))
        with pytest.raises(SourceError, match="mark of the next page"):
            connector.portion(AMARA, None)
        assert connector.portion(AMARA, None).records


@pytest.mark.parametrize(
    "after",
    ["", "x", "[]", "{}", '{"table": 0}', '{"table": -1, "asking": 0, "walk": {}}',
     '{"table": "0", "asking": 0, "walk": {}}', '{"table": 0, "asking": 0, "walk": {"x": 1}}',
     '{"table": 0, "asking": 0, "walk": {"place": 5}}',
     '{"table": 0, "asking": 0, "walk": {"place": "https://evil.example/"}}',
     '{"table": 0, "asking": 0, "walk": {"place": "@evil.example/"}}'],
)  # fmt: skip
def test_a_place_that_is_none_is_not_gone_on_from(after: str) -> None:
    with interface() as one:
        connector = Http(configured(one.machine.url, listed("link")))
        with pytest.raises(SourceError, match="place to go on from"):
            connector.portion(AMARA, after)
        assert one.machine.connections == 0
        assert connector.portion(AMARA, None).records


@pytest.mark.parametrize("number", ["", ".", ".."])
def test_a_number_that_would_lead_elsewhere_is_not_asked_for(number: str) -> None:
    with interface() as one:
        with pytest.raises(SourceError, match="cannot stand in an address"):
            Http(configured(one.machine.url)).portion(Asked(number), None)
        assert one.machine.connections == 0
        Http(configured(one.machine.url)).portion(AMARA, None)


def test_a_portion_takes_no_longer_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calling, "ALTOGETHER", 1.0)
    monkeypatch.setattr(calling, "WAIT", 0.6)
    number = iter(range(1000))

    def slow(_came: Any) -> Iterator[bytes | float]:
        yield 0.25
        yield from as_json({"data": {"items": [row(1)]}, "cursor": str(next(number))})

    with answering(slow) as machine:
        connector = Http(configured(machine.url, listed("cursor"), auth=None, secret=None))
        found = connector.portion(AMARA, None)
        assert found.after is not None
        assert 1 <= len(found.records[0].rows) <= 4


def test_settings_that_are_wrong_are_told_when_they_are_tried() -> None:
    with interface() as one:
        with pytest.raises(SourceError, match="No row of “Absences” has a field “grund”"):
            wrong = listed(columns={"grund": {"title": "Reason"}})
            Http(configured(one.machine.url, wrong, trial="E1001")).check()
        with pytest.raises(SourceError, match="no list"):
            Http(configured(one.machine.url, listed(rows="items"), trial="E1001")).check()
        with pytest.raises(SourceError, match="does not know the client"):
            Http(configured(one.machine.url, secret="wrong")).check()
        one.turns = [said(b"", 403)]
        with pytest.raises(SourceError, match="does not let us in"):
            Http(configured(one.machine.url)).check()
        Http(configured(one.machine.url, trial="E1001")).check()
