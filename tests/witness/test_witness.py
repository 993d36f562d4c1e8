"""The witness signs what goes on from what it saw, and refuses the rest as C2SP says."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.access_log.checkpoints import rules as log_rules
from app.core import clock
from app.core.crypto import merkle, notes
from app.core.crypto.checkpoints import Checkpoint
from app.core.crypto.notes import Note, Signature
from app.core.crypto.submissions import SIZE_TYPE, Submission
from app.witness.keeping import FILE, AnotherNameError, Kept, UnreadableError
from app.witness.rules import ConfigurationError, RefusedError, parse_configuration
from app.witness.service import Witness
from app.witness.serving import MOST_BYTES, application
from tests.support.logs import SmallLog

NAME = "works-council.example.test/w1"
LOG, OTHER, STRANGE = SmallLog(), SmallLog("other.example.test"), SmallLog("strange.example.test")
FORKED = SmallLog(story="another story ")
LOGS = {LOG.origin: [LOG.key], OTHER.origin: [OTHER.key]}


@pytest.fixture
def witness(tmp_path: Path) -> Witness:
    return Witness(Kept(tmp_path, NAME), LOGS)


@pytest.fixture
def client(witness: Witness) -> TestClient:
    return TestClient(application(witness))


def test_each_log_is_signed_in_turn_with_a_time(witness: Witness, client: TestClient) -> None:
    before = int(clock.now().timestamp())
    for log in (LOG, OTHER):
        for old, size in ((0, 1), (1, 3), (3, 3), (3, 300)):
            answer = client.post("/add-checkpoint", content=log.body(old, size))
            assert answer.status_code == 200
            note = notes.parse_note(f"{log.note(size)}{answer.text}")
            time = notes.cosigned_at(note, witness.key)
            assert time is not None
            assert before <= time <= before + 60
    shown = client.get(f"/{sha256(LOG.origin.encode()).hexdigest()}/checkpoint").text
    assert shown == f"{LOG.note(300)}{shown.splitlines()[-1]}\n"
    assert notes.cosigned_at(notes.parse_note(shown), witness.key)
    assert client.get(f"/{sha256(b'?').hexdigest()}/checkpoint").status_code == 404


def _with(note: Note, *signatures: Signature) -> bytes:
    return str(Submission(5, LOG.submission(5, 9).path, Note(note.text, list(signatures)))).encode()


def _false(log: SmallLog) -> Signature:
    return Signature(log.key.name, log.key.id, bytes(64))


def _root(size: int, root: bytes) -> bytes:
    signed = log_rules.signed(Checkpoint(LOG.origin, size, root), LOG.private)
    return str(Submission(5, LOG.submission(5, size).path, signed)).encode()


# what is sent to a witness that holds 5 entries; the answer's status and body
REFUSALS: dict[str, tuple[bytes, int, str | None]] = {
    "nothing": (b"", 400, None),
    "no text": (b"\xff\xfe", 400, None),
    "no checkpoint": (b"old 5\n\nhello\n", 400, None),
    "an old size with a zero before it": (LOG.body(5, 9).replace(b"old 5", b"old 05"), 400, None),
    "an old size larger than the new": (LOG.body(9, 5), 400, None),
    "a proof too long": (
        b"old 5\n" + (b"A" * 43 + b"=\n") * 64 + b"\n" + str(LOG.note(9)).encode(),
        400,
        None,
    ),
    "an unknown log": (STRANGE.body(5, 9), 404, None),
    "no signature": (_with(LOG.note(9), _false(STRANGE)), 403, None),
    "a false signature": (_with(LOG.note(9), _false(LOG)), 403, None),
    "a false one beside a true one": (
        _with(LOG.note(9), *LOG.note(9).signatures, _false(LOG)),
        403,
        None,
    ),
    "another log's signature": (
        _with(LOG.note(9), OTHER.note(9).signatures[0]),
        403,
        None,
    ),
    "an older size": (LOG.body(3, 9), 409, "5\n"),
    "a newer size": (LOG.body(7, 9), 409, "5\n"),
    "from the beginning": (LOG.body(0, 9), 409, "5\n"),
    "a log put back": (LOG.body(3, 4), 409, "5\n"),
    "another root of the same size": (FORKED.body(5, 5), 422, None),
    "another root, the same size, a proof": (_root(5, bytes(32)), 422, None),
    "another story": (FORKED.body(5, 9), 422, None),
    "a root that does not follow": (_root(9, bytes(32)), 422, None),
    "no proof": (b"old 5\n\n" + str(LOG.note(9)).encode(), 422, None),
    "a proof of something else": (
        str(Submission(5, LOG.submission(4, 9).path, LOG.note(9))).encode(),
        422,
        None,
    ),
}


@pytest.mark.parametrize("how", REFUSALS)
def test_what_is_amiss_is_refused_and_the_right_thing_then_signed(
    client: TestClient, how: str
) -> None:
    assert client.post("/add-checkpoint", content=LOG.body(0, 5)).status_code == 200
    body, status, said = REFUSALS[how]

    refused = client.post("/add-checkpoint", content=body)
    assert refused.status_code == status
    assert "\u2014" not in refused.text
    if said is not None:
        assert (refused.text, refused.headers["content-type"]) == (said, SIZE_TYPE)
    assert client.post("/add-checkpoint", content=LOG.body(5, 9)).status_code == 200


def test_a_first_checkpoint_has_no_proof_and_an_empty_tree_one_root(client: TestClient) -> None:
    with_proof = str(Submission(0, [bytes(32)], LOG.note(4))).encode()
    assert client.post("/add-checkpoint", content=with_proof).status_code == 422
    empty = Submission(0, [], log_rules.signed(Checkpoint(LOG.origin, 0, bytes(32)), LOG.private))
    assert client.post("/add-checkpoint", content=str(empty)).status_code == 422

    right = Submission(
        0, [], log_rules.signed(Checkpoint(LOG.origin, 0, merkle.EMPTY_ROOT), LOG.private)
    )
    assert client.post("/add-checkpoint", content=str(right)).status_code == 200
    assert client.post("/add-checkpoint", content=LOG.body(0, 4)).status_code == 200


def test_too_much_and_other_methods_are_refused(client: TestClient) -> None:
    assert client.post("/add-checkpoint", content=b"x" * (MOST_BYTES + 1)).status_code == 413
    assert client.get("/add-checkpoint").status_code == 405
    assert client.post("/add-checkpoint", content=LOG.body(0, 4)).status_code == 200


def test_signatures_of_strangers_are_neither_trusted_nor_passed_on(
    witness: Witness, client: TestClient
) -> None:
    note = LOG.note(4)
    body = str(Submission(0, [], Note(note.text, [*note.signatures, _false(STRANGE)])))
    assert client.post("/add-checkpoint", content=body).status_code == 200
    shown = client.get(f"/{sha256(LOG.origin.encode()).hexdigest()}/checkpoint").text
    assert STRANGE.origin not in shown


def test_of_many_at_once_no_two_get_different_stories(witness: Witness) -> None:
    """A log that shows two stories to one witness, many at a time: one of them wins for good."""
    witness.add_checkpoint(LOG.body(0, 1))

    def ask(turn: int) -> str:
        log = (LOG, FORKED)[turn % 2]
        try:
            return witness.add_checkpoint(log.body(1 if log is LOG else 0, 2 + turn)) and log.origin
        except RefusedError as refused:
            return str(refused.status)

    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(ask, range(16)))
    assert said.count(LOG.origin) == 1
    assert set(said) == {LOG.origin, "409"}


def test_what_was_signed_outlives_the_process(tmp_path: Path) -> None:
    first = Witness(Kept(tmp_path, NAME), LOGS)
    first.add_checkpoint(LOG.body(0, 5))

    again = Witness(Kept(tmp_path, NAME), LOGS)
    assert again.key == first.key
    with pytest.raises(RefusedError) as refused:
        again.add_checkpoint(LOG.body(0, 4))
    assert (refused.value.status, refused.value.words) == (409, "5\n")
    assert again.add_checkpoint(LOG.body(5, 6))
    assert (tmp_path / FILE).stat().st_mode & 0o077 == 0


STEPS: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "the file cannot be written": lambda patch: patch.setattr("json.dump", _fails),
    "nor brought to the disk": lambda patch: patch.setattr(os, "fsync", _fails),
    "nor put in its place": lambda patch: patch.setattr(Path, "replace", _fails),
}


def _fails(*_arguments: object, **_named: object) -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("step", STEPS)
def test_what_cannot_be_kept_is_not_signed(tmp_path: Path, step: str) -> None:
    witness = Witness(Kept(tmp_path, NAME), LOGS)
    client = TestClient(application(witness))
    assert client.post("/add-checkpoint", content=LOG.body(0, 5)).status_code == 200
    with pytest.MonkeyPatch.context() as patch:
        STEPS[step](patch)
        answer = client.post("/add-checkpoint", content=LOG.body(5, 9))
    assert (answer.status_code, "\u2014" in answer.text) == (503, False)

    held = Kept(tmp_path, NAME).checkpoint(LOG.origin)
    assert held is not None
    assert held.size == 5
    assert client.post("/add-checkpoint", content=LOG.body(5, 9)).status_code == 200


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"name": "x"}', "\xff"])
def test_a_witness_does_not_begin_again_on_a_damaged_file(tmp_path: Path, damage: str) -> None:
    whole = Witness(Kept(tmp_path, NAME), LOGS)
    whole.add_checkpoint(LOG.body(0, 5))
    text = (tmp_path / FILE).read_text()

    (tmp_path / FILE).write_text(damage)
    with pytest.raises(UnreadableError):
        Kept(tmp_path, NAME)
    (tmp_path / FILE).write_text(text)
    with pytest.raises(AnotherNameError):
        Kept(tmp_path, "another.example.test")
    assert Witness(Kept(tmp_path, NAME), LOGS).add_checkpoint(LOG.body(5, 6))


RIGHT = f"# ours\nname {NAME}\n\nlog {LOG.key}\n log {OTHER.key}\n"


@pytest.mark.parametrize(
    "text",
    [
        "",
        f"name {NAME}\n",
        f"log {LOG.key}\n",
        RIGHT + "name b\n",
        RIGHT.replace(NAME, "a+b"),
        RIGHT + "log x\n",
        RIGHT + "logs x\n",
        RIGHT + f"log {notes.Key('w', notes.COSIGNATURE, bytes(32))}\n",
    ],
)
def test_a_configuration_names_the_witness_and_its_logs(text: str) -> None:
    with pytest.raises(ConfigurationError):
        parse_configuration(text)
    found = parse_configuration(RIGHT)
    assert found.name == NAME
    assert set(found.logs) == {LOG.origin, OTHER.origin}


def test_two_stories_for_two_witnesses_are_found_out(tmp_path: Path) -> None:
    """Each signs what it was shown first; neither ever signs the other's."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    one = Witness(Kept(tmp_path / "one", "one.example.test"), LOGS)
    two = Witness(Kept(tmp_path / "two", "two.example.test"), LOGS)
    one.add_checkpoint(LOG.body(0, 5))
    two.add_checkpoint(FORKED.body(0, 5))

    for witness, other in ((one, FORKED), (two, LOG)):
        for size in (5, 6, 9):
            with pytest.raises(RefusedError) as refused:
                witness.add_checkpoint(other.body(5, size))
            assert refused.value.status == 422
    assert one.add_checkpoint(LOG.body(5, 6))
    assert two.add_checkpoint(FORKED.body(5, 6))
