"""Everything a hostile, broken or badly configured provider says, and how we refuse it.

Each case bends one thing. ``status`` is what the person sees, ``reason`` how the reason code
of the refusal begins.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from starlette.responses import RedirectResponse, Response

from tests.support.providers import scripted
from tests.support.providers.scripted import (
    CLIENT_ID,
    CLIENT_SECRET,
    ISSUER,
    ScriptedProvider,
    by_ec,
    by_hmac,
    by_rsa,
    ec_jwk,
    ed_jwk,
    number,
    rsa_jwk,
    rsa_key,
)

ELSEWHERE = "https://elsewhere.example.com"
Answer = list[tuple[str, str]]


@dataclass(frozen=True)
class Case:
    name: str
    status: int
    reason: str
    bend: Callable[[ScriptedProvider], None] = lambda _provider: None
    answer: Callable[[dict[str, str]], Any] = dict
    url: str = "/sign-in"


def cases() -> Iterator[Case]:
    yield from _answers()
    yield from _discoveries()
    yield from _faults()
    yield from _token_answers()
    yield from _key_sets()
    yield from _headers()
    yield from _claims()
    yield from _shapes()
    yield from _step_ups()
    yield from _userinfos()


def _answers() -> Iterator[Case]:
    """What the browser brings back to the callback."""
    changed = {
        "no state": (400, "response_state", lambda a: _without(a, "state")),
        "empty state": (400, "response_state", lambda a: a | {"state": ""}),
        "unknown state": (400, "attempt_unknown", lambda a: a | {"state": "s" * 43}),
        "state changed at its end": (
            400,
            "attempt_state",
            lambda a: a | {"state": a["state"][:-1] + ("A" if a["state"][-1] != "A" else "B")},
        ),
        "state too long": (400, "response_state", lambda a: a | {"state": "s" * 5000}),
        "state not ASCII": (400, "response_state", lambda a: a | {"state": "é" * 43}),
        "state with NUL": (400, "attempt_", lambda a: a | {"state": "\0" * 43}),
        "state twice": (400, "response_repeated", lambda a: [*a.items(), ("state", a["state"])]),
        "code twice": (400, "response_repeated", lambda a: [*a.items(), ("code", "another")]),
        "iss twice": (400, "response_repeated", lambda a: [*a.items(), ("iss", ISSUER)]),
        "no code": (400, "response_shape", lambda a: _without(a, "code")),
        "code and error": (400, "response_shape", lambda a: a | {"error": "access_denied"}),
        "empty code": (400, "response_code", lambda a: a | {"code": ""}),
        "code of 10,000 characters": (400, "response_code", lambda a: a | {"code": "c" * 10_000}),
        "code with a line break": (400, "response_code", lambda a: a | {"code": "c\r\nd"}),
        "made-up code": (401, "code_refused", lambda a: a | {"code": "made-up"}),
        "iss of another provider": (401, "response_iss", lambda a: a | {"iss": ELSEWHERE}),
        "iss with a slash": (401, "response_iss", lambda a: a | {"iss": ISSUER + "/"}),
        "iss missing though announced": (401, "response_iss", lambda a: _without(a, "iss")),
        "access denied": (401, "provider_error", lambda a: _error(a, "access_denied")),
        "login required": (401, "provider_error", lambda a: _error(a, "login_required")),
        "a fault of its own": (503, "provider_failed", lambda a: _error(a, "server_error")),
        "away for now": (503, "provider_failed", lambda a: _error(a, "temporarily_unavailable")),
        "a fault in capitals": (401, "provider_error", lambda a: _error(a, "SERVER_ERROR")),
        "a fault from elsewhere": (
            401,
            "response_iss",
            lambda a: _error(a, "server_error") | {"iss": ELSEWHERE},
        ),
        "an error of 100 kB": (401, "provider_error", lambda a: _error(a, "e" * 100_000)),
        "an error from elsewhere": (
            401,
            "response_iss",
            lambda a: _error(a, "access_denied") | {"iss": ELSEWHERE},
        ),
    }
    for name, (status, reason, answer) in changed.items():
        yield Case(f"answer: {name}", status, reason, answer=answer)


def _discoveries() -> Iterator[Case]:
    """Discovery documents that are not this issuer's, or send us elsewhere."""
    other = {
        "another issuer": {"issuer": ELSEWHERE},
        "issuer with a slash": {"issuer": ISSUER + "/"},
        "issuer in capitals": {"issuer": ISSUER.upper()},
        "no issuer": {"issuer": None},
        "issuer a list": {"issuer": [ISSUER]},
        "no token endpoint": {"token_endpoint": None},
        "no keys": {"jwks_uri": None},
        "token endpoint elsewhere": {"token_endpoint": f"{ELSEWHERE}/token"},
        "token endpoint without TLS": {"token_endpoint": "http://sso.example.com/token"},
        "token endpoint on another port": {"token_endpoint": "https://sso.example.com:8443/token"},
        "keys elsewhere": {"jwks_uri": f"{ELSEWHERE}/jwks"},
        "keys in the metadata service": {"jwks_uri": "http://169.254.169.254/latest/meta-data"},
        "keys on this machine": {"jwks_uri": "https://127.0.0.1/jwks"},
        "keys in a file": {"jwks_uri": "file:///etc/passwd"},
        "keys behind a user name": {"jwks_uri": "https://sso.example.com@elsewhere.example.com/"},
        "keys behind a back-slash": {
            "jwks_uri": "https://elsewhere.example.com\\@sso.example.com/"
        },
        "keys on a host that begins like ours": {"jwks_uri": f"{ISSUER}.elsewhere.example.com/"},
        "keys with a broken port": {"jwks_uri": "https://sso.example.com:99999/jwks"},
        "authorisation as a script": {"authorization_endpoint": "javascript:alert(1)"},
        "authorisation elsewhere": {"authorization_endpoint": f"{ELSEWHERE}/authorize"},
        "authorisation with a fragment": {"authorization_endpoint": f"{ISSUER}/authorize#x"},
        "authorisation a number": {"authorization_endpoint": 7},
        "PKCE plain only": {"code_challenge_methods_supported": ["plain"]},
        "no code flow": {"response_types_supported": ["id_token"]},
        "HS256 only": {"id_token_signing_alg_values_supported": ["HS256"]},
        "none only": {"id_token_signing_alg_values_supported": ["none"]},
        "algorithms a string": {"id_token_signing_alg_values_supported": "RS256"},
        "only private_key_jwt": {"token_endpoint_auth_methods_supported": ["private_key_jwt"]},
    }
    for name, changes in other.items():
        yield Case(f"discovery: {name}", 503, "discovery_", _bent(discovery=_merged(changes)))


def _faults() -> Iterator[Case]:
    """Answers no caller should have to read, on each of the addresses we ask."""
    nested = "[" * 100_000
    bodies: dict[str, Callable[[], Response]] = {
        "a redirect": lambda: RedirectResponse(f"{ELSEWHERE}/stolen"),
        "a redirect to the metadata service": lambda: RedirectResponse("http://169.254.169.254/"),
        "500": lambda: Response("oops", 500),
        "not JSON": lambda: Response("<html>Sign in</html>"),
        "empty": lambda: Response(""),
        "an array": lambda: Response("[]"),
        "10 MB": lambda: Response(" " * 10_000_000),
        "compressed": lambda: Response(b"\x1f\x8b", headers={"content-encoding": "gzip"}),
        "UTF-16": lambda: Response('{"a": 1}'.encode("utf-16")),
        "a byte order mark": lambda: Response(b'\xef\xbb\xbf{"a": 1}'),
        "100,000 deep": lambda: Response('{"a": ' + nested),
        "a member twice": lambda: Response('{"issuer": "a", "issuer": "b"}'),
        "a number of 10,000 digits": lambda: Response('{"a": ' + "9" * 10_000 + "}"),
    }
    refused = {
        "a redirect": "provider_status",
        "a redirect to the metadata service": "provider_status",
        "500": "provider_status",
        "10 MB": "provider_too_large",
        "compressed": "provider_encoding",
    }
    for path in ("/.well-known/openid-configuration", "/token", "/jwks"):
        for name, body in bodies.items():
            unreadable = "token_answer" if path == "/token" else "provider_json"
            bend = _answering(path, body)
            yield Case(f"{path} answers {name}", 503, refused.get(name, unreadable), bend)
    for status in (401, 404, 429):
        bend = _answering("/jwks", lambda status=status: Response("{}", status))
        yield Case(f"/jwks answers {status}", 503, "provider_status", bend)


def _token_answers() -> Iterator[Case]:
    """Answers of the token endpoint."""
    errors = {
        "invalid_grant": (401, "code_refused"),
        "invalid_client": (503, "code_refused"),
        "unauthorized_client": (503, "code_refused"),
        "server_error": (503, "provider_failed"),
        "temporarily_unavailable": (503, "provider_failed"),
    }
    for error, (status, reason) in errors.items():
        bend = _answering("/token", lambda e=error: Response(json.dumps({"error": e}), 400))
        yield Case(f"token: {error}", status, reason, bend)
    changed: dict[str, dict[str, Any]] = {
        "no ID token": {"id_token": None},
        "empty ID token": {"id_token": ""},
        "ID token a number": {"id_token": 7},
        "ID token an object": {"id_token": {"sub": "u-1001"}},
        "no access token": {"access_token": None},
        "access token a list": {"access_token": ["an-access-token"]},
    }
    for name, changes in changed.items():
        yield Case(f"token: {name}", 401, "token_missing", _bent(token=_merged(changes)))
    yield Case("token: of type mac", 401, "token_type", _bent(token=_merged({"token_type": "mac"})))
    yield Case("token: no type", 401, "token_type", _bent(token=_merged({"token_type": None})))
    yield Case(
        "token: ID token twice",
        503,
        "token_answer",
        _bent(token=lambda answer: json.dumps(answer)[:-1] + ', "id_token": "x.y.z"}'),
    )


def _key_sets() -> Iterator[Case]:
    """Key sets that prove nothing."""
    good, weak = rsa_jwk(rsa_key(), "k1"), rsa_key("weak", 1024)
    secret = {"kty": "oct", "kid": "k1", "k": scripted.b64(b"k" * 32)}
    sets: dict[str, tuple[int, str, Any]] = {
        "keys missing": (503, "jwks_shape", {}),
        "keys a string": (503, "jwks_shape", {"keys": "k1"}),
        "1,000 keys": (503, "jwks_shape", {"keys": [{}] * 1000}),
        "a private key": (503, "jwks_private", {"keys": [good | {"d": "AQAB"}]}),
        "no key": (401, "id_token_key", {"keys": []}),
        "keys that are none": (401, "id_token_key", {"keys": [None, 7, "k1", []]}),
        "only a shared secret": (401, "id_token_key", {"keys": [secret]}),
        "a key for encryption": (401, "id_token_key", {"keys": [good | {"use": "enc"}]}),
        "a key that may only sign": (401, "id_token_key", {"keys": [good | {"key_ops": ["sign"]}]}),
        "a key for another algorithm": (401, "id_token_key", {"keys": [good | {"alg": "PS256"}]}),
        "two keys of one name": (
            401,
            "id_token_key",
            {"keys": [good, rsa_jwk(rsa_key("other"), "k1")]},
        ),
        "a modulus that is none": (401, "id_token_key", {"keys": [good | {"n": "!!"}]}),
        "a modulus that is a number": (401, "id_token_key", {"keys": [good | {"n": 7}]}),
        "no exponent": (401, "id_token_key", {"keys": [_without(good, "e")]}),
        "an exponent of one": (401, "id_token_", {"keys": [good | {"e": number(1)}]}),
        "a modulus of 20,000 bits": (
            401,
            "id_token_key",
            {"keys": [good | {"n": number((1 << 20_000) + 1)}]},
        ),
    }
    for name, (status, reason, value) in sets.items():
        bend = _bent(jwks=lambda _set, value=value: value)
        yield Case(f"keys: {name}", status, reason, bend)
    yield Case(
        "keys: 1024 bits",
        401,
        "id_token_key",
        _bent(jwks=lambda _set: {"keys": [rsa_jwk(weak, "k1")]}, sign=by_rsa(weak)),
    )
    yield Case(
        "keys: a curve that is not the algorithm's",
        401,
        "id_token_key",
        _bent(
            jwks=lambda _set: {"keys": [ec_jwk("k1", crv="P-384")]},
            header=_merged({"alg": "ES256"}),
            sign=by_ec,
        ),
    )
    yield Case(
        "keys: a point that is not on the curve",
        401,
        "id_token_key",
        _bent(
            jwks=lambda _set: {"keys": [ec_jwk("k1", x=scripted.b64(b"x" * 32))]},
            header=_merged({"alg": "ES256"}),
            sign=by_ec,
        ),
    )
    yield Case(
        "keys: an Ed25519 key for ES256",
        401,
        "id_token_key",
        _bent(
            jwks=lambda _set: {"keys": [ed_jwk("k1")]},
            header=_merged({"alg": "ES256"}),
            sign=by_ec,
        ),
    )


def _headers() -> Iterator[Case]:
    """Headers of ID tokens: algorithms, kinds, keys that come with the token."""
    nothing = lambda _data: b""  # noqa: E731
    public = _pem(rsa_key())
    algorithms: dict[str, tuple[Any, scripted.Sign]] = {
        "none, unsigned": ("none", nothing),
        "none, signed": ("none", by_rsa(rsa_key())),
        "None": ("None", nothing),
        "HS256 by the client's secret": ("HS256", by_hmac(CLIENT_SECRET.encode())),
        "HS256 by the public key": ("HS256", by_hmac(public)),
        "HS512 by the client's secret": ("HS512", by_hmac(CLIENT_SECRET.encode(), "sha512")),
        "RS512": ("RS512", by_rsa(rsa_key())),
        "RS1": ("RS1", by_rsa(rsa_key())),
        "rs256 in small letters": ("rs256", by_rsa(rsa_key())),
        "a list": (["RS256"], by_rsa(rsa_key())),
        "null": (None, by_rsa(rsa_key())),
    }
    for name, (algorithm, sign) in algorithms.items():
        bend = _bent(header=_exactly(alg=algorithm), sign=sign)
        yield Case(f"header: algorithm {name}", 401, "id_token_", bend)
    missing = _bent(header=lambda header: _without(header, "alg"))
    yield Case("header: no algorithm", 401, "id_token_algorithm", missing)
    for kind in ("at+jwt", "logout+jwt", "AT+JWT", "application/at+jwt", "secevent+jwt", "JWE", 7):
        bend = _bent(header=_exactly(typ=kind))
        yield Case(f"header: typ {kind}", 401, "id_token_type", bend)
    own_key = rsa_jwk(rsa_key("own"), "k1")
    for name, value in {
        "crit": ["exp"],
        "b64": False,
        "jwk": own_key,
        "jku": f"{ELSEWHERE}/jwks",
        "x5u": f"{ELSEWHERE}/x5u",
        "zip": "DEF",
        "enc": "A128GCM",
    }.items():
        bend = _bent(header=_exactly(**{name: value}), sign=by_rsa(rsa_key("own")))
        yield Case(f"header: {name}", 401, "id_token_header", bend)
    yield Case("header: kid a number", 401, "id_token_header", _bent(header=_exactly(kid=1)))
    yield Case("header: unknown kid", 401, "id_token_key", _bent(header=_exactly(kid="k9")))
    yield Case(
        "header: a kid that is a path",
        401,
        "id_token_key",
        _bent(header=_exactly(kid="../../dev/null")),
    )
    yield Case(
        "header: algorithm twice",
        401,
        "id_token",
        _bent(header=lambda _header: '{"alg": "RS256", "kid": "k1", "alg": "none"}'),
    )
    yield Case("header: an array", 401, "id_token", _bent(header=lambda _header: '["RS256"]'))
    yield Case("header: not JSON", 401, "id_token", _bent(header=lambda _header: "RS256"))


def _claims() -> Iterator[Case]:
    """Claims that are missing, foreign, out of time or of the wrong type."""
    wrong: dict[str, list[Any]] = {
        "iss": [None, ELSEWHERE, ISSUER + "/", ISSUER.upper(), [ISSUER], 7, ""],
        "aud": [
            None,
            "another-client",
            "",
            [],
            ["another-client"],
            [CLIENT_ID, "another-client"],
            [[CLIENT_ID]],
            {"daylight": True},
            7,
            True,
            CLIENT_ID + " ",
        ],
        "azp": ["another-client", 7, [CLIENT_ID], None],
        "exp": [_ABSENT, None, 0, -1, "soon", True, [1], 10**400, {}],
        "iat": [_ABSENT, None, "now", True, -5, []],
        "nbf": ["soon", None, 2**52, True],
        "nonce": [_ABSENT, None, "", "another", 7, ["n"], True],
        "sub": [_ABSENT, None, "", "s" * 256, 7, ["u"], "u\0", "u\n", "u\x85", "\ud800", {}],
        "at_hash": ["wrong", 7, "", None],
        "c_hash": ["wrong", 7],
        "auth_time": ["now", True, 2**52, -1, None],
        "sid": [7, "", "s" * 256, None, "s\0"],
    }
    for claim, values in wrong.items():
        for value in values:
            shown = "missing" if value is _ABSENT else repr(value)[:30]
            name = f"claim: {claim} {shown}"
            yield Case(name, 401, "id_token", _bent(claims=_exactly(**{claim: value})))
    foreign = _exactly(aud="another-client", azp=CLIENT_ID)
    yield Case("claim: foreign aud with azp ours", 401, "id_token_aud", _bent(claims=foreign))
    empty = _exactly(aud=[], azp=CLIENT_ID)
    yield Case("claim: empty aud with azp ours", 401, "id_token_aud", _bent(claims=empty))
    shifts = {
        "expired 61 seconds ago": {"exp": -61, "iat": -62},
        "issued in 61 seconds": {"iat": 62, "exp": 3600},
        "issued before we asked": {"iat": -120},
        "good in 61 seconds": {"nbf": 62},
        "ends before it begins": {"iat": 30, "exp": 20},
        "signed in to the provider in the future": {"auth_time": 120},
    }
    for name, changes in shifts.items():
        yield Case(f"time: {name}", 401, "id_token", _bent(claims=_shifted(changes)))


def _shapes() -> Iterator[Case]:
    """Tokens that are not what a token is."""
    twice = {
        "sub twice": ', "sub": "u-1002"}',
        "aud twice": f', "aud": "{CLIENT_ID}"}}',
        "nonce twice": ', "nonce": "n"}',
        "NaN": ', "x": NaN}',
        "1e999": ', "x": 1e999}',
        "a broken end": ', "x": ',
    }
    for name, end in twice.items():
        bend = _bent(claims=lambda claims, end=end: json.dumps(claims)[:-1] + end)
        yield Case(f"payload: {name}", 401, "id_token", bend)
    yield Case("payload: an array", 401, "id_token", _bent(claims=lambda c: json.dumps([c])))
    yield Case("payload: not JSON", 401, "id_token", _bent(claims=lambda _c: "sub=u-1001"))
    yield Case(
        "payload: UTF-16",
        401,
        "id_token",
        _bent(claims=lambda c: json.dumps(c).encode("utf-16")),
    )
    yield Case("payload: deep", 401, "id_token", _bent(claims=lambda _c: '{"a": ' * 3000))
    forged = by_rsa(rsa_key("foreign"))
    yield Case("signature: by another key", 401, "id_token_signature", _bent(sign=forged))
    yield Case("signature: empty", 401, "id_token", _bent(sign=lambda _data: b""))
    yield Case("signature: zeros", 401, "id_token_sig", _bent(sign=lambda _data: b"\0" * 256))
    texts: dict[str, Callable[[str], str]] = {
        "one part": lambda t: t.split(".", maxsplit=1)[0],
        "two parts": lambda t: t.rpartition(".")[0],
        "four parts": lambda t: t + ".x",
        "five parts, as if encrypted": lambda t: t + ".x.y",
        "a line break at its end": lambda t: t + "\n",
        "padding": lambda t: t + "==",
        "other letters": lambda t: t.replace(".", ".é", 1),
        "payload swapped": lambda t: ".".join(_swapped(t)),
        "a last letter changed": lambda t: t[:-8] + ("A" * 8 if t[-8:] != "A" * 8 else "B" * 8),
        "100 kB": lambda t: t + "A" * 100_000,
        "JSON serialisation": lambda t: json.dumps({"payload": t}),
    }
    for name, change in texts.items():
        bend = _bent(token=lambda a, change=change: a | {"id_token": change(a["id_token"])})
        yield Case(f"token text: {name}", 401, "id_token", bend)


def _step_ups() -> Iterator[Case]:
    """A fresh proof was asked for and not given."""
    url = "/sign-in?max_age=0"
    missing = _exactly(auth_time=_ABSENT)
    yield Case(
        "step-up: no auth_time", 401, "id_token_auth_time_missing", _bent(claims=missing), url=url
    )
    for seconds in (61, 3600):
        old = _shifted({"auth_time": -seconds})
        name = f"step-up: {seconds} s old"
        yield Case(name, 401, "id_token_auth_time", _bent(claims=old), url=url)


def _userinfos() -> Iterator[Case]:
    """Userinfo, asked because the ID token does not name the employee."""
    silent = _exactly(employee=_ABSENT)
    changed: dict[str, tuple[int, str, dict[str, Any]]] = {
        "another's": (401, "userinfo_sub", {"sub": "u-1001"}),
        "nobody's": (401, "userinfo_sub", {"sub": None}),
        "sub a list": (401, "userinfo_sub", {"sub": ["u-1001"]}),
        "employee a number": (401, "employee_claim", {"employee": 1001}),
        "employee with NUL": (401, "employee_claim", {"employee": "E1001\0"}),
        "employee unknown": (403, "employee_unknown", {"employee": "E9999"}),
        "no employee": (403, "employee_claim_missing", {"employee": _ABSENT}),
    }
    for name, (status, reason, changes) in changed.items():
        bend = _bent(subject="u-new", claims=silent, userinfo=_exactly(**changes))
        yield Case(f"userinfo: {name}", status, reason, bend)
    answers: dict[str, tuple[str, Callable[[], Response]]] = {
        "401": ("provider_status", lambda: Response("{}", 401)),
        "500": ("provider_status", lambda: Response("{}", 500)),
        "a redirect": ("provider_status", lambda: RedirectResponse(f"{ELSEWHERE}/userinfo")),
        "a page": ("provider_json", lambda: Response("<html></html>")),
        "sub twice": ("provider_json", lambda: Response('{"sub": "u-1001", "sub": "u-1001"}')),
    }
    for name, (reason, answer) in answers.items():
        first, second = _bent(claims=silent), _answering("/userinfo", answer)
        bend = lambda p, first=first, second=second: (first(p), second(p))  # noqa: E731
        yield Case(f"userinfo: {name}", 503, reason, bend)


_ABSENT = object()


def _bent(**changes: Any) -> Callable[[ScriptedProvider], None]:
    def bend(provider: ScriptedProvider) -> None:
        for name, value in changes.items():
            setattr(provider, name, value)

    return bend


def _answering(path: str, answer: Callable[[], Response]) -> Callable[[ScriptedProvider], None]:
    return lambda provider: provider.answers.update({path: answer()})


def _merged(changes: dict[str, Any]) -> scripted.Bend:
    """The document with changes; None leaves a member out."""

    def bend(document: dict[str, Any]) -> dict[str, Any]:
        every = document | changes
        return {name: value for name, value in every.items() if value is not None}

    return bend


def _exactly(**changes: Any) -> scripted.Bend:
    """The document with changes; None is JSON's null."""

    def bend(document: dict[str, Any]) -> dict[str, Any]:
        every = document | changes
        return {name: value for name, value in every.items() if value is not _ABSENT}

    return bend


def _shifted(changes: dict[str, int]) -> scripted.Bend:
    """The claims with some instants set to seconds from when the token was issued."""

    def bend(claims: dict[str, Any]) -> dict[str, Any]:
        return claims | {name: claims["iat"] + seconds for name, seconds in changes.items()}

    return bend


def _without(document: dict[str, Any], name: str) -> dict[str, Any]:
    return {known: value for known, value in document.items() if known != name}


def _error(answer: dict[str, str], error: str) -> dict[str, str]:
    return _without(answer, "code") | {"error": error}


def _swapped(token: str) -> list[str]:
    header, _payload, signature = token.split(".")
    return [header, scripted.b64(json.dumps({"sub": "u-1002"}).encode()), signature]


def _pem(key: scripted.rsa.RSAPrivateKey) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
