"""Whoever approves an answer may open any of its files: the very ones, inert, and in the log."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session

from app.access_log import portal
from app.access_log.errors import LogUnavailableError
from app.approvals.models import Approval
from app.core import clock
from app.core.storage import service as storage
from app.core.web.headers import INERT
from tests.support.answers import a_source, packed, prepared, proposed
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.requests import approve


@dataclass(frozen=True)
class Asked:
    """An answer of Helen's that Daniel is to approve: its files in order, and the zip."""

    approval: Approval
    reference: str
    names: Sequence[str]
    content: bytes

    def at(self, number: int) -> str:
        return f"/approvals/{self.reference}/files/{number}"


@pytest.fixture
def asked(session: Session, cast: Cast, tmp_path: Path) -> Asked:
    source = a_source(tmp_path)
    source.fill([("E1001", "2026-10-01", "S", "Swapped with Tom Whitlock.")])
    source.connect(session)
    request, _gathering = prepared(session, cast, source)
    bundle = packed(session, request, cast.helen)
    approval = proposed(session, request, cast)
    assert bundle.file_id is not None
    names = [file["name"] for file in bundle.contents]
    made = Asked(approval, approval.reference, names, storage.content(bundle.file_id))
    session.commit()
    return made


def test_the_approver_opens_any_file_as_it_will_be_sent(
    browser: Browser, cast: Cast, asked: Asked
) -> None:
    whole = zipfile.ZipFile(io.BytesIO(asked.content))
    browser.sign_in(cast.daniel)
    page = browser.visit(f"/approvals/{asked.reference}")
    assert len(page.soup.select("a[href*='/files/']")) == len(asked.names)
    kinds = set()
    for number, name in enumerate(asked.names, 1):
        answer = browser.client.get(asked.at(number))
        assert answer.status_code == 200
        assert answer.content == whole.read(name)
        assert answer.headers["content-disposition"] == "inline"
        kind = answer.headers["content-type"].partition(";")[0]
        assert (answer.headers["content-security-policy"] == INERT) == (kind != "application/pdf")
        kinds.add((name.rpartition(".")[2], kind))
    assert kinds == {
        ("html", "text/html"),
        ("pdf", "application/pdf"),
        ("csv", "text/plain"),
        ("json", "text/plain"),
    }
    browser.sign_in(cast.amara)
    assert "Daniel Osei" in browser.visit("/looked").main


def test_nobody_else_opens_one_and_nobody_after_the_decision(
    browser: Browser, session: Session, cast: Cast, asked: Asked
) -> None:
    statuses = {"amara": 404, "tom": 404, "ines": 404, "viktor": 404, "helen": 403}
    for name, status in statuses.items():
        browser.sign_in(getattr(cast, name))
        assert browser.client.get(asked.at(1)).status_code == status, name
    browser.sign_in(cast.daniel)
    for number in (0, -1, len(asked.names) + 1):
        assert browser.client.get(asked.at(number)).status_code == 404
    assert browser.client.get(asked.at(1)).status_code == 200
    approve(session, asked.approval, cast.daniel)
    session.commit()
    assert browser.client.get(asked.at(1)).status_code == 409


def test_only_who_has_just_signed_in_and_may_still_approve_it_opens_one(
    browser: Browser, session: Session, cast: Cast, asked: Asked
) -> None:
    browser.sign_in(cast.daniel, auth_time=clock.now() - timedelta(minutes=20))
    assert "/sign-in" in browser.get(asked.at(1), status=303).location
    browser.sign_in(cast.daniel)
    before = cast.amara.manager_employee_id
    cast.amara.manager_employee_id = cast.daniel.employee_id
    session.add(cast.amara)
    session.commit()
    assert "works directly with" in browser.get(asked.at(1), status=403).main
    cast.amara.manager_employee_id = before
    session.add(cast.amara)
    session.commit()
    assert browser.client.get(asked.at(1)).status_code == 200


def test_without_a_record_there_is_no_byte(
    browser: Browser, cast: Cast, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.sign_in(cast.daniel)

    def broken(*_given: object, **_more: object) -> None:
        raise LogUnavailableError

    with monkeypatch.context() as patch:
        patch.setattr(portal, "record_in", broken)
        assert browser.client.get(asked.at(1)).status_code == 503
    assert browser.client.get(asked.at(1)).status_code == 200
