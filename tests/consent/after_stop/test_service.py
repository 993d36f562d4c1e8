"""An access without a yes alarms the person and the officers; one with it alarms nobody."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from app.access_log import service as log
from app.access_log.promises import service as promises
from app.access_log.promises.models import PromiseFinding, PromiseMatter
from app.access_log.promises.rules import Flag, Verdict
from app.access_log.telling import service as telling
from app.access_log.unusual import queries as unusual
from app.access_log.unusual import service as unusual_service
from app.consent import queries, rules
from app.consent import service as consent
from app.consent.after_stop import service
from app.consent.keeping import service as keeping
from app.core import clock
from app.core.db.session import reading, writing
from app.notifications.models import Kind, Update
from app.register.terms.schemas import Stops
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.consent import TIPS, a_choice, answer, approve, offer, reword
from tests.support.looks import a_look, a_source
from tests.support.register import a_practice

NINE = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
TEN = NINE + timedelta(hours=1)
LOOKS = (Kind.LOOK, Kind.UNUSUAL_LOOK, Kind.AFTER_STOP)
MIDNIGHT = datetime(2026, 11, 21, 0, 0, tzinfo=UTC)


def a_use(at: datetime, **different: Any) -> None:
    """The field app reports that it made tips out of Amara's driving."""
    usual: dict[str, Any] = {"accessor": "trackline", "kind": "service", "seen": "driving-style"}
    usual |= {"purpose": "driving-tips", "system": "field-app"}
    with clock.set_to(at + timedelta(minutes=1)):
        log.append([a_look(at, **usual | different)])


def alarms() -> int:
    """Follow the log to its end; how many entries were marked."""
    while True:
        with reading() as session:
            found = service.read(session, 100)
        if found is None:
            break
        with writing() as session:
            service.write(session, found)
    with reading() as session:
        marked = select(PromiseFinding).where(PromiseFinding.flag == Flag.AFTER_STOP)
        return len(session.exec(marked).all())


def withdrawn(
    session: Session, cast: Cast, stops: Stops = Stops.IMMEDIATELY, *others: dict[str, Any]
) -> None:
    """Yes at nine, no at ten; ``others``: what else the register says."""
    a_source(session, "field-app", "field-app")
    with clock.set_to(NINE):
        offer(session, cast, a_choice(choice={"stops": stops.value}), *others)
        answer(session, cast.amara, yes=True)
    with clock.set_to(TEN):
        answer(session, cast.amara, yes=False)
    session.commit()


CASES = [
    ("before the yes ended", {"at": TEN - timedelta(minutes=1)}, Stops.IMMEDIATELY, 0),
    ("after it", {"at": TEN + timedelta(minutes=1)}, Stops.IMMEDIATELY, 1),
    ("before midnight", {"at": TEN + timedelta(hours=5)}, Stops.BY_MIDNIGHT, 0),
    ("after midnight", {"at": MIDNIGHT + timedelta(minutes=1)}, Stops.BY_MIDNIGHT, 1),
    ("for another reason", {"at": TEN + timedelta(hours=1), "purpose": "x"}, Stops.IMMEDIATELY, 0),
    ("elsewhere", {"at": TEN + timedelta(hours=1), "system": "payroll"}, Stops.IMMEDIATELY, 0),
    ("asked, no answer", {"at": TEN, "subjects": ("E1009",)}, Stops.IMMEDIATELY, 1),
    ("not in its scope", {"at": TEN, "subjects": ("E1003",)}, Stops.IMMEDIATELY, 0),
]


@pytest.mark.parametrize(("how", "stops", "marked"), [case[1:] for case in CASES])
def test_only_what_lacked_a_yes_is_alarmed(
    session: Session, cast: Cast, how: dict[str, Any], stops: Stops, marked: int
) -> None:
    withdrawn(session, cast, stops)
    a_use(**how)
    assert alarms() == marked


def another(**different: Any) -> dict[str, Any]:
    """A practice with the choice's system, purpose and data, which rests on no yes."""
    usual: dict[str, Any] = {"id": "fleet-care", "title": "Fleet care"}
    usual |= {name: a_choice()[name] for name in ("system", "purposes", "categories")}
    return a_practice(**usual | different)


STYLE, SCORES = a_choice()["categories"][0], {"id": "scores", "label": "scores", "kind": "record"}
BOTH = ("driving-style", "scores")
# What another practice says, an access, and whether it is marked all the same.
COVERED: list[tuple[str, list[dict[str, Any]], dict[str, Any], int]] = [
    ("the same", [another()], {}, 0),
    ("for whoever was only asked", [another()], {"subjects": ("E1009",)}, 0),
    ("for others", [another(scope={"roles": ["Dispatcher"]})], {}, 1),
    ("of another system", [another(system="telematics")], {}, 1),
    ("for another purpose", [another(purposes=a_practice()["purposes"])], {}, 1),
    ("of other data", [another(categories=[SCORES])], {}, 1),
    ("of other data, which was used", [another(categories=[SCORES])], {"seen": "scores"}, 0),
    ("of half of it", [another(categories=[SCORES])], {"categories": BOTH}, 1),
    ("of all of it", [another(categories=[STYLE, SCORES])], {"categories": BOTH}, 0),
    (
        "each of half of it",
        [another(), another(id="fleet-scores", title="Scores", categories=[SCORES])],
        {"categories": BOTH},
        0,
    ),
]


@pytest.mark.parametrize(("others", "how", "marked"), [case[1:] for case in COVERED])
def test_what_another_practice_covers_without_a_yes_is_not_alarmed(
    session: Session, cast: Cast, others: list[dict[str, Any]], how: dict[str, Any], marked: int
) -> None:
    withdrawn(session, cast, Stops.IMMEDIATELY, *others)
    a_use(TEN + timedelta(hours=1), **how)
    assert alarms() == marked


def test_after_yes_was_said_again_nothing_is_alarmed(session: Session, cast: Cast) -> None:
    withdrawn(session, cast)
    with clock.set_to(TEN + timedelta(hours=1)):
        answer(session, cast.amara, yes=True)
    session.commit()
    a_use(TEN + timedelta(hours=2))
    assert alarms() == 0
    a_use(TEN + timedelta(minutes=30))
    assert alarms() == 1


def test_a_use_after_a_first_no_is_alarmed(session: Session, cast: Cast) -> None:
    a_source(session, "field-app", "field-app")
    with clock.set_to(NINE):
        offer(session, cast)
        answer(session, cast.amara, yes=False)
    session.commit()
    a_use(TEN)
    assert alarms() == 1


def test_a_use_before_anybody_was_asked_is_alarmed_until_there_is_a_yes(
    session: Session, cast: Cast
) -> None:
    a_source(session, "field-app", "field-app")
    with clock.set_to(NINE):
        offer(session, cast, approved=False)
        session.commit()
    a_use(NINE + timedelta(minutes=1))
    assert alarms() == 1

    with clock.set_to(TEN):
        approve(session, cast)
        keeping.ask_people(session)
        answer(session, cast.amara, yes=True)
        session.commit()
    a_use(TEN + timedelta(minutes=1))
    a_use(NINE + timedelta(minutes=30))
    assert alarms() == 2


def test_a_use_before_it_was_a_choice_is_not_alarmed(session: Session, cast: Cast) -> None:
    a_source(session, "field-app", "field-app")
    offer(session, cast)
    session.commit()
    a_use(datetime(2025, 6, 2, 9, 0, tzinfo=UTC))
    assert alarms() == 0
    a_use(TEN)
    assert alarms() == 1


def test_a_yes_that_ran_out_permits_nothing_though_the_worker_was_not_there(
    session: Session, cast: Cast
) -> None:
    a_source(session, "field-app", "field-app")
    with clock.set_to(NINE):
        offer(session, cast)
        answer(session, cast.amara, yes=True)
    session.commit()
    until = rules.valid_until(NINE)
    a_use(until - timedelta(minutes=1))
    assert alarms() == 0
    a_use(until + timedelta(minutes=1))
    assert alarms() == 1


P1 = a_choice()["purposes"][0]
P2 = {"id": "fuel-tips", "text": "To save fuel", "label": "Fuel", "phrase": "to save fuel"}
BOX: dict[str, Any] = {"system": "telematics"}
SOON, LATER = TEN + timedelta(minutes=1), TEN + timedelta(hours=2)
# The version at ten; an access; whether it is marked before she answers, and after another yes.
CHANGED: list[tuple[str, dict[str, Any], dict[str, Any], bool, bool]] = [
    ("nothing that matters", {"challenge": "Ask."}, {}, False, False),
    ("figures", {"figures": "team"}, {}, True, False),
    ("the system, the old one", BOX, {}, True, True),
    ("the system, the new one", BOX, BOX, True, False),
    ("the system, another reason", BOX, BOX | {"purpose": "x"}, False, False),
    ("a purpose more, the first", {"purposes": [P1, P2]}, {}, True, False),
    ("a purpose more, that one", {"purposes": [P1, P2]}, {"purpose": P2["id"]}, True, False),
    ("another purpose, the old one", {"purposes": [P2]}, {}, True, True),
    ("for another legal reason", {"purposes": [P1 | {"basis": "contract"}, P2]}, {}, False, False),
]


@pytest.mark.parametrize("worker", [True, False])
@pytest.mark.parametrize(("different", "how", "first", "then"), [case[1:] for case in CHANGED])
def test_a_yes_permits_no_more_than_it_was_said_to_whether_or_not_the_worker_was_there(
    session: Session,
    cast: Cast,
    different: dict[str, Any],
    how: dict[str, Any],
    first: bool,
    then: bool,
    worker: bool,
) -> None:
    a_source(session, "field-app", "field-app")
    with clock.set_to(NINE):
        offer(session, cast)
        answer(session, cast.amara, yes=True)
    with clock.set_to(TEN):
        reword(session, **different)
        approve(session, cast)
        if worker:
            keeping.follow_register(session)
    session.commit()
    a_use(TEN - timedelta(minutes=1))
    assert alarms() == 0
    a_use(SOON, **how)
    assert alarms() == first

    with clock.set_to(TEN + timedelta(hours=1)):
        words = queries.choice(session, cast.amara, "en", TIPS).notice
        assert words
        consent.answer(session, cast.amara, "en", TIPS, yes=True, digest=words.digest)
    session.commit()
    a_use(LATER, **how)
    assert alarms() == first + then


def test_person_and_officers_are_told_once_and_officers_not_whose_it_was(
    session: Session, cast: Cast
) -> None:
    withdrawn(session, cast)
    a_use(TEN + timedelta(hours=1))
    alarms()
    assert alarms() == 1

    told = session.exec(select(Update).where(Update.kind == Kind.AFTER_STOP)).all()
    assert len(told) == 3
    matter = session.exec(select(PromiseMatter.reference)).one()
    assert {update.person_id: update.data.get("matter") for update in told} == {
        cast.amara.id: None,
        cast.helen.id: matter,
        cast.daniel.id: matter,
    }


def test_she_is_told_of_it_as_what_it_is_and_not_once_more_as_a_look(
    session: Session, cast: Cast
) -> None:
    withdrawn(session, cast)
    a_use(TEN - timedelta(minutes=1), kind="person", accessor="E1002")
    a_use(TEN + timedelta(hours=1), kind="person", accessor="E1002")
    for room in (promises, unusual_service, service, telling):
        with writing() as follower:
            room.follow(follower, 100)

    hers = select(Update.kind).where(Update.person_id == cast.amara.id, col(Update.kind).in_(LOOKS))
    assert sorted(session.exec(hers).all()) == [Kind.AFTER_STOP, Kind.UNUSUAL_LOOK]


def test_officers_are_told_once_of_what_they_answer_once(session: Session, cast: Cast) -> None:
    withdrawn(session, cast)
    a_use(TEN + timedelta(hours=1))
    a_use(TEN + timedelta(hours=2))
    assert alarms() == 2

    told = session.exec(select(Update.person_id).where(Update.kind == Kind.AFTER_STOP)).all()
    assert sorted(told) == sorted([cast.amara.id, cast.amara.id, cast.helen.id, cast.daniel.id])
    matter = session.exec(select(PromiseMatter)).one()
    assert (matter.findings, matter.system) == (2, "field-app")


def test_no_correction_of_the_register_makes_it_good(session: Session, cast: Cast) -> None:
    withdrawn(session, cast)
    a_use(TEN + timedelta(hours=1))
    alarms()
    matter, helen = session.exec(select(PromiseMatter)).one(), cast.helen
    said = {"sentence": "The app went on for an hour. It is mended."}
    with pytest.raises(promises.NoSuchVerdictError):
        promises.answer(session, helen, matter, verdict=Verdict.REGISTER_INCOMPLETE, **said)
    promises.answer(session, helen, matter, verdict=Verdict.NOT_ALLOWED, **said)


def test_two_workers_raise_one_alarm(session: Session, cast: Cast) -> None:
    withdrawn(session, cast)
    a_use(TEN + timedelta(hours=1))
    with reading() as reader:
        found = service.read(reader, 100)
    assert found is not None
    with writing() as first:
        assert service.write(first, found) == 1
    with writing() as second:
        assert service.write(second, found) == 0
    assert alarms() == 1


def test_the_row_is_amber_and_says_so(browser: Browser, session: Session, cast: Cast) -> None:
    withdrawn(session, cast)
    a_use(TEN + timedelta(hours=1), kind="person", accessor="E1002")
    alarms()
    with reading() as reader:
        [seq] = reader.exec(select(PromiseFinding.seq)).all()
        assert unusual.flags_of(reader, [seq]) == {seq: ("after-stop",)}
    with clock.set_to(TEN + timedelta(days=1)):
        browser.sign_in(cast.amara)
        page = browser.get("/looked")
        assert "You had not said yes to this use, or your yes had ended." in page.main
        updates = browser.get("/updates").main
        assert "Your data was used for something you had not said yes to" in updates
        browser.sign_in(cast.helen)
        desk = browser.get("/desk/choices")
        link = desk.one("section[aria-labelledby=alarms] li a")
        checks = browser.get("/desk/promise-checks")
        shown = browser.get(str(link["href"]))
    assert "Driving tips, Trackline : 1 access" in desk.main
    assert "Used without a yes" in checks.texts("#waiting .ledger__row")[0]
    assert shown.heading == "Used without a yes"
    assert [radio["value"] for radio in shown.soup.select("input[name=verdict]")] == [
        "source-wrong",
        "not-allowed",
    ]
    for page in (desk, checks, shown):
        assert "Amara" not in page.text
