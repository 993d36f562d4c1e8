"""The relying party: begin a sign-in, believe or refuse its end, hear of a sign-out.

Authlib builds the request and exchanges the code; what it would believe too easily is
checked here (SECURITY: OpenID Connect relying party). Everything is per provider and in
memory: nothing here knows people or the database.
"""

import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote_plus, urlencode

import anyio
import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from joserfc.util import urlsafe_b64decode

from app.core import clock
from app.core.logs import log
from app.identity.openid import keys, rules
from app.identity.openid.discovery import rules as discovery
from app.identity.openid.errors import (
    AttemptError,
    DeclinedError,
    MisaskedError,
    ProviderFailedError,
    ProviderFaultError,
    RefusedError,
    UnexplainedError,
    UnfinishedError,
)
from app.identity.openid.fetching import BoundedTransport, fetch
from app.identity.openid.schemas import Attempt, Client, Identity, Metadata, SignedOut

SECONDS = 5.0
METADATA_SECONDS = 600.0
LOGOUT_SECONDS = 1.5
BASIC = "client_secret_basic"
LONGEST_TOKEN = 32 * 1024
_COMPACT = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
_ID_TOKEN_TYPES = frozenset({"", "jwt"})
_LOGOUT_TOKEN_TYPES = frozenset({"", "jwt", "logout+jwt"})
_ITS_FAULT = frozenset({"server_error", "temporarily_unavailable"})
_TO_DO = ("login", "interaction", "account_selection", "consent")
_MISASKED = (
    *("invalid_request", "unauthorized_client", "unsupported_response_type", "invalid_scope"),
    *("invalid_request_uri", "invalid_request_object", "request_not_supported"),
    *("request_uri_not_supported", "registration_not_supported"),
)
_SAID: Mapping[str, type[RefusedError]] = {
    "access_denied": DeclinedError,
    **{f"{what}_required": UnfinishedError for what in _TO_DO},
    **dict.fromkeys(_MISASKED, MisaskedError),
}
_OUR_FAULT = frozenset({"invalid_client", "unauthorized_client", "unsupported_grant_type"})


class RelyingParty:
    """This portal, as one client of one provider."""

    def __init__(self, client: Client, transport: httpx2.AsyncBaseTransport | None = None) -> None:
        self.client = client
        self._transport = transport
        self._metadata: Metadata | None = None
        self._discovered_at = 0.0
        self._keys = keys.KeyRing(self._fetch_keys)

    async def metadata(self) -> Metadata:
        """What the provider says of itself; asked again every ten minutes."""
        with _listening():
            return await self._discovered()

    async def _discovered(self) -> Metadata:
        fresh = anyio.current_time() - self._discovered_at < METADATA_SECONDS
        if self._metadata is None or not fresh:
            url = f"{self.client.issuer.rstrip('/')}/.well-known/openid-configuration"
            document = await fetch(self.client, self._transport, url)
            self._metadata = discovery.metadata(document, self.client)
            self._discovered_at = anyio.current_time()
        return self._metadata

    async def begin(
        self, next_path: str, *, login_hint: str = "", max_age: int | None = None
    ) -> tuple[str, Attempt]:
        """Where to send the browser, and what to remember in it until it comes back."""
        metadata = await self.metadata()
        attempt = Attempt(
            state=secrets.token_urlsafe(32),
            nonce=secrets.token_urlsafe(32),
            verifier=secrets.token_urlsafe(48),
            next=next_path,
            started=_now(),
            max_age=max_age,
        )
        also = {"login_hint": login_hint} if login_hint else {}
        if max_age is not None:
            also["max_age"] = str(max_age)
        async with self._authlib(metadata) as authlib:
            url, _ = authlib.create_authorization_url(
                metadata.authorization_endpoint,
                state=attempt.state,
                nonce=attempt.nonce,
                code_verifier=attempt.verifier,
                **also,
            )
        return url, attempt

    async def finish(self, answer: Mapping[str, str], attempt: Attempt) -> Identity:
        """Whom the provider vouches for, after every check. Raises RefusedError.

        All it takes to know that, discovery, code, keys and userinfo, has the one deadline.
        """
        with _listening():
            return await self._finished(answer, attempt)

    async def signed_out(self, logout_token: str) -> SignedOut:
        """Whom a back-channel logout token signs out. Raises RefusedError within two seconds."""
        with _listening(), anyio.move_on_after(LOGOUT_SECONDS):
            _, claims = await self._believed(logout_token, "logout_token", _LOGOUT_TOKEN_TYPES)
            return rules.logout_token(claims, self.client, _now())
        raise RefusedError("logout_token_key", "no time to fetch keys")

    async def sign_out_url(self, back_to: str, sid: str | None) -> str | None:
        """Where the provider ends its own session, if it offers that and can be reached."""
        try:
            endpoint = (await self.metadata()).end_session_endpoint
        except ProviderFaultError:
            return None
        if endpoint is None:
            return None
        fields = {"client_id": self.client.client_id, "post_logout_redirect_uri": back_to}
        if sid is not None:
            fields["logout_hint"] = sid
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(fields)}"

    async def _finished(self, answer: Mapping[str, str], attempt: Attempt) -> Identity:
        metadata = await self._discovered()
        if ("iss" in answer or metadata.iss_in_response) and answer.get(
            "iss"
        ) != self.client.issuer:
            raise RefusedError("response_iss")
        if "error" in answer:
            if answer["error"] in _ITS_FAULT:
                raise ProviderFailedError("provider_failed", answer["error"])
            kind = _SAID.get(answer["error"], UnexplainedError)
            raise kind("provider_error", answer["error"][:60])
        code = answer.get("code", "")
        if not code or len(code) > 4096 or not code.isprintable():
            raise AttemptError("response_code")
        token = await self._exchange(metadata, code, attempt)
        header, claims = await self._believed(token["id_token"], "id_token", _ID_TOKEN_TYPES)
        rules.id_token(claims, self.client, attempt, _now())
        rules.half_hashes(claims, header["alg"], code, token["access_token"])
        also = await self._userinfo(metadata, claims, token["access_token"])
        return self._identity(claims, also)

    def _authlib(self, metadata: Metadata) -> AsyncOAuth2Client:
        # RFC 6749 §2.3.1: a secret in Basic is form-encoded, which Authlib leaves to us.
        basic = metadata.token_auth_method == BASIC
        secret = self.client.client_secret
        authlib = AsyncOAuth2Client(
            client_id=self.client.client_id,
            client_secret=quote_plus(secret) if basic else secret,
            token_endpoint_auth_method=metadata.token_auth_method,
            scope="openid profile email",
            redirect_uri=self.client.redirect_uri,
            code_challenge_method="S256",
            transport=BoundedTransport(self.client, self._transport),
            follow_redirects=False,
            trust_env=False,
        )
        authlib.register_compliance_hook("access_token_response", _strict)
        return authlib

    async def _exchange(self, metadata: Metadata, code: str, attempt: Attempt) -> dict[str, str]:
        try:
            async with self._authlib(metadata) as authlib:
                token = await authlib.fetch_token(
                    metadata.token_endpoint,
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=attempt.verifier,
                    redirect_uri=self.client.redirect_uri,
                )
        except OAuthError as refused:
            if refused.error in _ITS_FAULT:
                raise ProviderFailedError("provider_failed", str(refused.error)) from refused
            kind = ProviderFaultError if refused.error in _OUR_FAULT else RefusedError
            raise kind("code_refused", str(refused.error)[:60]) from refused
        except (ValueError, TypeError, httpx2.HTTPError) as unreadable:
            raise ProviderFaultError("token_answer", type(unreadable).__name__) from unreadable
        if str(token.get("token_type", "")).lower() != "bearer":
            raise RefusedError("token_type")
        found = {name: token.get(name) for name in ("id_token", "access_token")}
        if not all(isinstance(value, str) and value for value in found.values()):
            raise RefusedError("token_missing")
        return found

    async def _believed(
        self, token: str, reason: str, types: frozenset[str]
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Header and claims of a token whose signature is by a key of the provider."""
        if len(token) > LONGEST_TOKEN or not _COMPACT.fullmatch(token):
            raise RefusedError(f"{reason}_shape")
        header_part, claims_part, _ = token.split(".")
        header = rules.header(_decoded(header_part, reason), self.client, types, reason)
        ring, from_when = await self._keys.known()
        if not _is_signed(token, ring, header, reason):
            # The key may be newer than what we have, under a new name or under the same one.
            ring = await self._keys.newer(from_when)
            key = keys.chosen(ring, header, reason)
            if key is None or not keys.is_signed(token, key, header):
                raise RefusedError(f"{reason}_signature" if key else f"{reason}_key")
        return header, rules.strict_object(_decoded(claims_part, reason), reason)

    async def _fetch_keys(self) -> Mapping[str, Any]:
        return await fetch(self.client, self._transport, (await self._discovered()).jwks_uri)

    async def _userinfo(
        self, metadata: Metadata, claims: Mapping[str, Any], access_token: str
    ) -> Mapping[str, Any]:
        wanted = {self.client.employee_claim, self.client.roles_claim} - {""}
        if wanted <= claims.keys() or metadata.userinfo_endpoint is None:
            return {}
        url = metadata.userinfo_endpoint
        found = await fetch(self.client, self._transport, url, access_token)
        if found.get("sub") != claims["sub"]:
            raise RefusedError("userinfo_sub")
        return found

    def _identity(self, claims: Mapping[str, Any], also: Mapping[str, Any]) -> Identity:
        every = {**also, **claims}
        employee = every.get(self.client.employee_claim)
        at = claims.get("auth_time")
        return Identity(
            issuer=self.client.issuer,
            subject=claims["sub"],
            employee=None if employee is None else rules.subject(employee, "employee_claim"),
            sid=claims.get("sid"),
            auth_time=None if at is None else int(at),
            roles=rules.confirmed_roles(every, self.client.roles_claim),
        )


def _now() -> int:
    return int(clock.now().timestamp())


def _strict(answer: httpx2.Response) -> httpx2.Response:
    """Authlib reads the token endpoint's answer leniently; this reads it strictly first."""
    try:
        found = rules.strict_object(answer.content, "token_answer")
    except RefusedError as unreadable:
        raise ProviderFaultError(unreadable.reason, unreadable.detail) from unreadable
    if answer.status_code != 200 and not isinstance(found.get("error"), str):
        raise ProviderFaultError("provider_status", str(answer.status_code))
    return answer


def _decoded(part: str, reason: str) -> bytes:
    try:
        return urlsafe_b64decode(part.encode())
    except ValueError as broken:
        raise RefusedError(f"{reason}_shape") from broken


def _is_signed(token: str, ring: keys.Jwks, header: Mapping[str, Any], reason: str) -> bool:
    try:
        key = keys.chosen(ring, header, reason)
    except RefusedError:
        return False
    return key is not None and keys.is_signed(token, key, header)


@contextmanager
def _listening() -> Iterator[None]:
    """What a provider says never becomes an error of the portal's, nor is it waited for long.

    The deadline is for everything that is asked within, not for each request: the person waits
    for their sum (SECURITY: no hang > 5 s).
    """
    try:
        with anyio.fail_after(SECONDS):
            yield
    except RefusedError:
        raise
    except TimeoutError as late:
        raise ProviderFaultError("provider_slow") from late
    except Exception as unforeseen:
        log.exception("provider answer not understood", kind=type(unforeseen).__name__)
        raise ProviderFaultError("unforeseen", type(unforeseen).__name__) from unforeseen
