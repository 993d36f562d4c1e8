"""A source system that may report."""

import json
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlmodel import Session

from app.identity.sources import service as sources
from tests.ingest.test_api import DOOR, JSON, Send
from tests.support.cast import Cast


@pytest.fixture
def key(session: Session, cast: Cast) -> str:
    _, key = sources.add(
        session, "hr-core", system="hr-core", every=timedelta(hours=24), webhook=None
    )
    session.commit()
    return key


@pytest.fixture
def send(client: TestClient, key: str) -> Send:
    def sent(body: Any, kind: str = JSON, door: str = DOOR, **headers: str) -> Response:
        if not isinstance(body, bytes):
            body = json.dumps(body).encode()
        fixed = {"Authorization": f"Bearer {key}", "Content-Type": kind}
        return client.post(door, content=body, headers=fixed | headers)

    return sent


@pytest.fixture
def other_key(session: Session, key: str) -> str:
    """The key of another source, which is there beside the first one."""
    _, other = sources.add(session, "payroll", system="payroll")
    session.commit()
    return other
