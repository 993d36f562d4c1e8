"""``daylight backup`` and ``daylight restore`` as an operator runs them."""

from pathlib import Path

import pytest
from sqlmodel import Session

from app.cli import run
from app.core import clock
from app.core.db.session import reading
from app.identity.sessions import queries as sessions
from app.notifications import queries as notifications
from app.notifications.models import Kind
from tests.support.cast import Cast
from tests.support.database import on_sqlite, pointed_at
from tests.support.sign_in import a_session


@on_sqlite
def test_everybody_signs_in_again_and_officers_hear_of_a_restore(
    session: Session, cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    session.commit()
    _name, cookie = a_session(cast.amara)
    folder, place = tmp_path / "backup", tmp_path / "new"

    assert run(["backup", str(folder)]) == 0
    assert run(["backup", str(folder)]) == 1
    assert "is not empty" in capsys.readouterr().err
    with pointed_at(place, f"sqlite:///{place / 'daylight.db'}"):
        assert run(["restore", str(folder)]) == 0
        assert "nothing was changed or removed" in capsys.readouterr().out
        with reading() as there:
            signed_in = sessions.by_token(there, cookie)
            heard = [each.kind for each in notifications.updates_of(there, cast.helen.id)]
        assert signed_in is not None
        assert signed_in[0].ended_at is not None
        assert heard == [Kind.COMMAND_LINE_ACT]
        assert run(["restore", str(folder)]) == 1
        assert "is there already" in capsys.readouterr().err
        assert run(["log", "verify"]) == 0


@on_sqlite
def test_doctor_says_when_the_last_backup_was_made(
    database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def said() -> str:
        run(["doctor"])
        return next(x for x in capsys.readouterr().out.splitlines() if x.startswith("backups"))

    assert database_url
    assert "None was made" in said()
    run(["backup", str(tmp_path / "backup")])
    assert f"{clock.now():%Y-%m-%d}" in said()
