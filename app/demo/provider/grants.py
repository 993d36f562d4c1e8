"""Authlib's authorization server, joined to Starlette's requests and to the provider's memory."""

import secrets
from collections import defaultdict
from functools import cached_property
from typing import Any

from authlib.oauth2 import AuthorizationServer, OAuth2Request
from authlib.oauth2.rfc6749 import InvalidRequestError, OAuth2Payload
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc6750 import BearerTokenGenerator
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oauth2.rfc9207.parameter import IssuerParameter
from authlib.oidc.core import OpenIDCode, UserInfo
from fastapi import Request
from joserfc.jwk import RSAKey
from starlette.responses import JSONResponse, Response

from app.demo.provider.memory import Memory
from app.demo.provider.schemas import Claims, Client, Code, SignedIn

HOUR = 3600
ALGORITHM = "RS256"


class Payload(OAuth2Payload):  # type: ignore[misc]
    """Query and form of one request together."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self._pairs = pairs

    @property
    def data(self) -> dict[str, str]:
        return dict(self._pairs)

    @cached_property
    def datalist(self) -> defaultdict[str, list[str]]:
        found: defaultdict[str, list[str]] = defaultdict(list)
        for name, value in self._pairs:
            found[name].append(value)
        return found


class ProviderRequest(OAuth2Request):  # type: ignore[misc]
    """A Starlette request as Authlib reads it; the form has been read before."""

    def __init__(self, request: Request, form: dict[str, str]) -> None:
        super().__init__(request.method, str(request.url), headers=request.headers)
        self._form = form
        self._args = request.query_params
        self.payload = Payload([*request.query_params.multi_items(), *form.items()])

    @property
    def args(self) -> Any:
        return self._args

    @property
    def form(self) -> dict[str, str]:
        return self._form


class CodeGrant(AuthorizationCodeGrant):  # type: ignore[misc]
    """Codes live in the provider's memory and are forgotten when first used."""

    def save_authorization_code(self, code: str, request: Any) -> None:
        payload, memory = request.payload, self.server.memory
        memory.codes[code] = Code(
            code=code,
            signed_in=request.user,
            redirect_uri=payload.redirect_uri,
            scope=request.scope,
            nonce=payload.data.get("nonce"),
            code_challenge=payload.data["code_challenge"],
            issued=memory.now(),
        )

    def query_authorization_code(self, code: str, _client: Client) -> Code | None:
        found: Code | None = self.server.memory.take_code(code)
        return found

    def delete_authorization_code(self, authorization_code: Code) -> None:
        """Nothing to do: it was taken when it was asked for."""

    def authenticate_user(self, authorization_code: Code) -> SignedIn:
        return authorization_code.signed_in


class S256(CodeChallenge):  # type: ignore[misc]
    """PKCE for every client, and not in the clear: Authlib leaves confidential ones the choice."""

    SUPPORTED_CODE_CHALLENGE_METHOD = ("S256",)

    def validate_code_challenge(self, grant: Any, redirect_uri: str) -> None:
        data = grant.request.payload.data
        if not data.get("code_challenge") or data.get("code_challenge_method") != "S256":
            raise InvalidRequestError("Use PKCE with S256.")
        super().validate_code_challenge(grant, redirect_uri)


class IdTokens(OpenIDCode):  # type: ignore[misc]
    """ID tokens with the sign-in's own session id, on the demo's clock."""

    def __init__(self, server: "Server") -> None:
        super().__init__(require_nonce=True)
        self._server = server

    def exists_nonce(self, nonce: str, _request: Any) -> bool:
        return any(code.nonce == nonce for code in self._server.memory.codes.values())

    def resolve_client_private_key(self, _client: Client) -> RSAKey:
        return self._server.key

    def get_encode_header(self, _client: Client) -> Claims:
        return {"alg": ALGORITHM, "kid": self._server.key.kid, "typ": "JWT"}

    def get_client_algorithm(self, _client: Client) -> str:
        return ALGORITHM

    def get_client_claims(self, client: Client) -> Claims:
        now = self._server.memory.now()
        return {
            "iss": self._server.issuer,
            "aud": client.client_id,
            "iat": now,
            "exp": now + HOUR,
        }

    def get_authorization_code_claims(self, authorization_code: Code) -> Claims:
        claims: Claims = super().get_authorization_code_claims(authorization_code)
        return claims | {"sid": authorization_code.signed_in.sid}

    def generate_user_info(self, user: SignedIn, scope: str) -> UserInfo:
        return UserInfo(self._server.memory.claims_of(user.employee_id, scope))


class Issuer(IssuerParameter):  # type: ignore[misc]
    """RFC 9207: the answer says whose it is."""

    def __init__(self, server: "Server") -> None:
        self._issuer = server.issuer
        super().__call__(server)

    def get_issuer(self) -> str:
        return self._issuer


class Answer(Response):
    """A response whose redirect Authlib's extensions may add to."""

    @property
    def location(self) -> str | None:
        return self.headers.get("location")

    @location.setter
    def location(self, value: str) -> None:
        self.headers["location"] = value


class Server(AuthorizationServer):  # type: ignore[misc]
    """The provider's protocol core: one client, the code flow, nothing else."""

    def __init__(self, issuer: str, client: Client, memory: Memory) -> None:
        super().__init__(scopes_supported=["openid", "profile", "email"])
        self.issuer = issuer
        self.client = client
        self.memory = memory
        self.key = RSAKey.generate_key(2048, {"kid": secrets.token_hex(8), "use": "sig"})
        self.register_token_generator("default", BearerTokenGenerator(_access_token))
        self.register_grant(CodeGrant, [S256(required=True), IdTokens(self)])
        self.register_extension(Issuer)

    def query_client(self, client_id: str) -> Client | None:
        return self.client if client_id == self.client.client_id else None

    def save_token(self, token: Claims, request: Any) -> None:
        self.memory.tokens[token["access_token"]] = (request.user, token["scope"])

    def create_oauth2_request(self, request: Any) -> ProviderRequest:
        return request if isinstance(request, ProviderRequest) else ProviderRequest(*request)

    def send_signal(self, name: str, *args: Any, **kwargs: Any) -> None:
        """Nobody listens."""

    def handle_response(self, status: int, body: Any, headers: Any) -> Response:
        if isinstance(body, dict):
            return JSONResponse(body, status, headers=dict(headers))
        return Answer(body, status, headers=dict(headers))


def _access_token(**_of: Any) -> str:
    return secrets.token_urlsafe(32)
