"""What the origin takes, what it refuses and how, and that it learns nothing of whoever asks."""

import sqlite3
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session
from starlette.responses import Response

from app.core import clock
from app.core.config import settings
from app.core.web.assets import asset
from app.core.web.headers import ALWAYS, IMMUTABLE
from app.speakup import folder, gate, rules, spool
from app.speakup.origin import create_origin
from tests.support.speakup import ADDRESS, CODE, WAITED, Origin, concern_of, released

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'-alert(1)-'",
    "{{ 7 * 7 }}{% raw %}",
    "javascript:alert(1)",
    "</textarea><script>alert(1)</script>",
]
HIDDEN = ["a\u202eb", "a\u2066b", "a\x00b", "a\x1bb", "a\u2028b"]
NO_SCRIPT = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
OF_THE_BODY = {"content-type", "content-length", "allow", "accept-ranges"}
FIELDS = ("what", "when", "where", "who")


def boxes() -> int:
    with spool.taking(folder.spool()) as taken:
        return len(taken.boxes)


def test_sent_too_early_is_asked_to_wait_and_then_taken(origin: Origin) -> None:
    ticket = origin.get().ticket
    early = origin.post("/speak-up", {"ticket": ticket, "what": "They look."}, status=422)
    assert "Wait 20 seconds" in early.main
    assert "They look." in early.response.text  # nothing typed is lost
    assert early.ticket == ticket
    assert boxes() == 0
    assert CODE.search(origin.send(ticket=ticket, what="They look.").main)
    assert boxes() == 1


@pytest.mark.parametrize("age", [timedelta(hours=24, seconds=1), timedelta(hours=-1)])
def test_a_page_that_was_open_too_long_is_sent_again(origin: Origin, age: timedelta) -> None:
    ticket = origin.get().ticket
    with clock.set_to(clock.now() + age):
        stale = origin.post("/speak-up", {"ticket": ticket, "what": "They look."}, status=422)
    assert "send it again" in stale.main
    assert stale.ticket != ticket
    assert boxes() == 0
    again = origin.send(ticket=stale.ticket, what="They look.", after=age + WAITED)
    assert CODE.search(again.main)


@pytest.mark.parametrize("forged", ["", "x", "AAAA", "é" * 40])
def test_a_forged_ticket_takes_nothing(origin: Origin, forged: str) -> None:
    answer = origin.post("/speak-up", {"ticket": forged, "what": "They look."}, status=422)
    assert boxes() == 0
    assert CODE.search(origin.send(ticket=answer.ticket, what="They look.").main)


def test_the_same_form_twice_is_one_report_and_shows_one_code(origin: Origin) -> None:
    ticket = origin.get().ticket
    first, second = (origin.send(ticket=ticket, what="They look.").main for _time in range(2))
    assert CODE.search(first)[0] == CODE.search(second)[0]  # type: ignore[index]
    assert boxes() == 1
    other = origin.send(ticket=ticket, what="They listen.", status=422)
    assert "used already" in other.main
    assert boxes() == 1
    again = origin.send(ticket=other.ticket, what="They listen.", after=2 * WAITED)
    assert CODE.search(again.main)
    assert boxes() == 2


def test_the_same_form_after_a_crash_or_a_release_is_one_concern(
    origin: Origin, session: Session
) -> None:
    ticket = origin.get().ticket
    first = origin.send(ticket=ticket, what="They look.").main
    again = Origin()  # another process: what was spent is forgotten, the key is not
    assert again.send(ticket=ticket, what="They look.").main == first
    assert released(session) == 1
    assert Origin().send(ticket=ticket, what="They look.").main == first
    assert released(session) == 0
    assert boxes() == 0


def test_at_most_so_many_a_minute_and_then_there_is_a_phone(
    origin: Origin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "AT_MOST", 2)
    origin = Origin()
    now = clock.now()
    tickets = [origin.get().ticket for _each in range(3)]
    for ticket in tickets[:2]:
        origin.send(ticket=ticket, what="They look.")
    full = origin.send(ticket=tickets[2], what="They look.", status=429)
    assert "Ask your privacy team." in full.main
    assert "They look." in full.response.text
    with clock.set_to(now + timedelta(minutes=3)):
        assert CODE.search(origin.send(ticket=full.ticket, what="They look.").main)


def test_words_beyond_64_kib_are_named_and_kept(origin: Origin) -> None:
    long = "ä" * 40_000
    answer = origin.send(what=long, status=422)
    assert "longer than 64 KiB" in answer.main
    assert long in answer.response.text
    assert boxes() == 0
    assert CODE.search(origin.send(what=long[:30_000]).main)


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("words", HIDDEN)
def test_what_cannot_be_shown_is_not_taken(origin: Origin, field: str, words: str) -> None:
    answer = origin.send(**{"what": "They look."} | {field: words}, status=422)
    assert "cannot be shown" in answer.main
    assert boxes() == 0


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_words_on_every_page(
    origin: Origin, session: Session, words: str
) -> None:
    refused = origin.send(**dict.fromkeys(FIELDS, words), ticket="forged", status=422)
    code = origin.report(**dict.fromkeys(FIELDS, words))
    released(session)
    thread = origin.thread(code)
    wrong = origin.thread(words, status=422)
    for page in (refused, thread, wrong):
        assert not page.soup.select("script, img, iframe, [onerror]")
    assert refused.soup.select_one("textarea").get_text().strip() == words  # type: ignore[union-attr]
    assert thread.soup.select_one("blockquote").get_text().strip() == words  # type: ignore[union-attr]


def test_wrong_codes_are_refused_alike_and_the_right_one_works(
    origin: Origin, session: Session
) -> None:
    code = origin.report()
    released(session)
    letters = code.replace("-", "")
    near = letters[:-1] + ("A" if letters[-1] != "A" else "B")
    answers = [origin.thread(each, status=422) for each in (near, "A" * 26, "A" * 25, "", "x" * 99)]
    assert len({answer.main for answer in answers}) == 1
    assert len({len(answer.response.content) for answer in answers}) == 1
    assert len({str(sorted(answer.response.headers.items())) for answer in answers}) == 1
    for wrong in (near, "A" * 26):
        fields = {"code": wrong, "text": "Hello.", "ticket": origin.get().ticket}
        said = origin.post("/speak-up/reply/messages", fields, status=422)
        assert said.main == answers[0].main
    assert "Received" in origin.thread(code.lower().replace("-", " ")).main


def test_wrong_codes_lock_nobody_out_and_only_so_many_are_looked_up_at_once(
    origin: Origin,
) -> None:
    code = origin.report()
    for _each in range(70):
        origin.thread("A" * 26, status=422)
    assert "waits to be handed over" in origin.thread(code).main
    looking: gate.Gate = origin.client.app.state.gate  # type: ignore[attr-defined]
    with ExitStack() as others:
        for _each in range(rules.CHECKS_AT_ONCE):
            assert others.enter_context(looking.checking())
        assert "at this moment" in origin.thread(code, status=429).main
    assert "waits to be handed over" in origin.thread(code).main


def test_a_code_is_shown_again_for_some_minutes_and_nothing_kept_leads_to_it(
    origin: Origin,
) -> None:
    now, ticket = clock.now(), origin.get().ticket
    fields = {"ticket": ticket, "what": "They look."}
    held: gate.Gate = origin.client.app.state.gate  # type: ignore[attr-defined]
    with clock.set_to(now + WAITED):
        code = CODE.search(origin.post("/speak-up", fields).main)
        assert code
    with clock.set_to(now + rules.AGAIN_FOR):
        assert code[0] in origin.post("/speak-up", fields).main
    seed = rules.seed(held.key, ticket, {"when": "", "where": "", "who": ""} | fields)
    assert not any(said in repr(vars(held)) for said in (code[0], ticket, repr(seed.secret)))
    with clock.set_to(now + WAITED + rules.AGAIN_FOR):
        held.prune()
        assert not held._fresh
        assert "used already" in origin.post("/speak-up", fields, status=422).main
    with clock.set_to(now + timedelta(hours=26)):
        held.prune()
        assert not held._spent
    assert boxes() == 1


def test_where_the_limit_is_met_is_left_to_chance() -> None:
    met = set()
    for _time in range(200):
        pace = gate.Pace(20)
        met.add(next(taken for taken in range(21) if not pace.step()))
    assert met <= set(range(15, 21))
    assert len(met) > 1


@pytest.mark.parametrize("path", ["/speak-up", "/speak-up/reply", "/nothing", "/static/x/y.css"])
def test_every_page_has_the_headers_of_the_origin_and_loads_nothing_from_elsewhere(
    origin: Origin, path: str
) -> None:
    status = 200 if path.startswith("/speak-up") else 404
    page = origin.get(path, status=status)
    heads = dict(page.response.headers)
    assert heads["referrer-policy"] == "no-referrer"
    assert "script" not in heads["content-security-policy"]
    assert heads["cache-control"] == "no-store"
    assert set(ALWAYS) <= set(heads)
    assert not {"server", "date", "etag", "last-modified", "set-cookie"} & set(heads)
    assert not page.soup.select("script, [src], iframe")
    for link in page.soup.select("[href], [action]"):
        where = link.get("href") or link.get("action")
        assert str(where).startswith(("/speak-up", "/static/", "#", "about:blank"))


@pytest.mark.parametrize("address", [ADDRESS, "https://speak.example.com"])
def test_every_answer_has_exactly_these_headers(
    origin: Origin, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("DAYLIGHT_SPEAKUP_URL", address)
    settings.cache_clear()
    asked = Origin(address).client

    def broken() -> Response:
        raise RuntimeError

    asked.app.router.add_api_route("/broken", broken)  # type: ignore[attr-defined]
    expected = ALWAYS | {"referrer-policy": "no-referrer", "content-security-policy": NO_SCRIPT}
    if address.startswith("https"):
        expected |= {"strict-transport-security": "max-age=31536000"}
    elsewhere = {"host": "elsewhere.example.com"}
    for method, path, status in (
        ("GET", "/speak-up", 200),
        ("GET", "/nothing", 404),
        ("DELETE", "/speak-up", 405),
        ("POST", "/speak-up", 422),
        ("GET", "/broken", 500),
        ("GET", asset("daylight.css"), 200),
    ):
        answer = asked.request(method, path, follow_redirects=False)
        assert answer.status_code == status, path
        shown = dict(answer.headers)
        assert shown.pop("cache-control") == (
            IMMUTABLE if "static" in path and status == 200 else "no-store"
        )
        assert {name: shown[name] for name in shown if name not in OF_THE_BODY} == expected, path
    for method, status in (("GET", 307), ("POST", 400)):
        answer = asked.request(method, "/speak-up", headers=elsewhere, follow_redirects=False)
        assert answer.status_code == status
        assert expected.items() <= dict(answer.headers).items()


def test_another_host_is_no_way_in(origin: Origin) -> None:
    answer = origin.client.get(
        "/speak-up", headers={"host": "127.0.0.1:8002"}, follow_redirects=False
    )
    assert answer.status_code == 307
    assert answer.headers["location"] == "http://localhost:8002/speak-up"
    posted = origin.client.post("/speak-up", data={}, headers={"host": "elsewhere.example"})
    assert posted.status_code == 400
    origin.get()


def test_nothing_behind_the_door_learns_who_asks(
    origin: Origin, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    app = create_origin()
    inner = app.router.__call__

    async def watched(scope: dict, receive: object, send: object) -> None:  # type: ignore[type-arg]
        seen.append(scope)
        await inner(scope, receive, send)  # type: ignore[arg-type]

    monkeypatch.setattr(type(app.router), "__call__", lambda self, *all_: watched(*all_))
    origin.client.app = app
    heads = {"cookie": "daylight=secret", "user-agent": "Mine", "x-forwarded-for": "10.1.2.3"}
    assert origin.client.get("/speak-up", headers=heads).status_code == 200
    [scope] = [each for each in seen if each["type"] == "http"]
    assert scope["client"] is None
    assert {name for name, _value in scope["headers"]} <= {b"host", b"content-type"}


def test_a_fault_is_said_to_nobody_else_and_what_was_typed_comes_back(
    origin: Origin, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_all: object) -> None:
        raise sqlite3.OperationalError("disk I/O error: They look.")

    ticket = origin.get().ticket
    with monkeypatch.context() as patch:
        patch.setattr(spool, "put", broken)
        answer = origin.send(ticket=ticket, what="They look.", status=503)
        assert "never taken twice" in answer.main
        assert "They look." in answer.response.text
        patch.setattr(gate.Gate, "ticket", broken)
        assert "went wrong" in origin.get(status=500).main
    assert capsys.readouterr() == ("", "")
    again = origin.send(ticket=answer.ticket, what="They look.", after=2 * WAITED)
    assert CODE.search(again.main)


def test_what_was_kept_and_then_failed_is_one_report(
    origin: Origin, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = spool.put

    def put_and_fail(file: Path, key: bytes, sealed: bytes) -> None:
        put(file, key, sealed)
        raise sqlite3.OperationalError("disk I/O error")

    ticket = origin.get().ticket
    with monkeypatch.context() as patch:
        patch.setattr(spool, "put", put_and_fail)
        answer = origin.send(ticket=ticket, what="They look.", status=503)
    assert answer.ticket == ticket
    assert CODE.search(origin.send(ticket=answer.ticket, what="They look.").main)
    assert boxes() == 1


def test_a_message_is_sealed_like_a_report_and_lies_among_them(
    origin: Origin, session: Session
) -> None:
    code = origin.report()
    released(session)
    origin.write(code, "And on Monday.")
    origin.report()
    with spool.taking(folder.spool()) as taken:
        assert len({len(sealed) for _key, sealed in taken.boxes}) == 1
        assert {len(key) for key, _sealed in taken.boxes} == {16}
    released(session)
    assert "And on Monday." in origin.thread(code).main
    assert concern_of(session, code)


def test_an_empty_message_is_asked_for(origin: Origin, session: Session) -> None:
    code = origin.report()
    released(session)
    assert "Write something." in origin.write(code, " ", status=422).main
    assert "is sent" in origin.write(code, "There.").main


def test_the_folder_is_for_its_owner_alone(origin: Origin) -> None:
    origin.report()
    kept = folder.spool().parent
    assert not kept.stat().st_mode & 0o077
    assert not (kept / "tickets.key").stat().st_mode & 0o077
