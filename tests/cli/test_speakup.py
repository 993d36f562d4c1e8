"""``speakup`` starts only where no cookie of ours goes; ``speakup-release`` is a demo's alone."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from app import cli
from app.access_log.checkpoints import service as checkpoints
from app.cli.place import CARD
from app.concerns.anonymous import releasing
from app.concerns.anonymous.checks import RELEASES
from app.concerns.anonymous.models import ConcernRelease
from app.concerns.anonymous.releasing import Releasing
from app.concerns.anonymous.rules import HALF_DAY, slot_of
from app.concerns.models import Concern
from app.core import clock
from app.core.config import settings
from app.speakup import board, folder, spool
from app.speakup.origin import require
from tests.support.cast import Cast
from tests.support.database import forget_everything
from tests.support.speakup import ADDRESS, Origin


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("", "not set"),
        ("https://daylight.example.com", "the host of BASE_URL"),
        ("https://daylight.example.com:8443", "the host of BASE_URL"),
        ("https://example.com", "a parent domain of BASE_URL"),
        ("https://sso.example.org", "the host of OIDC_ISSUER"),
        ("https://example.org", "a parent domain of OIDC_ISSUER"),
        ("https://speakup.example.com/here", "without a path"),
        ("https://speakup.example.com", ""),
        ("https://ample.com", ""),
        ("https://speakup.daylight.example.com", ""),
    ],
)
def test_it_refuses_a_host_to_which_cookies_could_go(
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    url: str,
    why: str,
) -> None:
    monkeypatch.setenv("DAYLIGHT_BASE_URL", "https://daylight.example.com")
    monkeypatch.setenv("DAYLIGHT_OIDC_ISSUER", "https://sso.example.org")
    monkeypatch.setenv("DAYLIGHT_SPEAKUP_URL", url)
    forget_everything()
    if not why:
        require()
        return
    assert cli.run(["speakup", "--port", "0"]) == 1
    assert why in capsys.readouterr().err


def test_without_the_officers_key_it_does_not_start(
    origin: Origin, capsys: pytest.CaptureFixture[str]
) -> None:
    (settings().speakup / "officers.key").unlink()
    assert cli.run(["speakup", "--port", "0"]) == 1
    assert "daylight migrate" in capsys.readouterr().err
    folder.prepare()
    assert len(folder.officers_key()) == 32


def test_half_a_key_is_refused_and_a_whole_one_stays(
    origin: Origin, capsys: pytest.CaptureFixture[str]
) -> None:
    file = settings().speakup / "tickets.key"
    assert folder.ticket_key() == file.read_bytes()
    file.write_bytes(b"")  # as a process that died had left it
    assert cli.run(["speakup", "--port", "0"]) == 1
    assert "tickets.key" in capsys.readouterr().err
    file.unlink()
    assert len(folder.ticket_key()) == 32
    assert folder.ticket_key() == file.read_bytes()
    board.post(folder.board(), {"mailbox": b"sealed"})
    assert not list(settings().speakup.glob("*.new"))


def test_only_a_demo_is_released_by_hand(
    origin: Origin,
    session: Session,
    cast: Cast,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DAYLIGHT_OIDC_ISSUER", "")
    origin.report()
    session.commit()
    home = settings().data_dir
    assert cli.run(["speakup-release", "--data", str(home)]) == 1
    assert "no demo" in capsys.readouterr().err
    (home / CARD).write_text(
        f'{{"portal": "http://127.0.0.1:8000", "provider": "", "speakup": "{ADDRESS}"}}'
    )
    assert cli.run(["speakup-release", "--data", str(home)]) == 0
    assert capsys.readouterr().out == "1\n"


def test_the_worker_releases_once_in_each_half_day(
    origin: Origin, session: Session, cast: Cast
) -> None:
    session.commit()
    worker, now = Releasing(), clock.now()
    origin.report()
    assert worker.when_due() == 1
    origin.report()
    assert worker.when_due() == 0
    assert Releasing().when_due() == 0  # another process finds that it was done
    with clock.set_to(now + timedelta(seconds=HALF_DAY)):
        assert worker.when_due() == 1
    assert len(session.exec(select(Concern)).all()) == 2
    slots = {release.slot for release in session.exec(select(ConcernRelease))}
    assert slots == {slot_of(now), slot_of(now) + 1}


def test_a_worker_without_the_origins_folder_leaves_the_half_day_to_the_one_that_has_it(
    origin: Origin, session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    session.commit()
    origin.report()
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("DAYLIGHT_SPEAKUP_DIR", str(tmp_path / "elsewhere"))
        settings.cache_clear()
        folder.prepare()
        assert Releasing().when_due() == 0
    settings.cache_clear()
    assert Releasing().when_due() == 1


@pytest.mark.parametrize(
    ("step", "shown"),
    [
        ((board, "post"), "waits to be handed over"),
        ((releasing, "_let_go"), "Received"),
        ((checkpoints, "publish"), "Received"),
    ],
)
def test_a_release_that_fails_halfway_is_mended_at_once_and_no_code_is_called_wrong(
    origin: Origin,
    session: Session,
    cast: Cast,
    monkeypatch: pytest.MonkeyPatch,
    step: tuple[object, str],
    shown: str,
) -> None:
    session.commit()
    worker, now = Releasing(), clock.now()
    assert worker.when_due() == 0
    code = origin.report()

    def fails(*_all: object) -> None:
        raise OSError("no space left")

    with clock.set_to(now + timedelta(seconds=HALF_DAY)):
        with monkeypatch.context() as broken:
            broken.setattr(*step, fails)
            with pytest.raises(OSError, match="no space"):
                worker.when_due()
            assert shown in origin.thread(code).main
        assert worker.when_due() == 0
        assert "Received" in origin.thread(code).main
        with spool.taking(folder.spool()) as taken:
            assert taken.boxes == []


def test_a_code_looked_up_while_its_report_is_released_is_right(
    origin: Origin, session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.commit()
    code = origin.report()
    looked = spool.waits

    def waits(file: Path, key: bytes) -> bool:
        releasing.release()  # after the board was read, before the spool is
        return looked(file, key)

    monkeypatch.setattr(spool, "waits", waits)
    assert "Received" in origin.thread(code).main


def test_doctor_says_that_nothing_was_handed_over_for_a_half_day(
    origin: Origin, session: Session, cast: Cast
) -> None:
    session.commit()
    now = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
    with clock.set_to(now):
        origin.report()
        assert "longer than a half day" in RELEASES.run().words
        assert Releasing().when_due() == 1
        assert RELEASES.run().ok
    with clock.set_to(now + timedelta(seconds=HALF_DAY)):
        assert not RELEASES.run().ok
        assert Releasing().when_due() == 0
        assert RELEASES.run().ok
        spool.put(folder.spool(), b"x" * 16, b"sealed to another key")
        assert "cannot be opened wait in the spool: 1." in RELEASES.run().words


def test_where_no_origin_is_set_nothing_is_released(
    database_url: str, session: Session, cast: Cast
) -> None:
    session.commit()
    assert settings().speakup_url == ""
    assert Releasing().when_due() == 0
    assert not Path(folder.board()).exists()
    assert session.exec(select(ConcernRelease)).all() == []
