"""The provider's own doors and its one page. They belong to another origin than the portal."""

from typing import Any

import httpx2
from authlib.oauth2 import OAuth2Error
from fastapi import APIRouter, Request
from joserfc import jwt
from starlette.responses import JSONResponse, RedirectResponse, Response

from app.core.logs import log
from app.core.web.forms import Submitted
from app.core.web.render import render
from app.demo.provider.grants import ALGORITHM, ProviderRequest, Server
from app.demo.provider.memory import Memory
from app.demo.provider.schemas import Claims, SignedIn

router = APIRouter()

LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"


@router.get("/.well-known/openid-configuration", name="provider:discovery")
def discovery(request: Request) -> JSONResponse:
    issuer = _server(request).issuer
    return JSONResponse(
        {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/authorize",
            "token_endpoint": f"{issuer}/token",
            "userinfo_endpoint": f"{issuer}/userinfo",
            "jwks_uri": f"{issuer}/jwks",
            "end_session_endpoint": f"{issuer}/sign-out",
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code"],
            "subject_types_supported": ["public"],
            "scopes_supported": ["openid", "profile", "email"],
            "claims_supported": ["sub", "name", "email", "auth_time", "sid"],
            "id_token_signing_alg_values_supported": [ALGORITHM],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "code_challenge_methods_supported": ["S256"],
            "prompt_values_supported": ["none", "login", "select_account"],
            "authorization_response_iss_parameter_supported": True,
            "backchannel_logout_supported": True,
            "backchannel_logout_session_supported": True,
        }
    )


@router.get("/jwks", name="provider:keys")
def keys(request: Request) -> JSONResponse:
    return JSONResponse({"keys": [_server(request).key.as_dict(private=False)]})


@router.get("/authorize", name="provider:authorise")
def authorise(request: Request, q: str = "") -> Response:
    """Straight back if it is known who this is; otherwise the page to choose a person."""
    asked = ProviderRequest(request, {})
    known = _known(request)
    try:
        grant = _server(request).get_consent_grant(asked, known)
    except OAuth2Error as error:
        return _refused(request, asked, error)
    hint = request.query_params.get("login_hint", "")
    if hint and _memory(request).knows(hint):
        return _authorised(request, asked, grant, hint)
    if known is not None and not _must_ask(request, known):
        return _back(request, asked, known, grant)
    if "none" in request.query_params.get("prompt", "").split():
        return _declined(request, asked, grant)
    return _choice(request, q, known)


@router.post("/authorize", name="provider:choose")
def choose(request: Request, submitted: Submitted) -> Response:
    """Somebody was chosen on the page."""
    asked = ProviderRequest(request, {})
    employee_id = submitted.get("employee", "")
    if not _memory(request).knows(employee_id):
        return _choice(request, "", None)
    try:
        grant = _server(request).get_consent_grant(asked, _known(request))
    except OAuth2Error as error:
        return _refused(request, asked, error)
    return _authorised(request, asked, grant, employee_id, chosen=True)


@router.post("/token", name="provider:token")
def token(request: Request, submitted: Submitted) -> Response:
    response: Response = _server(request).create_token_response((request, dict(submitted)))
    return response


@router.get("/userinfo", name="provider:userinfo")
def userinfo(request: Request) -> JSONResponse:
    scheme, _, access_token = request.headers.get("authorization", "").partition(" ")
    found = _memory(request).tokens.get(access_token) if scheme.lower() == "bearer" else None
    if found is None:
        challenge = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
        return JSONResponse({"error": "invalid_token"}, 401, challenge)
    signed_in, scope = found
    return JSONResponse(_memory(request).claims_of(signed_in.employee_id, scope))


@router.get("/sign-out", name="provider:end_session")
def end_session(request: Request) -> Response:
    """RP-initiated logout: at once for whoever knows the session's id, else after asking."""
    known = _known(request)
    if known is not None and request.query_params.get("logout_hint") != known.sid:
        return render(request, "demo/provider/sign_out.html", url=str(request.url))
    return _signed_out(request)


@router.post("/sign-out", name="provider:sign_out")
def sign_out(request: Request) -> Response:
    return _signed_out(request)


@router.get("/", name="provider:home")
def home(request: Request) -> Response:
    known, portal = _known(request), _server(request).client.portal
    return render(request, "demo/provider/home.html", known=known, portal=portal)


def _must_ask(request: Request, known: SignedIn) -> bool:
    """Whether the request wants a fresh proof, or the chance to be somebody else."""
    query = request.query_params
    if {"login", "select_account"} & set(query.get("prompt", "").split()):
        return True
    max_age = query.get("max_age", "")
    age = _memory(request).now() - known.auth_time
    return max_age.isdecimal() and (max_age == "0" or age > int(max_age))


def _authorised(
    request: Request, asked: ProviderRequest, grant: Any, employee_id: str, *, chosen: bool = False
) -> Response:
    known = _known(request)
    again = known is None or known.employee_id != employee_id or _must_ask(request, known)
    if known is not None and not again and not chosen:
        return _back(request, asked, known, grant)
    _memory(request).sign_out(request.cookies.get(_cookie(request), ""))
    cookie, signed_in = _memory(request).sign_in(employee_id)
    response = _back(request, asked, signed_in, grant)
    response.set_cookie(_cookie(request), cookie, httponly=True, samesite="lax")
    return response


def _back(request: Request, asked: ProviderRequest, who: SignedIn, grant: Any) -> Response:
    response: Response = _server(request).create_authorization_response(asked, who, grant)
    return response


def _choice(request: Request, q: str, known: SignedIn | None) -> Response:
    memory = _memory(request)
    asked = [(name, value) for name, value in request.query_params.multi_items() if name != "q"]
    return render(
        request,
        "demo/provider/choose.html",
        asked=asked,
        action=str(request.url.include_query_params(q="")),
        q=q,
        known=known,
        roles=memory.roles(),
        people=memory.named_like(q) if q.strip() else memory.cast_members(),
    )


def _refused(request: Request, asked: ProviderRequest, error: OAuth2Error) -> Response:
    """Back to the client if its address is known to be its own, else a plain refusal."""
    response: Response = _server(request).handle_error_response(asked, error)
    return response


def _declined(request: Request, asked: ProviderRequest, grant: Any) -> Response:
    error = OAuth2Error(redirect_uri=grant.redirect_uri, state=asked.payload.state)
    error.error = "login_required"
    response: Response = _server(request).handle_error_response(asked, error)
    return response


def _signed_out(request: Request) -> Response:
    gone = _memory(request).sign_out(request.cookies.get(_cookie(request), ""))
    if gone is not None:
        _tell(_server(request), gone)
    back_to, client = request.query_params.get("post_logout_redirect_uri"), _server(request).client
    where = back_to if back_to == client.signed_out_uri else str(request.url_for("provider:home"))
    response = RedirectResponse(where, 303)
    response.delete_cookie(_cookie(request), httponly=True, samesite="lax")
    return response


def _tell(server: Server, gone: SignedIn) -> None:
    """Back-channel logout: the portal hears it from us, not from the browser."""
    try:
        httpx2.post(
            server.client.back_channel_uri,
            data={"logout_token": logout_token(server, gone)},
            timeout=2,
        )
    except httpx2.HTTPError as failed:
        log.warning("portal not told of a sign-out", kind=type(failed).__name__)


def logout_token(server: Server, gone: SignedIn) -> str:
    now = server.memory.now()
    claims: Claims = {
        "iss": server.issuer,
        "aud": server.client.client_id,
        "iat": now,
        "exp": now + 120,
        "jti": f"{gone.sid}-{now}",
        "sub": gone.employee_id,
        "sid": gone.sid,
        "events": {LOGOUT_EVENT: {}},
    }
    header = {"alg": ALGORITHM, "kid": server.key.kid, "typ": "logout+jwt"}
    return jwt.encode(header, claims, server.key, [ALGORITHM])


def _known(request: Request) -> SignedIn | None:
    return _memory(request).browsers.get(request.cookies.get(_cookie(request), ""))


def _cookie(request: Request) -> str:
    return f"northfold-{_server(request).issuer.rpartition(':')[2]}"


def _server(request: Request) -> Server:
    server: Server = request.app.state.server
    return server


def _memory(request: Request) -> Memory:
    return _server(request).memory
