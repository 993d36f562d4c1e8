"""What the provider keeps, in memory, while the demo runs."""

from dataclasses import dataclass
from hmac import compare_digest
from typing import Any


@dataclass(frozen=True)
class Client:
    """The one client there is: the demo's portal (Authlib's ``ClientMixin``)."""

    client_id: str
    client_secret: str
    portal: str

    @property
    def redirect_uri(self) -> str:
        return f"{self.portal}/sign-in/callback"

    @property
    def signed_out_uri(self) -> str:
        return f"{self.portal}/signed-out"

    @property
    def back_channel_uri(self) -> str:
        return f"{self.portal}/sign-in/back-channel-logout"

    def get_client_id(self) -> str:
        return self.client_id

    def get_default_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_allowed_scope(self, scope: str | None) -> str:
        return " ".join(set((scope or "").split()) & {"openid", "profile", "email"})

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri == self.redirect_uri

    def check_client_secret(self, client_secret: str) -> bool:
        return compare_digest(client_secret.encode(), self.client_secret.encode())

    def check_endpoint_auth_method(self, method: str, _endpoint: str) -> bool:
        return method in {"client_secret_basic", "client_secret_post"}

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


@dataclass(frozen=True)
class SignedIn:
    """One browser signed in to the provider. ``auth_time`` is in seconds since 1970."""

    employee_id: str
    sid: str
    auth_time: int


@dataclass(frozen=True)
class Code:
    """An authorization code (Authlib's ``AuthorizationCodeMixin``), good for a minute, once."""

    code: str
    signed_in: SignedIn
    redirect_uri: str
    scope: str
    nonce: str | None
    code_challenge: str
    issued: int
    code_challenge_method: str = "S256"

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str | None:
        return self.nonce

    def get_auth_time(self) -> int:
        return self.signed_in.auth_time

    def get_acr(self) -> str | None:
        return None

    def get_amr(self) -> list[str] | None:
        return None


Claims = dict[str, Any]
