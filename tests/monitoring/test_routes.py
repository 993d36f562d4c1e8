"""What machines ask: alive, ready, how busy."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from app.core import clock
from app.core.config import settings
from app.core.db.session import writing
from app.core.queue import service as queue
from tests.support.database import on_both

TOKEN = "a-token-of-the-monitor"


def test_the_process_says_that_it_is_alive(client: TestClient) -> None:
    assert client.get("/healthz").text == "alive\n"


def test_it_answers_under_any_name(client: TestClient) -> None:
    assert client.get("/healthz", headers={"host": "10.0.0.7:8000"}).status_code == 200


def test_ready_names_every_check(client: TestClient) -> None:
    said = client.get("/readyz").json()

    assert said["checks"]["database"] == {"ok": True, "says": "well"}
    assert said["checks"]["key"]["ok"]


def test_without_its_secret_the_portal_is_not_ready_and_says_why(client: TestClient) -> None:
    secret = settings().secret_path
    away = secret.rename(secret.with_name("away"))

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert not answer.json()["ready"]
    assert not answer.json()["checks"]["key"]["ok"]
    away.rename(secret)
    assert client.get("/readyz").json()["checks"]["key"]["ok"]


@on_both
def test_an_older_database_is_not_ready(client: TestClient) -> None:
    with writing() as session:
        older = text("UPDATE alembic_version SET version_num = '0001_core'")
        session.connection().execute(older)

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert "daylight migrate" in answer.json()["checks"]["database"]["says"]


def test_without_a_token_in_the_settings_there_are_no_metrics(client: TestClient) -> None:
    assert client.get("/metrics", headers={"authorization": "Bearer "}).status_code == 404


def test_metrics_need_the_token_and_count_by_route(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAYLIGHT_METRICS_TOKEN", TOKEN)
    settings.cache_clear()

    assert client.get("/metrics").status_code == 401
    assert client.get("/metrics", headers={"authorization": "Bearer no"}).status_code == 401
    client.get("/no-such-page/E1001")
    answer = client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})

    assert 'route="/metrics"' in answer.text
    assert 'daylight_check_ok{check="database"} 1.0' in answer.text
    assert "E1001" not in answer.text


def test_ready_needs_a_worker_that_is_alive(client: TestClient) -> None:
    assert client.get("/readyz").status_code == 503

    with clock.set_to(clock.now()), writing() as session:
        queue.start_worker(session)
    assert client.get("/readyz").status_code == 200

    with clock.set_to(clock.now() + timedelta(hours=1)):
        said = client.get("/readyz").json()["checks"]["worker"]
    assert said == {"ok": False, "says": "No worker is running. Start daylight worker."}
