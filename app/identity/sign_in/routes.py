"""The doors of sign-in and sign-out. They wait for the provider, hence ``async``."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request
from sqlalchemy.exc import IntegrityError
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from app.core.db.session import writing
from app.core.web.session import SessionDep
from app.identity.audiences import Anyone
from app.identity.openid.errors import AttemptError, RefusedError
from app.identity.openid.schemas import SignedOut
from app.identity.sessions import queries as sessions_queries
from app.identity.sessions import service as sessions
from app.identity.sign_in import answers, rules, service
from app.identity.sign_in.bodies import logout_token

router = APIRouter(tags=["sign-in"])

Next = Annotated[str, Query(alias="next")]
Hint = Annotated[str, Query(max_length=255)]
MaxAge = Annotated[int | None, Query(ge=0, le=86_400)]


@router.get("/sign-in", name="sign_in:new")
async def new(
    request: Request,
    _viewer: Anyone,
    next_path: Next = "/",
    login_hint: Hint = "",
    max_age: MaxAge = None,
) -> Response:
    try:
        url, attempt = await service.relying_party().begin(
            rules.local_path(next_path), login_hint=login_hint, max_age=max_age
        )
    except RefusedError as refusal:
        return await answers.refused(request, refusal)
    return answers.to_provider(request, url, attempt)


@router.get("/sign-in/callback", name="sign_in:create")
async def create(request: Request, _viewer: Anyone) -> Response:
    state = request.query_params.get("state", "")
    if service.too_many(answers.address_of(request), state, request.cookies):
        return answers.too_many(request)
    try:
        answer = rules.answer(request.query_params.multi_items())
        attempt = service.attempt_of(state, request.cookies)
        identity = await service.relying_party().finish(answer, attempt)
        response = await run_in_threadpool(answers.signed_in, request, identity, attempt)
    except RefusedError as refusal:
        response = await answers.refused(request, refusal)
    if (name := service.attempt_cookie(state)) in request.cookies:
        answers.forget_cookie(response, name)
    return response


@router.get("/sign-in/again", name="sign_in:again")
def again(
    request: Request,
    _viewer: Anyone,
    next_path: Next = "/",
    max_age: MaxAge = None,
) -> Response:
    more = {} if max_age is None else {"max_age": str(max_age)}
    url = answers.sign_in_url(request, rules.local_path(next_path), **more)
    return answers.going_on(request, "identity/sign_in/again.html", str(url))


@router.post("/sign-out", name="sign_in:destroy")
def destroy(request: Request, session: SessionDep, _viewer: Anyone) -> Response:
    response = RedirectResponse(request.url_for("signed_out:show").path, HTTPStatus.SEE_OTHER)
    # Looked up here: who is “nobody” because the database is away is not signed out by that.
    if found := sessions_queries.by_token(session, request.cookies.get(sessions.cookie(), "")):
        # One that ended by itself too: the provider does not know of it and signs in again.
        sessions.sign_out(session, found[0])
        sid = service.sealed_sid(found[0].sid)
        answers.set_cookie(response, answers.hand_over_cookie(), sid, 60)
    answers.forget_cookie(response, sessions.cookie())
    return response


@router.get("/signed-out", name="signed_out:show")
async def signed_out(request: Request, viewer: Anyone) -> Response:
    if viewer is not None:
        return RedirectResponse("/", HTTPStatus.SEE_OTHER)
    handed, url = request.cookies.get(answers.hand_over_cookie()), None
    if handed is not None:
        here = answers.at_home(request.url_for("signed_out:show").path)
        url = await service.relying_party().sign_out_url(here, service.sid_of(handed))
    response = answers.going_on(request, "identity/sign_in/signed_out.html", url)
    if handed is not None:
        answers.forget_cookie(response, answers.hand_over_cookie())
    return response


@router.post("/sign-in/back-channel-logout", name="back_channel_logout:create")
async def create_back_channel_logout(request: Request, _viewer: Anyone) -> Response:
    try:
        told = await service.relying_party().signed_out(await logout_token(request))
        await run_in_threadpool(_end, told)
    except RefusedError as refusal:
        return await answers.refused_provider(request, refusal)
    return Response(status_code=HTTPStatus.OK)


def _end(told: SignedOut) -> None:
    try:
        with writing() as session:
            service.end_as_told(session, told)
    except IntegrityError as twice:
        raise AttemptError("logout_token_replayed") from twice
