"""What a source reads of restrictions: its own practices', as they stand, without the reason."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session, select

from app.core import clock
from app.core.db.session import reading, writing
from app.identity.people.models import Person
from app.identity.sources import service as sources
from app.subject_requests.handling import service as handling
from app.subject_requests.models import Kind, SubjectRequest
from app.subject_requests.outcomes.models import Result
from app.subject_requests.restrictions import api, queries, service
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.outcomes import a_house, answer, filed, lift, tell, write

Ask = Callable[..., Any]
MONDAY = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
PATH = "/api/v1/restrictions"


@pytest.fixture
def ask(client: TestClient, session: Session, cast: Cast) -> Ask:
    """The portal as the field app asks it; ``key`` names another source's."""
    a_house(session)
    keys = {
        system: sources.add(session, system, system=system)[1]
        for system in ("field-app", "payroll")
    }

    def asked(path: str = PATH, key: str = "field-app") -> Any:
        session.commit()
        said = client.get(path, headers={"authorization": f"Bearer {keys[key]}"})
        assert said.status_code == 200, said.text
        return said.json()

    return asked


def _lifted(session: Session, cast: Cast, after: int) -> None:
    """A correction of Amara's, filed on a Monday and lifted some days on."""
    with clock.set_to(MONDAY):
        request = filed(session, cast.amara, cast.helen, Kind.RECTIFICATION, "location")
        answer(session, request, cast, Result.NOT_CORRECTED)
        tell(session, request, cast.helen, date(2026, 6, 4))
    with clock.set_to(MONDAY + timedelta(days=after)):
        lift(session, request, cast.helen)


def test_a_source_reads_whose_data_is_restricted_and_not_why(
    ask: Ask, session: Session, cast: Cast
) -> None:
    filed(session, cast.amara, cast.helen, Kind.OBJECTION, "location")
    filed(session, cast.ewan, cast.helen, Kind.ERASURE, "location")
    [found] = ask()["restrictions"]
    assert set(found) == {"id", "subject", "practice", "restricted", "changed_at"}
    assert (found["subject"], found["practice"], found["restricted"]) == ("E1001", "location", True)
    assert ask(key="payroll") == {"restrictions": [], "next": None}


LETTER = {"channel": "post", "received_on": "2026-06-01", "details": "It is wrong."}
SHOWN = {"authority": "A signed letter.", "authority_on": "2026-06-01"}
FOR_HER = {"employee_id": "E1001", "name": "Amara Okafor", "details": "It is wrong."}
WAYS: dict[str, tuple[str, str, dict[str, str], dict[Kind, dict[str, str]]]] = {
    "helen": (
        "/desk/requests/new?person=E1001",
        "Add this request",
        LETTER,
        {kind: {f"right.{kind.value}": "true"} for kind in Kind},
    ),
    "ewan": (
        "/reps/requests/new",
        "Send this request",
        FOR_HER | SHOWN,
        {kind: {"right": kind.value} for kind in Kind},
    ),
}


@pytest.mark.parametrize("kind", [Kind.RECTIFICATION, Kind.OBJECTION, Kind.RESTRICTION])
@pytest.mark.parametrize("who", WAYS)
def test_whichever_way_it_came_it_is_kept_out_of_use_at_once(
    ask: Ask, browser: Browser, session: Session, cast: Cast, who: str, kind: Kind
) -> None:
    """Logged by an officer, or asked for by a representative; a restriction once it is granted."""
    at, send, typed, rights = WAYS[who]
    session.commit()
    with clock.set_to(MONDAY):
        browser.sign_in(getattr(cast, who))
        page = browser.visit(at)
        sent = typed | rights[kind]
        if kind is not Kind.RESTRICTION:
            wrong = browser.submit(page, send, status=422, **sent)
            assert "Choose what the correction or the objection is about." in wrong.main
            assert ask()["restrictions"] == []
        browser.submit(page, send, **sent, **{"data-location": "true"})
        if kind is Kind.RESTRICTION:
            assert ask()["restrictions"] == []
            session.expire_all()
            request = session.exec(select(SubjectRequest)).one()
            handling.take(session, request, cast.helen)
            answer(session, request, cast, Result.RESTRICTED)
        [found] = ask()["restrictions"]
    assert (found["subject"], found["practice"], found["restricted"]) == ("E1001", "location", True)


def test_what_nobody_can_tell_yet_is_named_by_the_officer_who_has_it(
    ask: Ask, browser: Browser, session: Session, cast: Cast
) -> None:
    session.commit()
    with clock.set_to(MONDAY):
        browser.sign_in(cast.helen)
        page = browser.visit("/desk/requests/new?person=E1001")
        objects = {"right.objection": "true", "unclear": "true", "right.access": "true"}
        browser.submit(page, "Add this request", **LETTER, **objects)
        assert ask()["restrictions"] == []
        session.expire_all()
        kinds = SubjectRequest.kind
        request = session.exec(select(SubjectRequest).where(kinds == Kind.OBJECTION)).one()
        handling.take(session, request, cast.helen)
        write(session, request, cast, Result.UPHELD, practices=("location",))
        assert [each["practice"] for each in ask()["restrictions"]] == ["location"]


def test_what_was_lifted_is_told_as_such_once(ask: Ask, session: Session, cast: Cast) -> None:
    _lifted(session, cast, 3)
    [found] = ask()["restrictions"]
    assert found["restricted"] is False
    assert found["changed_at"].startswith("2026-06-04")


def test_while_another_request_keeps_it_from_use_it_is_restricted(
    ask: Ask, session: Session, cast: Cast
) -> None:
    with clock.set_to(MONDAY + timedelta(days=1)):
        filed(session, cast.amara, cast.helen, Kind.OBJECTION, "location")
    _lifted(session, cast, 3)
    assert [each["restricted"] for each in ask()["restrictions"]] == [True, True]


def test_only_what_changed_since_is_read_again_page_by_page(
    ask: Ask, session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day, person in enumerate((cast.amara, cast.ewan, cast.amara)):
        with clock.set_to(MONDAY + timedelta(days=day)):
            filed(session, person, cast.helen, Kind.OBJECTION, "location")
    since = (MONDAY + timedelta(days=1)).isoformat().replace("+", "%2B")
    changed = ask(f"{PATH}?changed_since={since}")["restrictions"]
    assert [each["subject"] for each in changed] == ["E1009", "E1001"]

    monkeypatch.setattr(api, "AT_ONCE", 1)
    page, read = ask(), []
    while page["next"]:
        read += page["restrictions"]
        page = ask(page["next"])
    assert [each["subject"] for each in read] == ["E1001", "E1009", "E1001"]
    assert len({each["id"] for each in read}) == 3


def test_no_change_comes_later_with_an_earlier_moment(
    ask: Ask, session: Session, cast: Cast
) -> None:
    """Not even one that was made while another machine's clock was ahead."""
    read: list[str] = []
    for day, person in ((3, cast.amara), (1, cast.ewan), (1, cast.tom)):
        with clock.set_to(MONDAY + timedelta(days=day)):
            filed(session, person, cast.helen, Kind.OBJECTION, "location")
        since = f"?{urlencode({'changed_since': read[-1]})}" if read else ""
        read += [each["changed_at"] for each in ask(f"{PATH}{since}")["restrictions"]]
    assert len(read) == 5  # each new one, and again the one that it was asked from
    assert read == sorted(read, key=datetime.fromisoformat)


def test_whoever_reads_on_while_others_write_skips_nothing(
    ask: Ask, session: Session, cast: Cast
) -> None:
    source = sources.add(session, "survey", system="field-app")[0]
    made = [
        filed(session, cast.amara, cast.helen, Kind.ERASURE, "location").id for _round in range(24)
    ]
    helen = cast.helen.id
    session.flush()
    session.expunge(source)
    session.commit()

    def restrict(request_id: UUID) -> None:
        with writing() as mine:
            request = mine.get_one(SubjectRequest, request_id)
            officer = mine.get_one(Person, helen)
            service.keep_from_use(mine, request, ["location"], officer)
            mine.exec(select(Person)).all()  # a while passes before it is committed

    seen: set[UUID] = set()
    since: datetime | None = None
    with ThreadPoolExecutor(4) as pool:
        written = [pool.submit(restrict, each) for each in made]
        while True:
            over = all(each.done() for each in written)
            with reading() as mine:
                found = queries.changed(mine, source, since=since, limit=1000)
            seen |= {each.step.request_id for each in found}
            since = found[-1].step.at if found else since
            if over:
                break
        assert [each.result() for each in written] == [None] * len(made)
    assert seen == set(made)
