"""What passes between the portal and its provider."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Client:
    """What this portal is to its provider. ``hosts`` are ``host[:port]`` beside the issuer's."""

    issuer: str
    client_id: str
    client_secret: str
    redirect_uri: str
    algorithms: frozenset[str]
    employee_claim: str = "sub"
    roles_claim: str = ""
    hosts: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Metadata:
    """The part of a provider's discovery document that is used (OpenID Discovery 1.0 §3)."""

    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None
    end_session_endpoint: str | None
    token_auth_method: str
    iss_in_response: bool


@dataclass(frozen=True)
class Attempt:
    """One sign-in begun in one browser. ``started`` is in seconds since 1970."""

    state: str
    nonce: str
    verifier: str
    next: str
    started: int
    max_age: int | None = None


@dataclass(frozen=True)
class Identity:
    """Whom the provider vouches for. ``auth_time`` is in seconds since 1970."""

    issuer: str
    subject: str
    employee: str | None
    sid: str | None
    auth_time: int | None
    roles: Sequence[str] | None


@dataclass(frozen=True)
class SignedOut:
    """Whom the provider signed out: one sign-in (``sid``), or all of a subject."""

    issuer: str
    subject: str | None
    sid: str | None
    token_id: str


Claims = Mapping[str, Any]
