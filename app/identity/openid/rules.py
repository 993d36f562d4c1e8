"""What makes a provider's words believable: values in, values or a refusal out.

Section numbers are those of OpenID Connect Core 1.0 unless said otherwise. Instants are
seconds since 1970.
"""

import hmac
import json
import unicodedata
from collections.abc import Sequence
from math import isfinite
from typing import Any

from authlib.oidc.core.util import create_half_hash

from app.identity.openid.errors import (
    NoAuthTimeError,
    RefusedError,
)
from app.identity.openid.schemas import Attempt, Claims, Client, SignedOut

LEEWAY = 60
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
LOGOUT_TOKEN_SECONDS = 300
SUBJECT_LENGTH = 255
ASYMMETRIC = frozenset({"RS256", "PS256", "ES256", "EdDSA"})


def strict_object(text: bytes | str, reason: str) -> dict[str, Any]:
    """A JSON object in UTF-8 in which no member comes twice and every number is one.

    Two readers of ``{"sub": "a", "sub": "b"}`` may each be right (RFC 8259 §4): refused.
    """
    try:
        decoded = text if isinstance(text, str) else text.decode("utf-8")
        value = json.loads(
            decoded, object_pairs_hook=_once_each, parse_constant=_no_number, parse_float=_finite
        )
    except (ValueError, RecursionError) as unreadable:
        raise RefusedError(reason, type(unreadable).__name__) from unreadable
    if not isinstance(value, dict):
        raise RefusedError(reason, "not an object")
    return value


def algorithms(setting: str) -> frozenset[str]:
    """The algorithms of a comma-separated setting; what is symmetric or ``none`` never counts."""
    return frozenset(name.strip() for name in setting.split(",")) & ASYMMETRIC


def header(text: bytes, client: Client, types: frozenset[str], reason: str) -> dict[str, Any]:
    """The header of a signed token, if it is of a kind and an algorithm we take."""
    found = strict_object(text, reason)
    algorithm = found.get("alg")
    if not isinstance(algorithm, str) or algorithm not in client.algorithms:
        raise RefusedError(f"{reason}_algorithm", str(algorithm)[:40])
    kind = found.get("typ", "")
    if not isinstance(kind, str) or kind.lower() not in types:
        raise RefusedError(f"{reason}_type", str(kind)[:40])
    if found.keys() & {"crit", "b64", "jwk", "jku", "x5u", "zip", "enc"}:
        raise RefusedError(f"{reason}_header")
    if not isinstance(found.get("kid", ""), str):
        raise RefusedError(f"{reason}_header", "kid")
    return found


def id_token(claims: Claims, client: Client, attempt: Attempt, now: int) -> None:
    """Refuse an ID token that is not the answer to this attempt (§3.1.3.7)."""
    _issuer_and_audience(claims, client, "id_token")
    subject(claims.get("sub"), "id_token_sub")
    _times(claims, now, "id_token")
    if claims["iat"] < attempt.started - LEEWAY:
        raise RefusedError("id_token_iat", "from before this sign-in")
    nonce = claims.get("nonce")
    if not isinstance(nonce, str) or not same(nonce, attempt.nonce):
        raise RefusedError("id_token_nonce")
    _authentication_time(claims, attempt.max_age, now)
    if "sid" in claims:
        subject(claims["sid"], "id_token_sid")


def half_hashes(claims: Claims, algorithm: str, code: str, access_token: str) -> None:
    """Check ``at_hash`` and ``c_hash`` where they are given (§3.1.3.6, §3.3.2.11)."""
    for name, value in (("at_hash", access_token), ("c_hash", code)):
        if name in claims:
            given, computed = claims[name], create_half_hash(value, algorithm)
            if not isinstance(given, str) or not same(given, computed.decode()):
                raise RefusedError(f"id_token_{name}")


def logout_token(claims: Claims, client: Client, now: int) -> SignedOut:
    """Whom a logout token signs out (OpenID Connect Back-Channel Logout 1.0 §2.6)."""
    _issuer_and_audience(claims, client, "logout_token")
    _times(claims, now, "logout_token")
    if claims["iat"] < now - LOGOUT_TOKEN_SECONDS:
        raise RefusedError("logout_token_iat")
    events = claims.get("events")
    if not isinstance(events, dict) or not isinstance(events.get(LOGOUT_EVENT), dict):
        raise RefusedError("logout_token_events")
    if "nonce" in claims:
        raise RefusedError("logout_token_nonce")
    token_id = subject(claims.get("jti"), "logout_token_jti")
    sid = subject(claims["sid"], "logout_token_sid") if "sid" in claims else None
    sub = subject(claims["sub"], "logout_token_sub") if "sub" in claims else None
    if sid is None and sub is None:
        raise RefusedError("logout_token_whom")
    return SignedOut(client.issuer, sub, sid, token_id)


def subject(value: object, reason: str) -> str:
    """A name of 1 to 255 characters, none of them a control or half a surrogate pair."""
    if not isinstance(value, str) or not 1 <= len(value) <= SUBJECT_LENGTH:
        raise RefusedError(reason)
    if any(unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} for character in value):
        raise RefusedError(reason, "control character")
    return value


def confirmed_roles(claims: Claims, name: str) -> list[str] | None:
    """The roles a provider confirms; None where it is not asked to confirm any."""
    if not name:
        return None
    value = claims.get(name, [])
    given = [value] if isinstance(value, str) else value
    if not isinstance(given, list):
        return []
    return sorted({role for role in given[:200] if isinstance(role, str) and len(role) <= 40})


def same(given: str, expected: str) -> bool:
    """Equal, in a time that does not tell where they differ."""
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), expected.encode())


def _issuer_and_audience(claims: Claims, client: Client, reason: str) -> None:
    if claims.get("iss") != client.issuer:
        raise RefusedError(f"{reason}_iss")
    audience = claims.get("aud")
    members = [audience] if isinstance(audience, str) else audience
    if (
        not isinstance(members, list)
        or not members
        or set(map(repr, members)) != {repr(client.client_id)}
    ):
        raise RefusedError(f"{reason}_aud")
    if "azp" in claims and claims["azp"] != client.client_id:
        raise RefusedError(f"{reason}_azp")


def _times(claims: Claims, now: int, reason: str) -> None:
    for name in ("iat", "exp"):
        if not _is_instant(claims.get(name)):
            raise RefusedError(f"{reason}_{name}")
    if claims["exp"] <= now - LEEWAY or claims["exp"] <= claims["iat"]:
        raise RefusedError(f"{reason}_exp")
    if claims["iat"] > now + LEEWAY:
        raise RefusedError(f"{reason}_iat", "in the future")
    if "nbf" in claims and not (_is_instant(claims["nbf"]) and claims["nbf"] <= now + LEEWAY):
        raise RefusedError(f"{reason}_nbf")


def _authentication_time(claims: Claims, max_age: int | None, now: int) -> None:
    if "auth_time" not in claims:
        if max_age is not None:
            raise NoAuthTimeError("id_token_auth_time_missing")
        return
    at = claims["auth_time"]
    if not _is_instant(at) or at > now + LEEWAY:
        raise RefusedError("id_token_auth_time")
    if max_age is not None and at < now - max_age - LEEWAY:
        raise RefusedError("id_token_auth_time", "older than asked for")


def _is_instant(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return 0 <= value < 2**53


def _once_each(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member twice")
    return members


def _no_number(name: str) -> float:
    raise ValueError(name)


def _finite(text: str) -> float:
    value = float(text)
    if not isfinite(value):
        raise ValueError(text)
    return value
