"""A source has a name of its own and one key at a time, of which only the hash is kept."""

from datetime import timedelta
from hashlib import sha256

import pytest
from sqlalchemy import text
from sqlmodel import Session

from app.core.errors import RejectedError
from app.identity.sources import queries, rules, service
from app.identity.sources.models import SourceSystem


def test_a_key_opens_its_source_and_is_kept_nowhere(session: Session) -> None:
    source, key = service.add(session, "hr-core", system="HR Core")

    assert rules.KEY.fullmatch(key)
    assert queries.by_key(session, key) == source
    assert source.key_hash == sha256(key.encode()).hexdigest()
    assert source.every_seconds == 24 * 3600
    row = session.connection().execute(text("SELECT * FROM source")).one()
    assert key not in {str(value) for value in row}


@pytest.mark.parametrize("key", ["", "dls_", "dls_" + "A" * 43, "x" * 47, "dls_\0" + "A" * 42])
def test_another_key_opens_nothing(session: Session, key: str) -> None:
    _, right = service.add(session, "hr-core", system="HR Core")

    assert queries.by_key(session, key) is None
    assert queries.by_key(session, right + "A") is None
    assert queries.by_key(session, right) is not None


def test_a_new_key_ends_the_old_one(session: Session) -> None:
    source, old = service.add(session, "hr-core", system="HR Core")

    new = service.rotate(session, source)

    assert queries.by_key(session, old) is None
    assert queries.by_key(session, new) == source


def test_a_revoked_source_has_no_key_and_gets_none(session: Session) -> None:
    source, key = service.add(session, "hr-core", system="HR Core")

    service.revoke(session, source)

    assert queries.by_key(session, key) is None
    assert queries.everything(session, revoked=False) == []
    assert queries.everything(session) == [source]
    for again in (service.rotate, service.revoke):
        with pytest.raises(service.RevokedError):
            again(session, source)
    with pytest.raises(service.NameTakenError):
        service.add(session, "hr-core", system="HR Core")


def test_the_portal_is_a_source_without_a_key(session: Session) -> None:
    assert queries.portal(session) is None

    own = service.portal(session)

    assert service.portal(session) == own == queries.portal(session)
    assert (own.name, own.system, own.key_hash, own.every_seconds) == (
        "daylight",
        "daylight",
        None,
        None,
    )
    with pytest.raises(service.OwnSourceError):
        service.rotate(session, own)
    with pytest.raises(service.OwnSourceError):
        service.add(session, "daylight", system="x")


@pytest.mark.parametrize(
    ("name", "system", "webhook"),
    [
        ("", "HR", None),
        ("hr core", "HR", None),
        ("-hr", "HR", None),
        ("h" * 65, "HR", None),
        ("hr", "", None),
        ("hr", "H\0R", None),
        ("hr", "HR", "http://example.com/hook"),
        ("hr", "HR", "https://user:secret@example.com/"),
        ("hr", "HR", "file:///etc/passwd"),
        ("hr", "HR", "https://[::1"),
        ("hr", "HR", "https://example.com/ x"),
    ],
)
def test_what_makes_no_source_is_refused(
    session: Session, name: str, system: str, webhook: str | None
) -> None:
    with pytest.raises(RejectedError):
        service.add(session, name, system=system, webhook=webhook)

    hook = "http://127.0.0.1:9000/hook"
    assert service.add(session, "hr", system="HR", webhook=hook)[0].webhook_url == hook


@pytest.mark.parametrize(
    ("words", "length"),
    [
        ("24h", timedelta(hours=24)),
        ("15m", timedelta(minutes=15)),
        ("7d", timedelta(days=7)),
        ("90s", timedelta(seconds=90)),
        ("59s", None),
        ("32d", None),
        ("0h", None),
        ("24", None),
        ("1.5h", None),
        ("2４h", None),
        ("999999d", None),
        ("", None),
    ],
)
def test_how_often_is_said_shortly(words: str, length: timedelta | None) -> None:
    assert rules.every(words) == length


@pytest.mark.parametrize(("seconds", "words"), [(86400, "24h"), (604800, "7d"), (90, "90s")])
def test_how_often_is_shown_as_it_was_said(seconds: int, words: str) -> None:
    assert rules.said(seconds) == words
    assert rules.every(words) == timedelta(seconds=seconds)


def test_sources_are_listed_by_name(session: Session) -> None:
    for name in ("payroll", "badge", "crm"):
        service.add(session, name, system=name)

    names = [source.name for source in queries.everything(session)]

    assert names == ["badge", "crm", "payroll"]
    assert isinstance(queries.by_name(session, "crm"), SourceSystem)
