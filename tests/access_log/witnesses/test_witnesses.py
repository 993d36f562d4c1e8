"""Witnesses sign the log's checkpoints; what they hold against us is said and stops us."""

import io
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlmodel import Session, select

from app.access_log import service as log
from app.access_log.checking import jobs as checking
from app.access_log.checking import queries as checks
from app.access_log.checking.rules import Standing
from app.access_log.checkpoints import queries as checkpoints
from app.access_log.checkpoints import service as signing
from app.access_log.checkpoints.service import LogDisagreesError
from app.access_log.proofs import program
from app.access_log.proofs.unpacking import FalseEvidenceError
from app.access_log.proofs.verifier import verified
from app.access_log.witnesses import jobs, queries, rules
from app.access_log.witnesses.checks import WITNESSES
from app.access_log.witnesses.models import Cosignature, WitnessStanding
from app.access_log.witnesses.rules import judged
from app.core import clock
from app.core.config import settings
from app.core.crypto import notes, policies
from app.core.db.session import reading
from app.core.health import Finding
from tests.support.administrator import administrator
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.logs import SmallLog
from tests.support.make import an_access
from tests.support.postgres import Cluster
from tests.support.witnesses import Outside, our_log, trust, witnessing


@pytest.fixture
def one(session: Session, cast: Cast, tmp_path: Path) -> Iterator[Outside]:
    session.commit()
    with witnessing(tmp_path, "one") as outside:
        yield outside


@pytest.fixture
def two(one: Outside, tmp_path: Path) -> Iterator[Outside]:
    with witnessing(tmp_path, "two") as outside:
        yield outside


def seal(*more: str) -> int:
    """Append what is asked for, and sign it; the log's size."""
    log.append([an_access("E1001", *more)])
    signing.publish()
    with reading() as session:
        newest = checkpoints.newest(session)
    assert newest is not None
    return newest.size


def ask(*, later: timedelta = timedelta()) -> int:
    with clock.set_to(clock.now() + later):
        return jobs.ask_witnesses()


def said() -> dict[str, str]:
    """Why each witness does not sign."""
    with reading() as session:
        return {each.name: each.why for each in queries.standings(session)}


def signed() -> list[tuple[int, str]]:
    with reading() as session:
        rows = session.exec(select(Cosignature).order_by(Cosignature.received_at)).all()
    return [(row.size, notes.parse_key(row.witness).name) for row in rows]


def witnessed() -> int:
    """Of how many entries the newest checkpoint is that enough witnesses signed."""
    with reading() as session:
        found = queries.witnessed(session)
    return found.checkpoint.size if found else 0


def found() -> Finding:
    return WITNESSES.run()


def test_each_signs_what_goes_on_and_the_checkpoint_carries_it(
    one: Outside,
    two: Outside,
    browser: Browser,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    trust(monkeypatch, tmp_path, "all", [one, two])
    size = seal("E1002")
    assert ask() == 2
    assert ask() == 0  # nothing is new
    assert witnessed() == size
    assert found().ok

    note = notes.parse_note(browser.get("/log/checkpoint").response.text)
    assert all(notes.cosigned_at(note, each.key) for each in (one, two))
    keys = browser.get("/log/keys.json").response.json()
    assert keys["witness"] == [str(one.key), str(two.key)]
    policy = policies.parse_policy(browser.get("/log/policy").response.text)
    assert [str(each.key) for each in policy.logs] == [keys["log"]]
    assert (policy.is_met(["one"]), policy.is_met(["one", "two"])) == (False, True)

    size = seal()
    assert witnessed() == size - 1  # it is published at once, and signed when they come
    assert ask(later=timedelta(seconds=6)) == 2
    assert witnessed() == size
    assert len(signed()) == 4


def test_each_signs_again_after_ten_minutes_though_nothing_is_new(
    one: Outside, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    trust(monkeypatch, tmp_path, "any", [one])
    size = seal()
    assert [ask(), ask(later=timedelta(minutes=9)), ask(later=timedelta(minutes=11))] == [1, 0, 1]
    assert set(signed()) == {(size, one.key.name)}
    with reading() as session:
        row = session.get(WitnessStanding, str(one.key))
    assert row is not None
    assert row.answered_at is not None
    assert row.answered_at > clock.now() + timedelta(minutes=10)


@contextmanager
def dawdling(until: Event) -> Iterator[Outside]:
    """Takes connections and says nothing before it is told to."""
    key = notes.Key("slow.example.test", notes.COSIGNATURE, bytes(32))
    with ExitStack() as open_ones, socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _address = server.accept()
            open_ones.enter_context(connection)
            until.wait(30)

        thread = Thread(target=serve)
        thread.start()
        yield Outside("slow", f"http://127.0.0.1:{server.getsockname()[1]}", key)
        until.set()
        thread.join()


def test_neither_a_dead_nor_a_slow_witness_delays_anything(
    one: Outside, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        nowhere = f"http://127.0.0.1:{closed.getsockname()[1]}"
    key = notes.Key("dead.example.test", notes.COSIGNATURE, bytes([1]) * 32)
    told = Event()
    with dawdling(told) as slow:
        trust(monkeypatch, tmp_path, "any", [slow, Outside("dead", nowhere, key), one])
        size = seal()
        asking = Thread(target=jobs.ask_witnesses)
        asking.start()
        while not signed():  # the third signs while the first says nothing
            assert asking.is_alive()
        assert witnessed() == size
        assert seal() == size + 1  # and the log goes on
        told.set()
        asking.join()
    assert said() == {"slow": said()["slow"], "dead": "unreachable", "one": ""}
    assert said()["slow"]
    assert not found().ok
    assert found().ready
    assert ask(later=timedelta(seconds=6)) == 1  # those that failed have some time
    assert witnessed() == size + 1


def test_a_log_shorter_than_a_witness_saw_is_signed_no_more(
    one: Outside, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    trust(monkeypatch, tmp_path, "any", [one])
    seal()
    assert one.witness is not None
    one.witness.add_checkpoint(our_log().body(0, 900))  # as if we had an old backup
    jobs.greet()

    assert said() == {"one": rules.AHEAD}
    assert not found().ready
    assert "900 entries" in found().words
    with pytest.raises(LogDisagreesError, match="900"):
        seal()
    assert checking.check() == 1
    with reading() as session:
        assert checks.checked(session).standing is Standing.BROKEN

    trust(monkeypatch, tmp_path, "any", [])  # the operator trusts that witness no more
    assert seal() == 3


def test_a_witness_that_was_shown_another_record_says_so_for_good(
    one: Outside,
    two: Outside,
    browser: Browser,
    cast: Cast,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """A split view: one of two witnesses, and whoever trusts both, finds it out."""
    policy = trust(monkeypatch, tmp_path, "all", [one, two])
    assert two.witness is not None
    two.witness.add_checkpoint(our_log("another story").body(0, 1))
    size = seal()
    ask()
    assert said() == {"one": "", "two": rules.OTHER}
    assert (found().ok, found().ready) == (False, True)
    assert "two holds another record" in found().words
    assert witnessed() == 0

    browser.sign_in(cast.amara)
    assert "It does not sign" in browser.get("/looked/proof").text
    file = browser.get("/looked/proof/download").response.content
    with pytest.raises(FalseEvidenceError, match="not as many witnesses"):
        verified(io.BytesIO(file), policy=policy)
    assert verified(io.BytesIO(file)).checkpoint.size == size + 1  # with the seal for her

    trust(monkeypatch, tmp_path, "any", [one, two])
    assert witnessed() == size


def test_what_she_takes_carries_the_signatures_of_the_witnesses(
    one: Outside,
    two: Outside,
    browser: Browser,
    cast: Cast,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    policy = trust(monkeypatch, tmp_path, "all", [one, two])
    size = seal("E1002")
    ask()
    newer = seal()
    browser.sign_in(cast.amara)
    assert "signed by enough of them" in browser.get("/looked/proof").text
    assert "signed by enough of them" in browser.get("/verify").text
    file = browser.get("/looked/proof/download").response.content

    evidence = verified(io.BytesIO(file), policy=f"log {signing_key()}\n{policy}")
    assert evidence.anchored
    assert evidence.checkpoint.size == newer + 1  # with the seal for her
    assert evidence.witnessed is not None
    assert (evidence.witnessed.size, set(evidence.witnessed.by)) == (size, {"one", "two"})
    assert evidence.witnessed.enough
    by_name = verified(io.BytesIO(file), keys=browser.get("/log/keys.json").response.text).witnessed
    assert by_name is not None
    assert set(by_name.by) == {"one.example.test", "two.example.test"}

    others = f"witness three {notes.Key('t', notes.COSIGNATURE, bytes(32))}\nquorum three\n"
    for wrong in (others, f"log {SmallLog().key}\n{policy}"):
        with pytest.raises(FalseEvidenceError):
            verified(io.BytesIO(file), policy=wrong)
    (tmp_path / "proof.zip").write_bytes(file)
    (tmp_path / "policy").write_text(policy)
    proof, asked = str(tmp_path / "proof.zip"), str(tmp_path / "policy")
    assert program.run([proof, "--policy", asked]) == 0
    assert "witnessed: by one at 20" in capsys.readouterr().out
    (tmp_path / "policy").write_text(others)
    assert program.run([proof, "--policy", asked]) == 1
    (tmp_path / "policy").write_text("quorum")
    assert program.run([proof, "--policy", asked]) == 2


def signing_key() -> notes.Key:
    with reading() as session:
        return signing.key(session)


def test_a_signature_that_is_not_true_any_more_is_shown_to_nobody(
    one: Outside,
    browser: Browser,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    database_kind: str,
    request: pytest.FixtureRequest,
) -> None:
    trust(monkeypatch, tmp_path, "any", [one])
    seal()
    ask()
    cluster: Cluster | None = None
    if database_kind == "postgresql":
        cluster = request.getfixturevalue("postgresql")
    with administrator(cluster) as full_rights:
        full_rights.run("UPDATE cosignature SET signed_at = signed_at - 1")
    assert witnessed() == 0
    note = notes.parse_note(browser.get("/log/checkpoint").response.text)
    assert len(note.signatures) == 1

    assert ask(later=timedelta(minutes=11)) == 1
    assert len(notes.parse_note(browser.get("/log/checkpoint").response.text).signatures) == 2


LOG = SmallLog()
MINE = SmallLog("w.example.test")
KEY = notes.Key("w.example.test", notes.COSIGNATURE, MINE.key.public)


def cosigned(time: int = 1_767_000_003, text: str | None = None) -> str:
    message = notes.cosigned_text(text or LOG.note(5).text, time)
    blob = time.to_bytes(8, "big") + MINE.private.sign(message)
    return str(notes.Signature(KEY.name, KEY.id, blob))


STRANGE = str(notes.Signature("other.example.test", b"1234", bytes(72)))
ANSWERS: dict[str, tuple[int, str, str]] = {
    "nothing": (200, "", rules.NO_SIGNATURE),
    "words": (200, "thank you\n", rules.NO_SIGNATURE),
    "a stranger's": (200, STRANGE, rules.NO_SIGNATURE),
    "of another text": (200, cosigned(text="another\n"), rules.NO_SIGNATURE),
    "a false one beside a true one": (
        200,
        cosigned() + cosigned(text="another\n"),
        rules.NO_SIGNATURE,
    ),
    "at no time": (200, cosigned(0), rules.NO_SIGNATURE),
    "at a time no clock shows": (200, cosigned(1 << 40), rules.NO_SIGNATURE),
    "no line's end": (200, cosigned()[:-1], rules.NO_SIGNATURE),
    "no size": (409, "", "no size"),
    "a size in other digits": (409, "\u0663\n", "no size"),
    "the size that was sent": (409, "3\n", "old size"),
    "a larger size": (409, "6\n", rules.AHEAD),
    "another record": (422, "", rules.OTHER),
    "unknown": (404, "", "status 404"),
    "led elsewhere": (302, "", "status 302"),
}


@pytest.mark.parametrize("how", ANSWERS)
def test_an_answer_that_is_amiss_is_no_signature(how: str) -> None:
    status, body, why = ANSWERS[how]
    outcome = judged(status, body.encode(), str(LOG.note(5)), KEY, (3, 5))
    assert (outcome.why, outcome.line) == (why, "")

    right = judged(200, (STRANGE + cosigned()).encode(), str(LOG.note(5)), KEY, (3, 5))
    assert (right.why, right.line, right.signed_at) == ("", cosigned(), 1_767_000_003)
    note = notes.parse_note(f"{LOG.note(5)}{cosigned()}")
    assert rules.is_true(note, KEY, 1_767_000_003)
    assert not rules.is_true(note, KEY, 1_767_000_004)
    false = notes.parse_note(f"{LOG.note(5)}{cosigned(text='another')}")
    assert not rules.is_true(false, KEY, 1_767_000_003)
    assert judged(409, b"4\n", str(LOG.note(5)), KEY, (3, 5)) == rules.Outcome("", 4)


def test_it_is_asked_less_often_the_longer_it_fails() -> None:
    waits = [rules.wait(failures) for failures in range(40)]
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (rules.BUSY, rules.EVERY)


def test_a_policy_that_cannot_be_read_is_said_and_stops_no_page(
    one: Outside, browser: Browser, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "policy"
    monkeypatch.setenv("DAYLIGHT_WITNESSES_FILE", str(file))
    settings.cache_clear()
    seal()
    for text in (None, "quorum one\n", "\xff"):
        if text is not None:
            file.write_text(text, "latin-1")
        assert (found().ok, found().ready) == (False, True)
        assert "WITNESSES_FILE" in found().words
        assert browser.get("/log/policy", status=503)
        assert browser.get("/log/keys.json").response.json()["witness"] == []
        assert ask() == 0
    file.write_text(f"{one.line}quorum one\n")
    assert browser.get("/log/policy")
    assert ask() == 1
    assert found().ok
    with reading() as session:
        assert session.get(WitnessStanding, str(one.key))
