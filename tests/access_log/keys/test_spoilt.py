"""One key that was spoilt closes what it sealed; another secret than the keys' stops the log."""

import secrets as chance
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlmodel import Session

from app import cli
from app.access_log import checks, queries, service
from app.access_log.checking import service as checking
from app.access_log.errors import AnotherSecretError, SpoiltKeyError
from app.access_log.keys.models import subject_key
from app.access_log.keys.service import keyring
from app.access_log.models import Follower
from app.access_log.promises import service as promises
from app.access_log.telling import service as telling
from app.access_log.unusual import service as unusual
from app.consent.after_stop import service as after_stop
from app.core import secrets
from app.core.config import settings
from app.core.db import dialects
from app.core.db.session import keys_engine, reading, writing
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.looks import a_look, a_register, a_source, november
from tests.support.make import an_access

FOLLOWERS = (promises, unusual, after_stop, telling)
CLOSED = "Some entries cannot be read, or were deleted."
CANNOT = "This entry cannot be read."
SPOILT: dict[str, Callable[[bytes], Any]] = {
    "changed": lambda wrapped: bytes([wrapped[0] ^ 1]) + wrapped[1:],
    "cut": lambda wrapped: wrapped[:20],
    "emptied": lambda _wrapped: b"",
}


@pytest.fixture(autouse=True)
def three_entries(session: Session, cast: Cast) -> None:
    """Two about Amara, and one about Tom between them."""
    a_register(session)
    a_source(session)
    for person in (cast.amara, cast.tom):
        session.refresh(person)
        session.expunge(person)  # so that asking for one's id takes no transaction
    session.commit()
    service.append([a_look(november(19, 9), case="HR-1")])
    service.append([an_access("E1002")])
    service.append([a_look(november(19, 10), case="HR-2")])


def key_of(subject: bytes) -> bytes:
    with dialects.for_reading(keys_engine()).begin() as connection:
        one = select(subject_key.c.wrapped).where(subject_key.c.subject == subject)
        return bytes(connection.execute(one).scalar_one())


def put(subject: bytes, wrapped: object) -> None:
    with dialects.for_writing(keys_engine()).begin() as connection:
        one = update(subject_key).where(subject_key.c.subject == subject)
        connection.execute(one.values(wrapped=wrapped))
    keyring().forget()


def how_many_keys() -> int:
    with dialects.for_reading(keys_engine()).begin() as connection:
        found: int = connection.execute(select(func.count()).select_from(subject_key)).scalar_one()
        return found


def follow() -> None:
    for follower in FOLLOWERS:
        with writing() as session:
            follower.follow(session, 100)


def positions() -> set[int]:
    with reading() as session:
        found = [session.get(Follower, each.NAME) for each in FOLLOWERS]
    return {each.position if each else 0 for each in found}


def states(cast: Cast) -> list[list[str]]:
    with reading() as session:
        about = (queries.entries_about(session, whom) for whom in (cast.amara, cast.tom))
        return [[look.state for look in looks] for looks in about]


@pytest.mark.parametrize("how", SPOILT)
def test_one_spoilt_key_closes_its_entries_and_holds_up_nobody_else(
    browser: Browser, cast: Cast, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    kept = key_of(cast.amara.id.bytes)
    put(cast.amara.id.bytes, SPOILT[how](kept))

    follow()
    assert positions() == {3}
    assert states(cast) == [["unreadable", "unreadable"], ["shown"]]
    browser.sign_in(cast.amara)
    assert CANNOT in browser.get("/looked").main
    assert CLOSED in browser.get("/").main
    assert "Nobody has looked" not in browser.get("/").main
    assert "Nobody has looked" not in browser.get("/collected/hr-record").main
    service.append([an_access("E1002")])
    with pytest.raises(SpoiltKeyError):
        service.append([an_access("E1001")])
    with monkeypatch.context() as patch:
        patch.setattr(checks.people, "anybody", lambda _session: cast.amara)
        checks._found.cache_clear()
        assert checks.LOG.run().ok
    found = checks.KEYS.run()
    assert (found.ok, found.ready) == (False, True)
    assert f"do not open: 1 of {how_many_keys()}." in found.words
    wrong = checking.verify()
    assert (wrong.first_bad, wrong.why) == (0, "its key is gone, or does not open")

    put(cast.amara.id.bytes, kept)
    service.append([an_access("E1001")])
    assert states(cast) == [["shown"] * 3, ["shown"] * 2]
    assert checks.KEYS.run().ok
    assert checking.verify().ok


def test_another_secret_stops_everything_and_makes_no_key(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    file, there = settings().secret_path, how_many_keys()
    right = file.read_bytes()

    def use(secret: bytes) -> None:
        file.write_bytes(secret)
        secrets.derive.cache_clear()
        keyring().forget()
        checks._found.cache_clear()

    use(chance.token_bytes(32))
    for follower in (promises, after_stop):  # the others come behind these
        with writing() as session, pytest.raises(AnotherSecretError):
            follower.follow(session, 100)
    for whom in ("E1001", "E1005"):  # with a key, and with none yet
        with pytest.raises(AnotherSecretError):
            service.append([an_access(whom)])
    assert how_many_keys() == there
    assert positions() == {0}
    for check in (checks.LOG, checks.KEYS):
        assert not check.run().ready
    assert cli.run(["doctor"]) == 1
    assert capsys.readouterr().out.count("SECRET_FILE is another secret") == 2

    use(right)
    service.append([an_access("E1005")])
    follow()
    assert positions() == {4}
    assert states(cast) == [["shown", "shown"], ["shown"]]
    assert checks.LOG.run().ok
    assert how_many_keys() == there + 1
