"""An OpenID provider in this process that says whatever a test tells it to.

Left alone it is a good provider. A test bends one thing: a part of a document before it is
written, the bytes of an answer, a header or a claim before it is signed, or the signer.
"""

import hashlib
import hmac
import json
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.core import clock
from app.identity.openid.schemas import Client
from app.identity.openid.service import RelyingParty

ISSUER = "https://sso.example.com"
CLIENT_ID = "daylight"
CLIENT_SECRET = "a secret with + and % in it"
REDIRECT_URI = "http://127.0.0.1:8000/sign-in/callback"
HOUR = 3600

Bend = Callable[[dict[str, Any]], Any]
Sign = Callable[[bytes], bytes]


def b64(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def number(value: int) -> str:
    return b64(value.to_bytes((value.bit_length() + 7) // 8, "big"))


@lru_cache
def rsa_key(name: str = "first", bits: int = 2048) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, bits)


@lru_cache
def ec_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


@lru_cache
def ed_key() -> ed25519.Ed25519PrivateKey:
    return ed25519.Ed25519PrivateKey.generate()


def rsa_jwk(key: rsa.RSAPrivateKey, kid: str, **more: Any) -> dict[str, Any]:
    public = key.public_key().public_numbers()
    return {"kty": "RSA", "kid": kid, "n": number(public.n), "e": number(public.e)} | more


def ec_jwk(kid: str, **more: Any) -> dict[str, Any]:
    public = ec_key().public_key().public_numbers()
    x, y = (b64(part.to_bytes(32, "big")) for part in (public.x, public.y))
    return {"kty": "EC", "crv": "P-256", "kid": kid, "x": x, "y": y} | more


def ed_jwk(kid: str) -> dict[str, Any]:
    x = b64(ed_key().public_key().public_bytes_raw())
    return {"kty": "OKP", "crv": "Ed25519", "kid": kid, "x": x}


def by_rsa(key: rsa.RSAPrivateKey) -> Sign:
    return lambda data: key.sign(data, padding.PKCS1v15(), hashes.SHA256())


def by_pss(key: rsa.RSAPrivateKey) -> Sign:
    pss = padding.PSS(padding.MGF1(hashes.SHA256()), 32)
    return lambda data: key.sign(data, pss, hashes.SHA256())


def by_ec(data: bytes) -> bytes:
    r, s = decode_dss_signature(ec_key().sign(data, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def by_ed(data: bytes) -> bytes:
    return ed_key().sign(data)


def by_hmac(secret: bytes, digest: str = "sha256") -> Sign:
    return lambda data: hmac.digest(secret, data, digest)


def compact(header: Any, claims: Any, sign: Sign) -> str:
    """A signed token of any header and claims; text and bytes go in as they are."""
    parts = [part if isinstance(part, bytes) else _text(part).encode() for part in (header, claims)]
    signed = ".".join(map(b64, parts))
    return f"{signed}.{b64(sign(signed.encode()))}"


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


@dataclass
class Asked:
    """What an authorization request said."""

    nonce: str
    challenge: str
    redirect_uri: str


def same(document: dict[str, Any]) -> dict[str, Any]:
    return document


@dataclass
class ScriptedProvider:
    """The provider. ``hosts`` are all it was ever asked under; ``fetches`` counts paths."""

    subject: str = "u-1001"
    redirect_uri: str = REDIRECT_URI
    discovery: Bend = same
    jwks: Bend = same
    header: Bend = same
    claims: Bend = same
    token: Bend = same
    userinfo: Bend = same
    answers: dict[str, Response] = field(default_factory=dict)
    sign: Sign = field(default_factory=lambda: by_rsa(rsa_key()))
    hosts: set[str] = field(default_factory=set)
    fetches: dict[str, int] = field(default_factory=dict)
    codes: dict[str, Asked] = field(default_factory=dict)

    def behave(self) -> None:
        """Be a good provider again; forget no code."""
        fresh = ScriptedProvider()
        for name in _BENDABLE:
            setattr(self, name, getattr(fresh, name))
        self.answers = {}

    def relying_party(self, **how: Any) -> RelyingParty:
        """The portal's side of this provider, reached within the process."""
        client = {
            "issuer": ISSUER,
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
            "redirect_uri": self.redirect_uri,
            "algorithms": frozenset({"RS256", "PS256", "ES256", "EdDSA"}),
            "employee_claim": "employee",
        }
        return RelyingParty(Client(**client | how), httpx2.ASGITransport(self))

    def authorise(self, url: str) -> dict[str, str]:
        """What the browser brings back from the authorization endpoint."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        assert url.startswith(f"{ISSUER}/authorize?"), url
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        assert asked["redirect_uri"] == self.redirect_uri
        code = secrets.token_urlsafe(8)
        self.codes[code] = Asked(asked["nonce"], asked["code_challenge"], asked["redirect_uri"])
        return {"code": code, "state": asked["state"], "iss": ISSUER}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        request = Request(scope, receive)
        self.hosts.add(request.url.netloc)
        path = request.url.path
        self.fetches[path] = self.fetches.get(path, 0) + 1
        response = self.answers.get(path) or await self._answer(request)
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        match request.url.path:
            case "/.well-known/openid-configuration":
                return _json(self.discovery(_discovery()))
            case "/jwks":
                return _json(self.jwks({"keys": [rsa_jwk(rsa_key(), "k1", use="sig")]}))
            case "/token":
                return await self._token(request)
            case "/userinfo":
                return _json(self.userinfo({"sub": self.subject, "employee": "E1001"}))
        return Response("not here", 404)

    async def _token(self, request: Request) -> Response:
        form = await request.form()
        asked = self.codes.pop(str(form["code"]), None)
        digest = hashlib.sha256(str(form["code_verifier"]).encode()).digest()
        if asked is None or b64(digest) != asked.challenge:
            return JSONResponse({"error": "invalid_grant"}, 400)
        assert form["redirect_uri"] == asked.redirect_uri
        assert request.headers["authorization"].startswith("Basic ")
        id_token = self.id_token(asked.nonce)
        answer = {"token_type": "Bearer", "access_token": "an-access-token", "id_token": id_token}
        return _json(self.token(answer))

    def id_token(self, nonce: str) -> str:
        now = int(clock.now().timestamp())
        claims = {
            "iss": ISSUER,
            "aud": CLIENT_ID,
            "sub": self.subject,
            "iat": now,
            "exp": now + HOUR,
            "auth_time": now,
            "nonce": nonce,
            "sid": "s-1",
            "employee": "E1001",
            "at_hash": b64(hashlib.sha256(b"an-access-token").digest()[:16]),
        }
        return compact(
            self.header({"alg": "RS256", "kid": "k1", "typ": "JWT"}), self.claims(claims), self.sign
        )

    def logout_token(self, **claims: Any) -> str:
        """A logout token; a claim of None is left out."""
        now = int(clock.now().timestamp())
        usual = {
            "iss": ISSUER,
            "aud": CLIENT_ID,
            "sub": self.subject,
            "sid": "s-1",
            "iat": now,
            "exp": now + 120,
            "jti": secrets.token_urlsafe(8),
            "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
        }
        told = {name: value for name, value in (usual | claims).items() if value is not None}
        header = self.header({"alg": "RS256", "kid": "k1", "typ": "logout+jwt"})
        return compact(header, self.claims(told), self.sign)


_BENDABLE = ("subject", "discovery", "jwks", "header", "claims", "token", "userinfo", "sign")


def _discovery() -> dict[str, Any]:
    return {
        "issuer": ISSUER,
        "authorization_endpoint": f"{ISSUER}/authorize",
        "token_endpoint": f"{ISSUER}/token",
        "jwks_uri": f"{ISSUER}/jwks",
        "userinfo_endpoint": f"{ISSUER}/userinfo",
        "end_session_endpoint": f"{ISSUER}/sign-out",
        "response_types_supported": ["code"],
        "code_challenge_methods_supported": ["S256"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "authorization_response_iss_parameter_supported": True,
    }


def _json(value: Any) -> Response:
    text = value if isinstance(value, str | bytes) else json.dumps(value)
    return Response(text, media_type="application/json")
