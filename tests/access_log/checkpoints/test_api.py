"""``/log/…`` as anybody reads it: enough to recompute the root, and nothing personal."""

import json

import pytest
from sqlmodel import Session

from app.access_log import service as log
from app.access_log.checkpoints import service
from app.core.crypto import merkle, notes, tiles
from app.core.crypto.checkpoints import parse_checkpoint
from app.core.crypto.merkle import HASH, leaf_hash
from app.core.crypto.tiles import TilePath
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.make import an_access

SIZE = 300


@pytest.fixture
def anybody(browser: Browser, session: Session, cast: Cast) -> Browser:
    session.commit()
    log.append([an_access("E1001") for _each in range(SIZE)])
    service.publish()
    log.append([an_access("E1001")])  # which nobody signed yet
    return browser


def _bytes(browser: Browser, path: str) -> bytes:
    answer = browser.get(path).response
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/octet-stream"
    return answer.content


def test_a_stranger_recomputes_the_root_from_what_is_published(anybody: Browser) -> None:
    keys = json.loads(anybody.get("/log/keys.json").response.text)
    note = notes.parse_note(anybody.get("/log/checkpoint").response.text)
    assert notes.is_signed_by(note, notes.parse_key(keys["log"]))
    said = parse_checkpoint(note.text)
    assert (said.origin, said.size) == (keys["origin"], SIZE)

    def fetch(level: int, number: int) -> bytes:
        width = min(tiles.WIDTH, (SIZE >> tiles.HEIGHT * level) - number * tiles.WIDTH)
        return _bytes(anybody, f"/log/tile/{level}/{TilePath(number, width)}")

    assert merkle.root(tiles.node(fetch), SIZE) == said.root
    bundle = _bytes(anybody, "/log/tile/entries/000") + _bytes(
        anybody, "/log/tile/entries/001.p/44"
    )
    entries = [bundle[at + 2 : at + 38] for at in range(0, len(bundle), 38)]
    assert all(bundle[at : at + 2] == b"\0\x24" for at in range(0, len(bundle), 38))
    assert b"".join(map(leaf_hash, entries)) == fetch(0, 0) + fetch(0, 1)


def test_part_of_a_tile_is_its_beginning(anybody: Browser) -> None:
    assert _bytes(anybody, "/log/tile/0/000.p/3") == _bytes(anybody, "/log/tile/0/000")[: 3 * HASH]


@pytest.mark.parametrize(
    "path",
    [
        *("0/001", "0/001.p/45", "0/002", "0/002.p/1", "1/000", "1/000.p/2", "2/000.p/1"),
        *("8/000.p/1", "-1/000", "00/000", "+0/000", "x/000", "0/0", "0/x000/000", "0/000.p/0"),
        *("entries/001", "entries/001.p/45", "entries/..", "0/000.p/256"),
        "7/x999/x999/x999/x999/999",
    ],
)
def test_what_is_not_signed_or_not_written_so_is_not_there(anybody: Browser, path: str) -> None:
    anybody.get(f"/log/tile/{path}", status=404)
    _bytes(anybody, "/log/tile/0/001.p/44")


def test_before_the_first_entry_there_is_no_checkpoint(browser: Browser, session: Session) -> None:
    browser.get("/log/checkpoint", status=404)
    assert json.loads(browser.get("/log/keys.json").response.text)["witness"] == []
