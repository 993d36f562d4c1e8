"""A representative asks for somebody: the person is told and can stop it, and reads the answer."""

from collections.abc import Iterator

import pytest
from sqlmodel import Session, select

from app.access_log import queries as log
from app.core import clock
from app.subject_requests.handling import service as handling
from app.subject_requests.models import Act, Channel, SubjectRequest
from app.subject_requests.on_behalf import service
from app.subject_requests.on_behalf.service import READS
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.on_behalf import AUTHORITY, for_somebody
from tests.support.requests import a_request, acts, approve, propose

NEW, SEND = "/reps/requests/new", "Send this request"
AMARA = {"employee_id": "E1001", "name": "amara okafor", "right": "access"}
SHOWN = {"authority": AUTHORITY, "authority_on": "2026-06-01"}
CANARY = "A canary of hers."


@pytest.fixture(autouse=True)
def _nobody_was_named_yet() -> Iterator[None]:
    service.limiter.cache_clear()
    yield
    service.limiter.cache_clear()


def filed(session: Session) -> list[SubjectRequest]:
    session.expire_all()
    return list(session.exec(select(SubjectRequest)))


def test_a_representative_asks_and_the_person_is_told_at_once(
    browser: Browser, session: Session, cast: Cast
) -> None:
    browser.sign_in(cast.ewan)
    page = browser.visit(NEW)
    done = browser.submit(page, SEND, **AMARA, **SHOWN, details=CANARY)
    again = browser.submit(page, SEND, **AMARA, **SHOWN, details=CANARY)
    assert done.url == again.url and "Amara" not in done.text
    (kept,) = filed(session)
    assert (kept.channel, kept.representative) == (Channel.PORTAL, "Ewan Galbraith")
    assert kept.filed_by_id == cast.ewan.id and kept.authority == f"2026-06-01: {AUTHORITY}"
    browser.sign_in(cast.amara)
    assert "A representative asked for something in your name" in browser.visit("/updates").main
    hers = browser.visit(f"/requests/{kept.reference}").main
    assert "Ewan Galbraith asked for this in your name" in hers and AUTHORITY in hers


def test_she_stops_it_with_one_press(browser: Browser, session: Session, cast: Cast) -> None:
    request = for_somebody(session, cast.ewan, cast.amara)
    session.commit()
    browser.sign_in(cast.amara)
    page = browser.visit(f"/requests/{request.reference}")
    stopped = browser.submit(page, "This is not with my agreement")
    assert "Taken back" in stopped.main
    assert "not with my agreement" in stopped.main
    assert acts(session, request) == [Act.RECEIVED, Act.WITHDRAWN]
    browser.sign_in(cast.ewan)
    assert "Taken back by the person" in browser.visit("/reps/requests").main


def test_the_officer_asks_for_the_authority_and_the_clock_waits(
    browser: Browser, session: Session, cast: Cast
) -> None:
    request = for_somebody(session, cast.ewan, cast.amara)
    handling.take(session, request, cast.helen)
    session.commit()
    browser.sign_in(cast.helen)
    page = browser.visit(f"/desk/requests/{request.reference}")
    assert AUTHORITY in page.main and "Ewan Galbraith" in page.main
    asked = browser.click(page, "Ask for proof of authority")
    words = {"text": "Show us the letter.", "reason": "We have not seen it."}
    waits = browser.submit(asked, "Send this and wait", **words)
    assert "Waiting for proof" in waits.main
    browser.sign_in(cast.ewan)
    assert "Waits for proof of the authority" in browser.visit("/reps/requests").main


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"employee_id": "E9999"}, "No employee has this number and this name"),
        ({"name": "Amara"}, "No employee has this number and this name"),
        ({"name": "Tom Whitlock"}, "No employee has this number and this name"),
        ({"employee_id": "E1009", "name": "Ewan Galbraith"}, "No employee has this number"),
        ({"employee_id": ""}, "Enter their employee number"),
        ({"right": None}, "Choose what they ask for"),
        ({"right": "erasure"}, "Say what it is about"),
        ({"authority": ""}, "Say how they gave you this authority"),
        ({"authority_on": "yesterday"}, "Enter the day"),
        ({"authority_on": "2999-01-01"}, "still to come"),
    ],
)
def test_what_cannot_be_is_refused_and_tells_nothing(
    browser: Browser, session: Session, cast: Cast, changed: dict[str, str], told: str
) -> None:
    browser.sign_in(cast.ewan)
    page = browser.visit(NEW)
    refused = browser.submit(page, SEND, status=422, **AMARA | SHOWN | changed)
    assert told in refused.main and "Whitlock" not in refused.main.replace("Tom Whitlock", "")
    assert filed(session) == []
    right = AMARA | SHOWN
    assert browser.submit(refused, SEND, **right).heading == "Requests you made for others"


def test_who_has_left_is_as_unknown_as_nobody(
    browser: Browser, session: Session, cast: Cast
) -> None:
    cast.amara.active = False
    session.add(cast.amara)
    session.commit()
    browser.sign_in(cast.ewan)
    gone = browser.submit(browser.visit(NEW), SEND, status=422, **AMARA, **SHOWN)
    nobody = browser.submit(
        browser.visit(NEW), SEND, status=422, **AMARA | {"employee_id": "E9999"}, **SHOWN
    )
    said = [page.texts(".field__error") for page in (gone, nobody)]
    assert said[0] == said[1] != []


def test_after_many_wrong_names_even_a_right_one_waits(
    browser: Browser, session: Session, cast: Cast
) -> None:
    browser.sign_in(cast.ewan)
    page = browser.visit(NEW)
    for number in range(10):
        wrong = AMARA | {"name": f"Nobody {number}"}
        browser.submit(page, SEND, status=422, **wrong, **SHOWN)
    assert "Many names were tried" in browser.submit(page, SEND, status=422, **AMARA, **SHOWN).main
    service.limiter.cache_clear()
    browser.submit(page, SEND, **AMARA, **SHOWN)
    assert len(filed(session)) == 1


# who, and what of it: found, her words, the answer
@pytest.mark.parametrize(
    ("who", "path", "status", "words", "answer"),
    [
        ("amara", "/requests/{}", 200, True, True),
        ("amara", "/requests/{}/pdf", 200, None, None),
        ("ewan", "/reps/requests", 200, False, False),
        ("ewan", "/requests/{}", 404, False, False),
        ("ewan", "/requests/{}/pdf", 404, False, False),
        ("ewan", "/desk/requests/{}", 403, False, False),
        ("ewan", "/my-data/requests", 200, False, False),
        ("helen", "/desk/requests/{}", 200, True, None),
        ("helen", "/reps/requests", 403, False, False),
        ("daniel", "/desk/requests/{}/history", 404, False, False),
        ("tom", "/requests/{}", 404, False, False),
        ("jo", "/reps/requests", 403, False, False),
        ("ines", "/reps/requests", 403, False, False),
        ("viktor", "/requests/{}", 404, False, False),
    ],
)
def test_who_sees_what_of_it(
    browser: Browser,
    session: Session,
    cast: Cast,
    who: str,
    path: str,
    status: int,
    words: bool | None,
    answer: bool | None,
) -> None:
    request = for_somebody(session, cast.ewan, cast.amara)
    handling.take(session, request, cast.helen)
    told = "An answer for her alone."
    approve(session, propose(session, request, cast.helen, cast.daniel, text=told), cast.daniel)
    session.commit()
    browser.sign_in(getattr(cast, who))
    text = browser.get(path.format(request.reference), status=status).text
    assert words is None or (CANARY in text) == words
    assert answer is None or (told in text) == answer
    if (who, path) == ("ewan", "/reps/requests"):
        assert request.reference in text and "Answered, to the person" in text
        assert "Amara" not in text


@pytest.mark.parametrize("who", ["ewan", "tom", "helen"])
def test_nobody_else_stops_it(browser: Browser, session: Session, cast: Cast, who: str) -> None:
    request = for_somebody(session, cast.ewan, cast.amara)
    session.commit()
    browser.sign_in(getattr(cast, who))
    where = f"/requests/{request.reference}/stopping"
    browser.post(where, {"form_key": str(request.id)}, status=404)
    assert acts(session, request) == [Act.RECEIVED]
    browser.sign_in(cast.amara)
    browser.post(where, {"form_key": str(request.id)})
    assert acts(session, request) == [Act.RECEIVED, Act.WITHDRAWN]


def test_only_a_representative_files(browser: Browser, session: Session, cast: Cast) -> None:
    for person in (cast.jo, cast.helen, cast.tom):
        browser.sign_in(person)
        browser.post(NEW, AMARA | SHOWN | {"form_key": str(person.id)}, status=403)
    assert filed(session) == []
    browser.sign_in(cast.ewan)
    browser.post(NEW, AMARA | SHOWN | {"form_key": str(cast.ewan.id)})
    assert len(filed(session)) == 1
    assert filed(session)[0].received_on == clock.now().date()


def test_she_lets_her_representative_read_the_answer_and_ends_it(
    browser: Browser, session: Session, cast: Cast
) -> None:
    request = for_somebody(session, cast.ewan, cast.amara)
    own = a_request(session, cast.amara)
    handling.take(session, request, cast.helen)
    session.commit()
    page, theirs = f"/requests/{request.reference}", f"/reps/requests/{request.reference}"
    key = {"form_key": str(request.id)}
    browser.sign_in(cast.amara)
    assert "Who else can read it" not in browser.visit(page).main
    browser.post(f"{page}/sharing", key, status=409)  # there is no answer yet
    told = "An answer for her alone."
    approve(session, propose(session, request, cast.helen, cast.daniel, text=told), cast.daniel)
    session.commit()
    for person in (cast.ewan, cast.helen, cast.tom):
        browser.sign_in(person)
        browser.post(f"{page}/sharing", key, status=404)
    browser.sign_in(cast.ewan)
    browser.get(theirs, status=404)

    browser.sign_in(cast.amara)
    browser.post(f"/requests/{own.reference}/sharing", key, status=404)  # nobody asked for her
    shared = browser.submit(browser.visit(page), "Let them read it")
    assert "Ewan Galbraith, who asked for you, can read the words" in shared.main
    for person, status in ((cast.tom, 403), (cast.amara, 403), (cast.helen, 403)):
        browser.sign_in(person)
        browser.get(theirs, status=status)
    browser.sign_in(cast.ewan)
    read = browser.click(browser.visit("/reps/requests"), f"Read the answer to {request.reference}")
    assert told in read.main
    assert CANARY not in read.text
    looks = [look for look in log.entries_about(session, cast.amara) if look.purpose == READS]
    assert [(look.case, look.accessor.name) for look in looks] == [
        (request.reference, "Ewan Galbraith")
    ]

    browser.sign_in(cast.amara)
    browser.submit(browser.visit(page), "Stop that")
    browser.sign_in(cast.ewan)
    browser.get(theirs, status=404)
    assert acts(session, request)[-2:] == [Act.SHARED, Act.UNSHARED]
