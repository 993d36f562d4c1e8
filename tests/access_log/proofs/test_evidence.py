"""What she takes proves her entries, and nothing else passes for it."""

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup

from app.access_log import service as log
from app.access_log.proofs.unpacking import FalseEvidenceError, NotEvidenceError
from app.access_log.proofs.verifier import Evidence, check_continues, verified
from app.core.config import settings
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.make import an_access
from tests.support.sealing import log_key

Take = Callable[[], bytes]
Change = Callable[[dict[str, Any]], None]


def opened(file: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def changed(file: bytes, change: Change) -> bytes:
    parts = opened(file)
    said = json.loads(parts["evidence.json"])
    change(said)
    return packed(parts | {"evidence.json": json.dumps(said).encode()})


def check(file: bytes, keys: str | None = None) -> Evidence:
    return verified(io.BytesIO(file), keys)


def test_the_file_holds_every_entry_of_hers_and_proves_it(take: Take, november: Cast) -> None:
    file = take()
    said = check(file)

    with_her = json.loads(opened(file)["evidence.json"])
    assert said.subject == with_her["subject"] == str(november.amara.id)
    assert len(said.entries) == len(with_her["entries"]) > 5
    assert {entry.access["subject"] for entry in said.entries} == {str(november.amara.id)}
    assert any(entry.access["case"] == "HR-2207" for entry in said.entries)
    assert not said.anchored
    assert said.log == log_key()
    assert check(file, json.dumps({"log": str(log_key())})).anchored
    with pytest.raises(FalseEvidenceError):
        check(file, json.dumps({"log": OTHER_KEY}))


OTHER_KEY = "access-log.example.test/hr+5c92c76c+ARDEGhKyfb7RAhV2DsN1loi+2MSDMVMObENjQU1mDfcO"


def test_the_page_inside_tells_the_entries_in_words_and_runs_nothing(take: Take) -> None:
    page = BeautifulSoup(opened(take())["index.html"], "html.parser")

    assert "prepare your return-to-work meeting" in page.get_text()
    assert not page.select("script, link, img, style, iframe, form")
    assert not [tag for tag in page.find_all(True) for name in tag.attrs if name.startswith("on")]


def test_who_looked_stays_closed_where_names_are_not_shown(
    take: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAYLIGHT_NAME_DISPLAY", "role")
    settings.cache_clear()
    file = take()

    assert b"Priya" not in b"".join(opened(file).values())
    closed = [entry for entry in check(file).entries if entry.accessor is None]
    assert closed
    monkeypatch.setenv("DAYLIGHT_NAME_DISPLAY", "name")
    settings.cache_clear()
    assert all(entry.accessor for entry in check(take()).entries)


def _entry(at: int, **changes: Any) -> Change:
    return lambda said: said["entries"][at].update(changes)


def _next(said: dict[str, Any]) -> None:
    said["entries"][0]["number"] += 1


def _text(said: dict[str, Any]) -> None:
    group = said["entries"][2]["access"]
    group["text"] = group["text"].replace('"view"', '"edit"')


def _swap(said: dict[str, Any]) -> None:
    entries = said["entries"]
    entries[0], entries[1] = entries[1], entries[0]


def _flip(said: dict[str, Any]) -> None:
    path = said["entries"][0]["path"]
    path[0] = path[1] if path[0] != path[1] else "A" * 43 + "="


FALSE: dict[str, Change] = {
    "another word": _text,
    "another number": _next,
    "a number beyond the log": _entry(-1, number=10**9),
    "a negative number": _entry(0, number=-1),
    "another order": _swap,
    "an entry twice": lambda said: said["entries"].insert(0, said["entries"][0]),
    "another person": lambda said: said.update(subject="0198c0de-0000-7000-8000-000000000000"),
    "another hash in the path": _flip,
    "a shorter path": lambda said: said["entries"][0]["path"].pop(),
    "a longer path": lambda said: said["entries"][0]["path"].append("A" * 43 + "="),
    "another accessor": lambda said: said["entries"][0].update(accessor={"digest": "A" * 43 + "="}),
    "another salt": _entry(0, salt="A" * 43 + "="),
}
UNREADABLE: dict[str, Change] = {
    "another kind": lambda said: said.update(format="daylight-evidence@v3"),
    "no entries": lambda said: said.pop("entries"),
    "entries of another kind": lambda said: said.update(entries={}),
    "a number in words": _entry(0, number="3"),
    "a number that is a truth": _entry(0, number=True),
    "a number with a point": _entry(0, number=3.0),
    "no salt": lambda said: said["entries"][0].pop("salt"),
    "a salt of another length": _entry(0, salt="AAAA"),
    "a hash in other base64": _entry(0, salt="A" * 42 + "B="),
}


@pytest.mark.parametrize("how", FALSE)
def test_what_was_changed_is_not_true(take: Take, how: str) -> None:
    file = take()
    with pytest.raises(FalseEvidenceError):
        check(changed(file, FALSE[how]))
    assert check(changed(file, lambda said: None)).entries


@pytest.mark.parametrize("how", UNREADABLE)
def test_what_is_not_written_as_it_must_be_is_not_readable(take: Take, how: str) -> None:
    file = take()
    with pytest.raises(NotEvidenceError):
        check(changed(file, UNREADABLE[how]))
    assert check(changed(file, lambda said: None)).entries


def test_a_checkpoint_that_was_changed_is_not_true(take: Take) -> None:
    parts = opened(take())
    for old, new in ((b"/log\n", b"/log2\n"), (b"\n", b"\n1")):
        forged = parts["checkpoint"].replace(old, new, 1)
        assert forged != parts["checkpoint"]
        with pytest.raises((FalseEvidenceError, NotEvidenceError)):
            check(packed(parts | {"checkpoint": forged}))
    assert check(packed(parts))


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"PK",
        packed({}),
        packed({"evidence.json": b"{}"}),
        packed({"evidence.json": b"[" * 100_000, "checkpoint": b"", "keys.json": b"{}"}),
        packed({"evidence.json": b"\xff", "checkpoint": b"x", "keys.json": b"{}"}),
    ],
)
def test_what_is_no_evidence_is_not_readable(take: Take, file: bytes) -> None:
    with pytest.raises(NotEvidenceError):
        check(file)
    assert check(take())


def test_a_part_that_unpacks_to_too_much_is_not_read(take: Take) -> None:
    file = take()
    with pytest.raises(NotEvidenceError, match="too large"):
        verified(io.BytesIO(file), most=500)
    assert verified(io.BytesIO(file))


def test_a_later_file_goes_on_from_an_earlier_one(take: Take) -> None:
    first = take()
    log.append([an_access("E1002"), an_access("E1001")])
    second = take()
    third = take()  # her download before was an entry too

    check_continues(check(second), check(first))
    check_continues(check(third), check(first))
    check_continues(check(third), check(second))
    with pytest.raises(FalseEvidenceError, match="shorter"):
        check_continues(check(first), check(second))

    with pytest.raises(FalseEvidenceError, match="not all the entries"):
        check(changed(second, lambda said: said["entries"].pop(0)))
    without = check(second)._replace(entries=check(second).entries[1:])
    with pytest.raises(FalseEvidenceError, match="not in the newer file"):
        check_continues(without, check(first))
    lost = changed(second, lambda said: said.update(consistency=[]))
    with pytest.raises(NotEvidenceError):
        check_continues(check(lost), check(first))


def test_files_of_two_people_do_not_go_on_from_one_another(
    take: Take, browser: Browser, november: Cast
) -> None:
    hers = take()
    browser.sign_in(november.tom)
    his = browser.get("/looked/proof/download").response.content

    with pytest.raises(FalseEvidenceError, match="same person"):
        check_continues(check(his), check(hers))
    browser.sign_in(november.amara)
    check_continues(check(take()), check(hers))
