"""Who is let in, and where she is led."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlmodel import Session, col, select

from app.core import clock
from app.core.db.session import reading, writing
from app.identity.people.models import Person
from app.identity.roles.models import Role, RoleGrant
from app.identity.sessions import service as sessions
from app.identity.sessions.models import EndReason, PortalSession
from app.identity.sign_in import queries, service
from app.notifications import jobs
from app.notifications.models import Kind, Update
from tests.support.browser import Browser, Page
from tests.support.providers import scripted
from tests.support.providers.journey import come_back, sign_in
from tests.support.providers.scripted import ScriptedProvider, ec_jwk, ed_jwk, rsa_jwk, rsa_key

HOME = "http://127.0.0.1:8000"


def _signed_in(browser: Browser) -> bool:
    return sessions.cookie() in browser.client.cookies


def _claims(**changes: Any) -> scripted.Bend:
    return lambda claims: claims | changes


def _refused(page: Page, reason: str) -> None:
    with reading() as session:
        [event] = queries.refusals(session, since=clock.now() - timedelta(minutes=5))[:1]
    assert event.reason_code == reason
    assert event.incident in page.main
    assert page.heading == "We could not sign you in"


@pytest.mark.parametrize(
    ("asked", "led_to"),
    [
        ("/looked", "/looked"),
        ("/looked?month=2026-11&who=a%26b", "/looked?month=2026-11&who=a%26b"),
        ("/", "/"),
        ("https://elsewhere.example.com/", "/"),
        ("//elsewhere.example.com/", "/"),
        ("///elsewhere.example.com/", "/"),
        ("/\\elsewhere.example.com/", "/"),
        ("\\\\elsewhere.example.com/", "/"),
        ("/\t/elsewhere.example.com/", "/"),
        ("/\n/elsewhere.example.com/", "/"),
        (" //elsewhere.example.com/", "/"),
        ("javascript:alert(1)", "/"),
        ("looked", "/"),
        ("", "/"),
        ("/looked\r\nSet-Cookie: a=b", "/"),
        ("/sign-in?next=/sign-in", "/"),
        ("/sign-out", "/"),
        ("/api/v1/access-events", "/"),
        ("/" + "a" * 5000, "/"),
        ("http:///looked", "/"),
        ("/@elsewhere.example.com", "/@elsewhere.example.com"),
    ],
)
def test_only_paths_of_our_own_follow_a_sign_in(
    browser: Browser, provider: ScriptedProvider, asked: str, led_to: str
) -> None:
    begun = browser.client.get("/sign-in", params={"next": asked})
    back = come_back(browser, provider.authorise(begun.headers["location"]), 303)

    assert back.response.headers["location"] == HOME + led_to


def test_the_request_carries_what_the_protocol_needs(
    browser: Browser, provider: ScriptedProvider
) -> None:
    begun = browser.get("/sign-in?login_hint=E1001&max_age=300", status=303)
    asked = parse_qs(urlsplit(begun.response.headers["location"]).query)

    assert asked["login_hint"] == ["E1001"]
    assert asked["max_age"] == ["300"]
    assert asked["scope"] == ["openid profile email"]
    assert asked["redirect_uri"] == [scripted.REDIRECT_URI]
    for name in ("state", "nonce", "code_challenge"):
        assert len(asked[name][0]) >= 43, name  # 256 bits
    cookie = begun.response.headers["set-cookie"].lower()
    assert all(part in cookie for part in ("httponly", "samesite=lax", "max-age=600", "path=/"))
    assert asked["nonce"][0] not in begun.response.headers["set-cookie"]


def test_several_tabs_may_sign_in_at_once(browser: Browser, provider: ScriptedProvider) -> None:
    tabs = [browser.get(f"/sign-in?next=/{tab}", status=303) for tab in "abc"]
    for tab, begun in reversed(list(zip("abc", tabs, strict=True))):
        answer = provider.authorise(begun.response.headers["location"])
        back = come_back(browser, answer, 303)
        assert back.response.headers["location"] == f"{HOME}/{tab}"


def test_attempts_never_fill_up_the_cookies(browser: Browser, provider: ScriptedProvider) -> None:
    for _ in range(30):
        begun = browser.get("/sign-in", status=303)
    waiting = [name for name in browser.client.cookies if name.startswith("daylight-sign-in")]

    assert len(waiting) <= 6
    come_back(browser, provider.authorise(begun.response.headers["location"]), 303)


def test_an_answer_counts_once_and_for_ten_minutes(
    browser: Browser, provider: ScriptedProvider
) -> None:
    answer = provider.authorise(browser.get("/sign-in", status=303).response.headers["location"])
    come_back(browser, answer, 303)
    _refused(come_back(browser, answer, 400), "attempt_unknown")

    begun = browser.get("/sign-in", status=303)
    late = provider.authorise(begun.response.headers["location"])
    kept = dict(browser.client.cookies)
    too_late = clock.now() + timedelta(minutes=10, seconds=1)
    with clock.set_to(too_late), pytest.raises(service.AttemptError):
        service.attempt_of(late["state"], kept)
    come_back(browser, late, 303)


def test_an_answer_belongs_to_the_browser_that_asked(
    browser: Browser, another_browser: Browser, provider: ScriptedProvider
) -> None:
    begun = browser.get("/sign-in", status=303)
    answer = provider.authorise(begun.response.headers["location"])

    _refused(come_back(another_browser, answer, 400), "attempt_unknown")
    assert not _signed_in(another_browser)
    come_back(browser, answer, 303)
    assert _signed_in(browser)


def test_a_changed_cookie_is_refused(browser: Browser, provider: ScriptedProvider) -> None:
    answer = provider.authorise(browser.get("/sign-in", status=303).response.headers["location"])
    name = service.attempt_cookie(answer["state"])
    value = browser.client.cookies[name]
    browser.sign_out()
    for changed in (value[:-8] + "AAAAAAA=", "", "x", value[8:]):
        browser.client.cookies.set(name, changed, domain="127.0.0.1", path="/")
        page = come_back(browser, answer)
        assert page.status == 400, changed
    browser.client.cookies.set(name, value, domain="127.0.0.1", path="/")
    come_back(browser, answer, 303)


def test_a_known_identity_stays_one_employee(browser: Browser, provider: ScriptedProvider) -> None:
    sign_in(browser, provider)
    provider.claims = _claims(employee="E1002")
    sign_in(browser, provider)

    with reading() as session:
        people = session.exec(
            select(Person.employee_id).join(
                PortalSession, col(PortalSession.person_id) == col(Person.id)
            )
        ).all()
    assert list(people) == ["E1001", "E1001"]


def test_a_second_identity_for_an_employee_is_refused_and_noted(
    browser: Browser, another_browser: Browser, provider: ScriptedProvider
) -> None:
    sign_in(browser, provider)
    provider.subject = "u-another"

    page = sign_in(another_browser, provider, status=403)

    _refused(page, "second_identity")
    assert not _signed_in(another_browser)
    with reading() as session:
        [event] = queries.refusals(
            session, since=clock.now() - timedelta(minutes=1), reason="second_identity"
        )
        assert event.person_id is not None
    provider.subject = "u-1001"
    sign_in(another_browser, provider)


def test_nobody_of_that_name_is_told_whom_to_ask(
    browser: Browser, provider: ScriptedProvider
) -> None:
    provider.claims = _claims(employee="E9999")

    page = sign_in(browser, provider, status=403)

    _refused(page, "employee_unknown")
    assert "Ask your privacy team." in page.main
    provider.behave()
    sign_in(browser, provider)


def test_whoever_left_is_not_let_in(browser: Browser, provider: ScriptedProvider) -> None:
    sign_in(browser, provider)
    _set_active(False)
    _refused(sign_in(browser, provider, status=403), "employee_ended")
    _set_active(True)
    sign_in(browser, provider)


def test_signing_in_again_ends_the_session_before(
    browser: Browser, provider: ScriptedProvider
) -> None:
    sign_in(browser, provider)
    sign_in(browser, provider)

    with reading() as session:
        ends = session.exec(select(PortalSession.end_reason).order_by(col(PortalSession.id))).all()
    assert list(ends) == [EndReason.RENEWED, None]


@pytest.mark.parametrize(
    ("confirmed", "kept"),
    [(["officer", "x"], ["officer", "x"]), ("officer", ["officer"]), (7, []), (None, [])],
)
def test_roles_are_confirmed_by_the_provider_where_it_is_asked_to(
    browser: Browser,
    provider: ScriptedProvider,
    monkeypatch: pytest.MonkeyPatch,
    confirmed: object,
    kept: list[str],
) -> None:
    party = provider.relying_party(roles_claim="groups")
    monkeypatch.setattr(service, "relying_party", lambda: party)
    provider.claims = _claims(groups=confirmed)
    sign_in(browser, provider)

    with reading() as session:
        assert session.exec(select(PortalSession.claimed_roles)).one() == kept


def test_userinfo_names_the_employee_where_the_id_token_does_not(
    browser: Browser, provider: ScriptedProvider
) -> None:
    provider.claims = lambda claims: {k: v for k, v in claims.items() if k != "employee"}

    sign_in(browser, provider)

    assert provider.fetches["/userinfo"] == 1


@pytest.mark.parametrize("algorithm", ["PS256", "ES256", "EdDSA"])
def test_every_allowed_algorithm_signs_in(
    browser: Browser, provider: ScriptedProvider, algorithm: str
) -> None:
    signs = {"PS256": scripted.by_pss(rsa_key()), "ES256": scripted.by_ec, "EdDSA": scripted.by_ed}
    every = [rsa_jwk(rsa_key(), "k1"), ec_jwk("k2"), ed_jwk("k3")]
    kids = {"PS256": "k1", "ES256": "k2", "EdDSA": "k3"}
    provider.discovery = lambda document: (
        document | {"id_token_signing_alg_values_supported": [algorithm]}
    )
    provider.jwks = lambda _set: {"keys": every}
    provider.header = lambda header: header | {"alg": algorithm, "kid": kids[algorithm]}
    provider.claims = lambda claims: {k: v for k, v in claims.items() if k != "at_hash"}
    provider.sign = signs[algorithm]

    sign_in(browser, provider)

    assert _signed_in(browser)


@pytest.mark.parametrize(
    ("error", "status", "reason", "said"),
    [
        ("access_denied", 401, "provider_error", "says that you did not sign in"),
        *(
            (error, 401, "provider_error", "needs something from you before it can sign you in")
            for error in (
                *("login_required", "interaction_required"),
                *("account_selection_required", "consent_required"),
            )
        ),
        *(
            (error, 401, "provider_error", "does not accept the way this portal asks")
            for error in (
                *("invalid_request", "unauthorized_client", "unsupported_response_type"),
                *("invalid_scope", "invalid_request_uri", "invalid_request_object"),
                *("request_not_supported", "request_uri_not_supported"),
                "registration_not_supported",
            )
        ),
        ("SERVER_ERROR", 401, "provider_error", "gave a reason that we do not know"),
        ("made_up_today", 401, "provider_error", "gave a reason that we do not know"),
        ("server_error", 503, "provider_failed", "says that it cannot sign you in at the moment"),
        (
            "temporarily_unavailable",
            503,
            "provider_failed",
            "says that it cannot sign you in at the moment",
        ),
    ],
)
def test_a_person_reads_whose_doing_it_was(
    browser: Browser, provider: ScriptedProvider, error: str, status: int, reason: str, said: str
) -> None:
    begun = browser.get("/sign-in", status=303)
    answer = provider.authorise(begun.response.headers["location"])
    del answer["code"]

    page = come_back(browser, answer | {"error": error}, status)

    _refused(page, reason)
    assert said in page.text
    assert ("retry-after" in page.response.headers) is (status == 503)
    sign_in(browser, provider)


def test_a_provider_that_is_not_there_answers_503(
    browser: Browser, provider: ScriptedProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    from app.identity.openid.service import RelyingParty

    nobody = replace(service.relying_party().client, issuer="http://127.0.0.1:9")
    good = service.relying_party
    monkeypatch.setattr(service, "relying_party", lambda: RelyingParty(nobody))
    _refused(browser.get("/sign-in", status=503), "provider_unreachable")

    monkeypatch.setattr(service, "relying_party", good)
    sign_in(browser, provider)


def test_whoever_is_refused_again_and_again_has_to_wait(
    browser: Browser, provider: ScriptedProvider
) -> None:
    statuses = [browser.client.get("/sign-in/callback").status_code for _ in range(61)]
    assert statuses == [400] * 60 + [429]
    waits = browser.get("/sign-in/callback", status=429).response
    assert waits.headers["retry-after"] == "60"

    sign_in(browser, provider)  # others behind the same address are not held up


def test_a_forged_cookie_does_not_open_the_door_to_more_attempts(
    browser: Browser, provider: ScriptedProvider
) -> None:
    state = "s" * 43
    forged = {"Cookie": f"{service.attempt_cookie(state)}=forged"}
    ask = f"/sign-in/callback?code=c&state={state}"
    statuses = [browser.client.get(ask, headers=forged).status_code for _ in range(61)]

    assert statuses == [400] * 60 + [429]
    sign_in(browser, provider)


def test_one_attempt_cannot_be_answered_again_and_again(
    browser: Browser, provider: ScriptedProvider
) -> None:
    begun = browser.get("/sign-in", status=303)
    state = provider.authorise(begun.response.headers["location"])["state"]
    kept = {"Cookie": begun.response.headers["set-cookie"].split(";")[0]}
    ask = f"/sign-in/callback?error=access_denied&state={state}"
    statuses = [browser.client.get(ask, headers=kept).status_code for _ in range(7)]

    assert statuses[5:] == [429, 429]
    assert 429 not in statuses[:5]
    sign_in(browser, provider)


def _set_active(active: bool) -> None:
    with writing() as session:
        person = session.exec(select(Person).where(Person.employee_id == "E1001")).one()
        person.active = active
        session.add(person)


def test_officers_are_told_once_of_a_second_identity(
    browser: Browser, another_browser: Browser, provider: ScriptedProvider, session: Session
) -> None:
    officer = session.exec(select(Person).where(Person.employee_id == "E1002")).one()
    session.add(RoleGrant(person_id=officer.id, role=Role.OFFICER, granted_at=clock.now()))
    session.commit()
    sign_in(browser, provider)
    provider.subject = "u-another"
    sign_in(another_browser, provider, status=403)

    for _ in range(2):
        with writing() as own:
            jobs.tell_of_second_identities(own)

    with reading() as own:
        [told] = own.exec(select(Update)).all()
    assert told.kind is Kind.SECOND_IDENTITY
    assert told.subject_ref.startswith("SIGN-")
