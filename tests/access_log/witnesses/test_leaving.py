"""Seals leave the house: by mail to representatives, and as files in a folder."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from app import cli
from app.access_log import service as log
from app.access_log.checkpoints import queries as checkpoints
from app.access_log.checkpoints import service as signing
from app.access_log.witnesses import jobs
from app.access_log.witnesses.models import CheckpointMail
from app.core import clock
from app.core.config import settings
from app.core.db.session import reading, writing
from tests.support.cast import Cast
from tests.support.mail import Postbox, serving
from tests.support.make import an_access


@pytest.fixture
def note(session: Session, cast: Cast) -> str:
    session.commit()
    log.append([an_access("E1001")])
    signing.publish()
    with reading() as other:
        newest = checkpoints.newest(other)
    assert newest is not None
    return newest.note


def mail() -> int:
    with writing() as session:
        jobs.write_mails(session)
    return jobs.send_mails()


def test_each_representative_gets_the_seal_of_the_day_once(
    note: str,
    cast: Cast,
    session: Session,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    email, name = cast.ewan.email, cast.ewan.name
    session.commit()
    assert mail() == 0  # no server is set
    postbox = Postbox()
    monkeypatch.setenv("DAYLIGHT_SMTP_URL", postbox.url)
    settings.cache_clear()
    assert mail() == 1  # and none is there
    with serving(postbox):
        assert mail() == 0
        with clock.set_to(clock.now() + timedelta(minutes=11)):
            assert [mail(), mail()] == [1, 0]
    (message,) = postbox.taken
    assert message["To"] == email
    (attached,) = message.iter_attachments()
    assert str(attached.get_filename()).startswith("checkpoint-")
    assert attached.get_content() == note.encode()
    body = message.get_body()
    assert body is not None
    assert "/reps/checkpoints" in body.get_content()
    assert name not in str(message)

    kept = tmp_path / "kept"
    kept.write_bytes(attached.get_content())
    assert cli.run(["log", "verify", "--old", str(kept)]) == 0
    with reading() as other:
        assert len(other.exec(select(CheckpointMail)).all()) == 1
    with serving(postbox), clock.set_to(clock.now() + timedelta(days=1)):
        assert mail() == 1
    assert len(postbox.taken) == 2


def test_the_newest_seal_and_each_days_last_are_left_in_a_folder(
    note: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert jobs.leave_files() == 0
    folder = tmp_path / "seals"
    monkeypatch.setenv("DAYLIGHT_CHECKPOINTS_DIR", str(folder))
    settings.cache_clear()
    assert [jobs.leave_files(), jobs.leave_files()] == [1, 0]
    assert (folder / "checkpoint").read_text() == note
    assert len(list(folder.iterdir())) == 2

    log.append([an_access("E1001")])
    signing.publish()
    os.utime(folder / "checkpoint", (0, 0))
    with clock.set_to(clock.now() + timedelta(days=1)):
        assert jobs.leave_files() == 1
    assert (folder / "checkpoint").read_text() != note
    kept = sorted(path.read_text() for path in folder.glob("checkpoint-*"))
    assert sorted([note, (folder / "checkpoint").read_text()]) == kept
