"""Verifiers and a witness that nobody here wrote, on what we publish of a log of 70,001 entries."""

import base64
import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from app.access_log.checkpoints import rules
from app.access_log.checkpoints import service as signing
from app.access_log.checkpoints.models import PublishedCheckpoint
from app.access_log.tree import queries as tree
from app.access_log.tree import service as tree_service
from app.access_log.tree.rules import grow
from app.access_log.witnesses import jobs, queries
from app.core import clock
from app.core.crypto import merkle, notes, tiles
from app.core.crypto.checkpoints import Checkpoint, parse_checkpoint
from app.core.db.session import reading, writing
from tests.support.browser import Browser
from tests.support.ports import free_port
from tests.support.processes import wait_until
from tests.support.sealing import log_key
from tests.support.witnesses import Outside, trust

SOME, ALL = 40_000, 70_001
LOOKED_AT = (0, 1, 255, 256, 39_999, 40_000, 65_535, 65_536, 69_999, 70_000)
NODE = Path(os.environ.get("DAYLIGHT_TEST_NODE", Path(__file__).parents[3] / "build" / "node"))


def entry(index: int) -> bytes:
    """As long as a leaf of ours; what it stands for is nobody's business here."""
    return b"al1\0" + sha256(index.to_bytes(8, "big")).digest()


def publish(size: int) -> None:
    """Sign a log of so many entries, as the worker does, but for the entries' own rows."""
    with writing() as session:
        ends = tree.ends(session)
        first = ends[0].reach if ends else 0
        tree_service.add(
            session, grow(ends, (merkle.leaf_hash(entry(i)) for i in range(first, size)))
        )
        root = merkle.root(tiles.node(tree.stored(session)), size)
        note = rules.signed(Checkpoint(signing.origin(session), size, root), signing._private())
        session.add(PublishedCheckpoint(size=size, root=root, note=str(note), made_at=clock.now()))


@dataclass(frozen=True)
class Published:
    """What anybody can fetch: the checkpoint, the key, and proofs made of the tiles."""

    note: str
    vkey: str
    node: merkle.Node

    @property
    def key(self) -> notes.Key:
        return notes.parse_key(self.vkey)

    def inclusion(self, index: int) -> list[bytes]:
        return merkle.inclusion_path(self.node, index, self.size)

    @property
    def size(self) -> int:
        return parse_checkpoint(notes.parse_note(self.note).text).size


def published(browser: Browser) -> Published:
    note = browser.get("/log/checkpoint").response.text
    size = parse_checkpoint(notes.parse_note(note).text).size

    def fetch(level: int, number: int) -> bytes:
        width = min(tiles.WIDTH, (size >> tiles.HEIGHT * level) - number * tiles.WIDTH)
        path = tiles.TilePath(number, width)
        return browser.get(f"/log/tile/{level}/{path}").response.content

    vkey = str(browser.get("/log/keys.json").response.json()["log"])
    return Published(note, vkey, tiles.node(fetch))


@pytest.fixture
def older(session: Session, browser: Browser) -> Published:
    session.commit()
    publish(SOME)
    return published(browser)


@pytest.fixture
def newer(older: Published, browser: Browser) -> Published:
    publish(ALL)
    return published(browser)


def missing(why: str) -> None:
    """What run.py test installs must be there where nothing may be skipped."""
    if os.environ.get("CI"):
        pytest.fail(why)
    pytest.skip(why)


def flipped(path: list[bytes]) -> list[bytes]:
    return [bytes([path[0][0] ^ 1, *path[0][1:]]), *path[1:]]


def test_metamorphic_log_accepts_what_we_publish_and_nothing_else(
    older: Published, newer: Published
) -> None:
    if find_spec("metamorphic_log") is None:
        missing("metamorphic-log is not installed")
    theirs: Any = import_module("metamorphic_log")
    vkeys = [newer.vkey]

    assert theirs.checkpoint_verify(newer.note, vkeys).size == ALL
    assert theirs.verify_signed_note(newer.note, vkeys) == 1
    for index in LOOKED_AT:
        leaf, path = merkle.leaf_hash(entry(index)), newer.inclusion(index)
        theirs.checkpoint_verify_inclusion(newer.note, vkeys, index, leaf, path)
        with pytest.raises(theirs.VerifyError):
            theirs.checkpoint_verify_inclusion(newer.note, vkeys, index, leaf, flipped(path))
    path = merkle.consistency_path(newer.node, SOME, ALL)
    theirs.checkpoint_verify_consistency(older.note, newer.note, vkeys, path)
    with pytest.raises(theirs.VerifyError):
        theirs.checkpoint_verify_consistency(older.note, newer.note, vkeys, flipped(path))
    with pytest.raises(theirs.VerifyError):
        theirs.checkpoint_verify(newer.note.replace(f"\n{ALL}\n", f"\n{ALL - 1}\n"), vkeys)


def _text(found: bytes) -> str:
    return base64.b64encode(found).decode()


def test_sigstore_accepts_what_we_publish_and_nothing_else(newer: Published) -> None:
    node = shutil.which("node")
    if node is None or not (NODE / "node_modules" / "@sigstore" / "verify").is_dir():
        missing("npm's @sigstore/verify is not installed")
    assert node is not None
    spki = bytes.fromhex("302a300506032b6570032100") + newer.key.public  # RFC 8410 4
    entries: list[dict[str, Any]] = []
    for index in LOOKED_AT:
        path = newer.inclusion(index)
        for body, hashes in ((entry(index), path), (entry(index), flipped(path)), (b"x", path)):
            shown = {
                "index": index,
                "body": _text(body),
                "hashes": [_text(each) for each in hashes],
            }
            entries.append(shown)
    said = {
        "note": newer.note,
        "name": newer.key.name,
        "keyId": _text(newer.key.id),
        "publicKey": _text(spki),
        "entries": entries,
    }

    def ask(**changes: str) -> list[str]:
        line = [node, str(Path(__file__).with_name("sigstore.mjs")), str(NODE)]
        asked = json.dumps(said | changes)
        done = subprocess.run(line, input=asked, capture_output=True, text=True, check=True)
        return done.stdout.splitlines()

    answers = ask()
    assert answers[::3] == ["true"] * len(LOOKED_AT)
    assert "true" not in answers[1::3] + answers[2::3]
    assert len(answers) == 3 * len(LOOKED_AT)
    forged = newer.note.replace(f"\n{ALL}\n", f"\n{ALL - 1}\n")
    assert set(ask(note=forged)) == {"invalid checkpoint signature"}


@pytest.fixture
def aics(session: Session, tmp_path: Path) -> Iterator[Outside]:
    """``aics-witness`` as a process of its own. It asks for Python 3.12."""
    if find_spec("aics_witness") is None:
        if sys.version_info < (3, 12):
            pytest.skip("aics-witness needs Python 3.12")
        missing("aics-witness is not installed")
    session.commit()
    config, log = str(tmp_path / "aics.json"), log_key()
    port = free_port()

    def run(command: str, *more: str) -> str:
        line = [sys.executable, "-m", "aics_witness", command, "--config", config, *more]
        return subprocess.run(line, capture_output=True, text=True, check=True).stdout

    told = run("init", "--name", "stranger.example.test", "--listen", f"127.0.0.1:{port}")
    (vkey,) = [word for word in told.split() if word.startswith("stranger.example.test+")]
    run("add-log", "--origin", log.name, "--vkey", str(log))
    line = [sys.executable, "-m", "aics_witness", "serve", "--config", config]
    process = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: _listens(port), 30)
        yield Outside("stranger", f"http://127.0.0.1:{port}", notes.parse_key(vkey))
    finally:
        process.terminate()
        process.wait(20)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_a_witness_of_others_signs_ours(
    aics: Outside,
    browser: Browser,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    trust(monkeypatch, tmp_path, "all", [aics])
    for size in (SOME, ALL):
        publish(size)
        assert jobs.ask_witnesses(at_once=True) == 1
        with reading() as session:
            seen = queries.witnessed(session)
            assert [each.why for each in queries.standings(session)] == [""]
        assert seen is not None
        assert (seen.checkpoint.size, set(seen.by)) == (size, {"stranger"})
        note = notes.parse_note(browser.get("/log/checkpoint").response.text)
        assert notes.cosigned_at(note, aics.key)
