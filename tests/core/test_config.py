"""Settings come from the environment, and nothing there is silently wrong."""

from pathlib import Path

import pytest
from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from app.core.config import Settings, unknown
from app.core.web.hosts import HostMiddleware


@pytest.fixture(autouse=True)
def _empty(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"DAYLIGHT_{name.upper()}", raising=False)


def test_what_is_not_said_lives_in_the_data_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAYLIGHT_DATA_DIR", "/srv/portal")
    chosen = Settings()

    assert chosen.database == "sqlite:////srv/portal/daylight.db"
    assert chosen.keys_database == "sqlite:////srv/portal/keys.db"
    assert chosen.secret_path == Path("/srv/portal/secret")


@pytest.mark.parametrize("scheme", ["postgresql", "postgres"])
def test_postgresql_is_spoken_by_psycopg(monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    monkeypatch.setenv("DAYLIGHT_DATABASE_URL", f"{scheme}://portal@db.example.com/portal")

    assert Settings().database == "postgresql+psycopg://portal@db.example.com/portal"


def test_an_empty_setting_is_an_unset_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAYLIGHT_SECRET_FILE", "")

    assert Settings().secret_path == Path("data/secret")


@pytest.mark.parametrize(
    ("base_url", "secure", "host"),
    [
        ("https://daylight.example.com", True, "daylight.example.com"),
        ("https://daylight.example.com:443", True, "daylight.example.com"),
        ("https://daylight.example.com:8443/", True, "daylight.example.com:8443"),
        ("http://127.0.0.1:8000", False, "127.0.0.1:8000"),
        ("http://127.0.0.1:80", False, "127.0.0.1"),
        ("http://[::1]:80", False, "[::1]"),
    ],
)
def test_the_address_says_host_and_security(
    monkeypatch: pytest.MonkeyPatch, base_url: str, secure: bool, host: str
) -> None:
    monkeypatch.setenv("DAYLIGHT_BASE_URL", base_url)

    assert (Settings().secure, Settings().host) == (secure, host)


def test_nobody_is_sent_from_the_portals_address_to_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAYLIGHT_BASE_URL", "https://daylight.example.com:443")
    chosen = Settings()

    def here(_request: object) -> PlainTextResponse:
        return PlainTextResponse("here")

    app = Starlette(routes=[Route("/", here)])
    guarded = HostMiddleware(app, base_url=chosen.base_url, host=chosen.host)
    with TestClient(guarded, base_url=chosen.base_url, follow_redirects=False) as browser:
        assert browser.get("/").text == "here"
        elsewhere = browser.get("/", headers={"host": "other.example.com"})
        assert elsewhere.headers["location"] == "https://daylight.example.com/"


def test_a_wrong_value_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAYLIGHT_NAME_DISPLAY", "photo")

    with pytest.raises(ValidationError):
        Settings()


def test_secrets_do_not_show_when_settings_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    secrets = [name for name in Settings.model_fields if "secret" in name or "token" in name]
    for name in (*secrets, "smtp_url"):
        monkeypatch.setenv(f"DAYLIGHT_{name.upper()}", "/canary-of-a-secret")
    shown = repr(Settings().model_copy(update={"secret_file": None}))

    assert "canary-of-a-secret" not in shown


def test_every_setting_is_described() -> None:
    assert not [name for name, field in Settings.model_fields.items() if not field.description]


@pytest.mark.parametrize("url", ["mysql://x", "db.example.com/portal", "postgresql"])
def test_a_database_of_another_kind_is_refused(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("DAYLIGHT_DATABASE_URL", url)

    with pytest.raises(ValidationError, match="Write postgresql://"):
        Settings()


def test_a_misspelt_setting_is_named_with_what_may_be_meant(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DAYLIGHT_SMPT_URL", "smtp://mail.example.com")
    monkeypatch.setenv("DAYLIGHT_SMTP_FROM", "daylight@example.com")
    monkeypatch.setenv("DAYLIGHT_QQ", "1")

    assert list(unknown()) == [
        "DAYLIGHT_QQ is no setting.",
        "DAYLIGHT_SMPT_URL is no setting. Did you mean DAYLIGHT_SMTP_URL?",
    ]
