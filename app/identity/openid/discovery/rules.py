"""Which of a provider's addresses and abilities are taken from its discovery document."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from app.core.config import LOOPBACK
from app.core.outgoing import rules as outgoing
from app.identity.openid.errors import ProviderFaultError
from app.identity.openid.schemas import Client, Metadata


def metadata(document: Mapping[str, Any], client: Client) -> Metadata:
    """What a discovery document says, if it is this issuer's and names only its own hosts."""
    if document.get("issuer") != client.issuer:
        raise ProviderFaultError("discovery_issuer")
    _supports(document, "response_types_supported", {"code"})
    _supports(document, "code_challenge_methods_supported", {"S256"})
    _supports(document, "id_token_signing_alg_values_supported", client.algorithms)
    return Metadata(
        authorization_endpoint=_endpoint(document, "authorization_endpoint", client),
        token_endpoint=_endpoint(document, "token_endpoint", client),
        jwks_uri=_endpoint(document, "jwks_uri", client),
        userinfo_endpoint=_optional_endpoint(document, "userinfo_endpoint", client),
        end_session_endpoint=_optional_endpoint(document, "end_session_endpoint", client),
        token_auth_method=_token_auth_method(document, client),
        iss_in_response=document.get("authorization_response_iss_parameter_supported") is True,
    )


def may_be_fetched(url: str, client: Client) -> bool:
    """Whether an address is the issuer's, or on a host the operator named, and over https.

    Plain http is for a provider on this very machine.
    """
    parts, issuer = outgoing.parts(url), urlsplit(client.issuer)
    if parts is None or parts.fragment or not url.isascii():
        return False
    plain = issuer.scheme == "http" and issuer.hostname in LOOPBACK
    if parts.scheme != ("http" if plain else "https"):
        return False
    return parts.netloc.lower() in {issuer.netloc.lower()} | client.hosts


def _endpoint(document: Mapping[str, Any], name: str, client: Client) -> str:
    url = document.get(name)
    if not isinstance(url, str) or not may_be_fetched(url, client):
        raise ProviderFaultError("discovery_endpoint", name)
    return url


def _optional_endpoint(document: Mapping[str, Any], name: str, client: Client) -> str | None:
    """An endpoint we can do without: on a host that is not the provider's, we do."""
    url = document.get(name)
    return url if isinstance(url, str) and may_be_fetched(url, client) else None


def _supports(document: Mapping[str, Any], name: str, wanted: set[str] | frozenset[str]) -> None:
    offered = document.get(name)
    if offered is None:
        return
    if not isinstance(offered, list) or not wanted & set(map(str, offered)):
        raise ProviderFaultError("discovery_support", name)


def _token_auth_method(document: Mapping[str, Any], client: Client) -> str:
    if not client.client_secret:
        return "none"
    offered = document.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    for method in ("client_secret_basic", "client_secret_post"):
        if isinstance(offered, list) and method in offered:
            return method
    raise ProviderFaultError("discovery_support", "token_endpoint_auth_methods_supported")
