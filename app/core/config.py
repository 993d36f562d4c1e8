"""The settings of an installation, from the environment (prefix ``DAYLIGHT_``)."""

import os
import re
from collections.abc import Iterator
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "DAYLIGHT_"
OF_TESTS = PREFIX + "TEST_"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class Settings(BaseSettings):
    """Each field is documented in the README's settings table; a test holds that."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, extra="ignore", frozen=True
    )

    data_dir: Path = Field(Path("data"), description="where an installation keeps its files")
    database_url: str = Field("", description="SQLite in DATA_DIR, or postgresql://…")
    keys_database_url: str = Field("", description="the keys of the log, apart from the log")
    storage_dir: Path | None = Field(
        None, description="gathered documents and answers, sealed; DATA_DIR/storage by default"
    )
    secret_file: Path | None = Field(None, description="32 random bytes or more; made once")
    speakup_dir: Path | None = Field(
        None, description="what waits to be released, and answers; DATA_DIR/speakup by default"
    )
    base_url: str = Field("http://127.0.0.1:8000", description="the portal's own address")
    speakup_url: str = Field(
        "", description="where anybody speaks up without a name: another host than BASE_URL's"
    )
    organisation: str = Field("Your organisation", description="shown beside the product's name")
    help_contact: str = Field(
        "Ask your privacy team.", description="who to ask, shown at the foot of every page"
    )

    oidc_issuer: str = Field("", description="the provider's issuer, compared exactly")
    oidc_client_id: str = Field("", description="this portal's client id at the provider")
    oidc_client_secret: SecretStr = Field(SecretStr(""), description="and its secret")
    oidc_algorithms: str = Field(
        "RS256,ES256,EdDSA,PS256", description="signatures accepted on ID tokens"
    )
    oidc_hosts: str = Field(
        "", description="hosts beside the issuer's that its endpoints may be on, with commas"
    )
    oidc_employee_claim: str = Field("sub", description="the claim that names the employee id")
    oidc_roles_claim: str = Field("", description="a claim that must confirm a granted role")

    log_origin: str = Field(
        "", description="the log's name in all it signs; the portal's host and /log by default"
    )
    log_retention: int = Field(
        24, ge=1, description="how many months what an entry of the log says is kept"
    )

    witnesses_file: Path | None = Field(
        None, description="who outside signs the log’s seals too, as a C2SP tlog-policy"
    )
    checkpoints_dir: Path | None = Field(
        None, description="a folder where the newest seal is left, and each day’s last"
    )

    name_display: Literal["", "name", "role", "unit"] = Field(
        "", description="how accessors are shown; empty: the establishment's profile"
    )

    approver_min_days: int = Field(
        7, ge=0, description="how long a second person must have held the role, in days"
    )

    organisation_address: str = Field("", description="its postal address, for receipts")
    webhook_hosts: str = Field(
        "", description="hosts of webhooks that lie in a private network, with commas"
    )
    k_small: int = Field(
        10, ge=5, description="the fewest people whose words or behaviour are shown together"
    )

    smtp_url: SecretStr = Field(
        SecretStr(""),
        description="smtp://, smtps:// or starttls://user:password@host:port; empty: no mail",
    )
    smtp_from: str = Field("daylight@example.com", description="the sender of mails")
    metrics_token: SecretStr = Field(SecretStr(""), description="the bearer token of /metrics")
    trusted_proxies: str = Field("", description="addresses whose X-Forwarded-* is believed")

    @field_validator("database_url", "keys_database_url")
    @classmethod
    def _is_a_database_of_ours(cls, url: str) -> str:
        if url and not re.match(r"(sqlite|postgres(ql)?(\+psycopg)?):", url):
            raise ValueError("Write postgresql://…, or leave it empty for SQLite.")
        return url

    @field_validator("base_url", "speakup_url")
    @classmethod
    def _is_an_address_of_ours(cls, url: str) -> str:
        if not url:
            return url
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("Write https://… and a host.")
        if parts.scheme == "http" and parts.hostname not in LOOPBACK:
            raise ValueError("Write https://…: plain http is for this machine alone.")
        # No browser names the usual port, and the portal answers under one name.
        usual = ":443" if parts.scheme == "https" else ":80"
        return parts._replace(netloc=parts.netloc.removesuffix(usual)).geturl()

    @field_validator("log_origin")
    @classmethod
    def _is_a_name_of_a_log(cls, name: str) -> str:
        if name and not re.fullmatch(r"[!-*,-~]+", name):
            raise ValueError("Write a name without spaces or plus, such as portal.example.com/log.")
        return name

    @property
    def database(self) -> str:
        return _driver(self.database_url) or f"sqlite:///{self.data_dir / 'daylight.db'}"

    @property
    def keys_database(self) -> str:
        return _driver(self.keys_database_url) or f"sqlite:///{self.data_dir / 'keys.db'}"

    @property
    def storage(self) -> Path:
        return self.storage_dir or self.data_dir / "storage"

    @property
    def speakup(self) -> Path:
        return self.speakup_dir or self.data_dir / "speakup"

    @property
    def secret_path(self) -> Path:
        return self.secret_file or self.data_dir / "secret"

    @property
    def speakup_address(self) -> str:
        """Where a plain link leads whoever does not want to give her name; empty without one."""
        return f"{self.speakup_url.rstrip('/')}/speak-up" if self.speakup_url else ""

    @property
    def sends_mail(self) -> bool:
        """Whether there is a server to hand mail to."""
        return bool(self.smtp_url.get_secret_value())

    @property
    def secure(self) -> bool:
        """Whether the portal is served over https."""
        return urlsplit(self.base_url).scheme == "https"

    @property
    def host(self) -> str:
        """Host and port as they stand in BASE_URL."""
        return urlsplit(self.base_url).netloc


def _driver(url: str) -> str:
    for plain in ("postgresql://", "postgres://"):
        if url.startswith(plain):
            return "postgresql+psycopg://" + url.removeprefix(plain)
    return url


def names(setting: str) -> tuple[str, ...]:
    """What a setting lists with commas, blanks around them or not."""
    return tuple(name for part in setting.split(",") if (name := part.strip()))


@lru_cache
def settings() -> Settings:
    return Settings()


def unknown() -> Iterator[str]:
    """A sentence for each variable of the environment that looks like a setting and is none."""
    known = [name.upper() for name in Settings.model_fields]
    for name in sorted(os.environ):
        word = name.upper().removeprefix(PREFIX)
        if name.upper() == word or name.upper().startswith(OF_TESTS) or word in known:
            continue
        close = get_close_matches(word, known, n=1)
        yield f"{name} is no setting." + (f" Did you mean {PREFIX}{close[0]}?" if close else "")
