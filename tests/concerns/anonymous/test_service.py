"""A concern without a name at the desk: the same acts, the same distance, and nobody's name."""

import json
from datetime import UTC, datetime, time, timedelta
from itertools import product
from uuid import uuid4

import pytest
from sqlmodel import Session, col, select

from app.access_log.checking import service as checking
from app.access_log.checkpoints import queries as checkpoints
from app.access_log.leaves import rules as leaves
from app.access_log.models import Notice
from app.concerns import queries, service
from app.concerns.anonymous import rules
from app.concerns.anonymous import service as anonymous
from app.concerns.anonymous.models import ConcernRelease
from app.concerns.anonymous.rules import NotABoxError, content
from app.concerns.handling import service as handling
from app.concerns.models import Act, Concern, ConcernEvent, ConcernMessage, Naming
from app.concerns.opening import service as opening
from app.concerns.progress.rules import Status
from app.concerns.reporters import queries as reporters
from app.core import clock
from app.core.db.base import new_id
from app.core.errors import ConflictError, ForbiddenError, NotFoundError
from app.identity.people.models import Person
from app.identity.roles.models import Role
from app.notifications.models import Kind, Update
from app.speakup import folder, spool
from app.speakup.rules import Kind as Said
from app.speakup.rules import Seed, message, receipt, report
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.concerns import DOING, a_third_officer, acts, answer
from tests.support.insert_only import assert_insert_only
from tests.support.make import a_person
from tests.support.speakup import Origin, raised_without_a_name, released

WORDS = {"what": "He reads our chats.", "when": "", "where": "", "who": ""}
# by whom each act is done, where nobody's name is known and Helen has it
MAY: dict[Act, dict[Status, set[str]]] = {
    Act.TAKEN: {Status.RECEIVED: {"helen", "daniel"}},
    Act.ASSIGNED: {Status.RECEIVED: {"helen", "daniel"}, Status.LOOKING: {"helen"}},
    Act.ACKNOWLEDGED: {Status.LOOKING: {"helen"}},
    Act.PERSON_NAMED: {Status.LOOKING: {"helen"}},
    Act.ANSWERED: {Status.LOOKING: {"helen"}},
    Act.ESCALATED: {},
    Act.CLOSED: {Status.ANSWERED: {"helen"}},
}
EVERYONE = ("amara", "tom", "jo", "ewan", "helen", "daniel", "ines", "viktor", "priya")


def _at(session: Session, status: Status, cast: Cast) -> Concern:
    concern = raised_without_a_name(session, "He reads our chats.")[1]
    if status is not Status.RECEIVED:
        handling.take(session, concern, cast.helen)
    if status in {Status.ANSWERED, Status.CLOSED}:
        answer(session, concern, cast.helen)
    if status is Status.CLOSED:
        service.close(session, concern, cast.helen, form_key=new_id())
    return concern


@pytest.mark.parametrize(("act", "status"), list(product(MAY, Status)))
def test_every_act_by_everybody_at_every_stage(
    session: Session, cast: Cast, act: Act, status: Status
) -> None:
    allowed = MAY[act].get(status, set())
    for who in sorted(EVERYONE, key=lambda name: name in allowed):  # refusals first
        concern = _at(session, status, cast)
        before = acts(session, concern)
        person: Person = getattr(cast, who)
        if who in allowed:
            DOING[act](session, concern, person, cast)
            assert acts(session, concern)[len(before)] is act
            continue
        with pytest.raises((ForbiddenError, ConflictError)):
            DOING[act](session, concern, person, cast)
        assert acts(session, concern) == before


def _again(session: Session, code: str, kind: Said = Said.AGAIN, text: str = "It is not.") -> None:
    mine = receipt(code)
    assert mine
    said = content(message(Seed(uuid4().bytes * 2), kind, mine, text))
    anonymous.hand_over(session, [said], slot=None)


@pytest.mark.parametrize(
    ("status", "escalates"),
    [
        (Status.RECEIVED, False),
        (Status.LOOKING, False),
        (Status.ANSWERED, True),
        (Status.CLOSED, True),
    ],
)
def test_not_happy_goes_to_another_officer_once_there_is_an_answer(
    session: Session, cast: Cast, status: Status, escalates: bool
) -> None:
    concern = _at(session, status, cast)
    before = acts(session, concern)
    seed = Seed(b"another" * 5)
    mine = seed.receipt
    said = content(message(seed, Said.AGAIN, mine, "No."))
    said = rules.Content(said.id, said.kind, concern.raised_by, said.salt, said.words)
    anonymous.hand_over(session, [said], slot=None)
    anonymous.hand_over(session, [said], slot=None)  # once more: nothing is doubled
    assert acts(session, concern)[len(before) :] == ([Act.ESCALATED] if escalates else [])
    told = queries.story(session, concern)
    assert list(reporters.words_of(told.messages).values()) == ["No."]
    if escalates:
        assert told.standing.had == (cast.helen.id,)
        assert not queries.is_for(session, cast.helen, told)
        handling.take(session, concern, cast.daniel)


@pytest.mark.parametrize("field", ["what", "when", "where", "who"])
@pytest.mark.parametrize("said", ["Helen Marsh", "HELEN  MARSH,", "e1005", "(Helen Marsh’s)"])
def test_it_is_kept_from_whoever_is_named_in_it(
    session: Session, cast: Cast, field: str, said: str
) -> None:
    words = WORDS | {field: f"It was {said} who did it."}
    concern = raised_without_a_name(session, **words)[1]
    with pytest.raises(NotFoundError):
        queries.at_the_desk(session, cast.helen, concern.reference)
    with pytest.raises(ForbiddenError):
        handling.take(session, concern, cast.helen)
    handling.take(session, concern, cast.daniel)


def test_a_message_that_names_who_has_it_takes_it_from_them(
    browser: Browser, session: Session, cast: Cast
) -> None:
    code, concern = raised_without_a_name(session, "He reads our chats.")
    handling.take(session, concern, cast.helen)
    _again(session, code, Said.MESSAGE)  # it names nobody: she keeps it
    assert queries.owned(session, cast.helen, concern.reference)
    _again(session, code, Said.MESSAGE, "It was Helen Marsh. E1005 herself!")
    assert acts(session, concern)[-2:] == [Act.PERSON_NAMED, Act.PUT_BACK]
    with pytest.raises(NotFoundError):
        queries.at_the_desk(session, cast.helen, concern.reference)
    told = session.exec(select(Update).where(Update.person_id == cast.daniel.id)).all()
    assert any(concern.reference in each.subject_ref for each in told)
    _again(session, code, Said.MESSAGE, "Helen Marsh, I said.")
    assert acts(session, concern)[-1] is Act.PUT_BACK  # named once
    handling.take(session, concern, cast.daniel)
    session.commit()
    browser.sign_in(cast.daniel)
    page = browser.get(f"/desk/concerns/{concern.reference}")
    assert "because of somebody in a message" in page.main
    assert "Helen Marsh" in page.main  # kept from her


@pytest.mark.parametrize(("manager", "free"), [("E1060", False), (None, True)])
def test_it_is_kept_from_whoever_works_with_somebody_named(
    session: Session, cast: Cast, manager: str | None, free: bool
) -> None:
    officer = a_person(session, "E1060", "Officer Sixty", Role.OFFICER)
    a_person(session, "E1061", "Ada Lowther", manager_employee_id=manager)
    concern = raised_without_a_name(session, "Ada Lowther reads our chats.")[1]
    assert queries.is_for(session, officer, queries.story(session, concern)) is free


def test_part_of_a_name_keeps_it_from_nobody(session: Session, cast: Cast) -> None:
    concern = raised_without_a_name(session, "Helen reads our chats, and E10055 too.")[1]
    assert queries.story(session, concern).sealed.concerned == ()
    handling.take(session, concern, cast.helen)


def test_where_every_officer_is_in_it_those_who_watch_are_told_its_reference(
    session: Session, cast: Cast
) -> None:
    concern = raised_without_a_name(session, "Helen Marsh and Daniel Osei read our chats.")[1]
    told = session.exec(select(Update).where(Update.kind == Kind.CONCERN_WAITS)).all()
    assert {each.person_id for each in told} == {cast.ewan.id, cast.ines.id}
    assert queries.is_stuck(session, queries.story(session, concern))


def test_only_its_day_is_kept(session: Session, cast: Cast) -> None:
    with clock.set_to(datetime(2026, 11, 20, 12, 0, 3, 141, tzinfo=UTC)):
        code, concern = raised_without_a_name(session, "He reads our chats.")
        _again(session, code, Said.MESSAGE)
    for table in (ConcernEvent, ConcernMessage):
        for row in session.exec(select(table).where(table.concern_id == concern.id)).all():
            assert row.at.timetz() == time(tzinfo=UTC)
    assert concern.filed_at == datetime(2026, 11, 20, tzinfo=UTC)
    assert concern.id.version == 4


def test_the_clock_is_that_of_every_concern(session: Session, cast: Cast) -> None:
    concern = raised_without_a_name(session, "He reads our chats.")[1]
    told = queries.story(session, concern)
    assert told.standing.due is not None
    assert 28 <= (told.standing.due - concern.received_on).days <= 35
    handling.take(session, concern, cast.helen)
    with clock.set_to(clock.now() + timedelta(days=15)):
        handling.remind(session)
    waits = select(Update).where(Update.person_id == cast.helen.id)
    assert any(each.data.get("stage") == "waits" for each in session.exec(waits).all())


def test_there_is_no_name_to_open_and_nobody_raised_it(
    browser: Browser, session: Session, cast: Cast
) -> None:
    mei = a_third_officer(session)
    concern = raised_without_a_name(session, "He reads our chats.")[1]
    handling.take(session, concern, cast.helen)
    with pytest.raises(opening.NobodyKnowsError):
        opening.check(queries.story(session, concern), cast.helen)
    for person in (*cast.everyone, mei):
        assert queries.all_own(session, person) == []
    browser.sign_in(cast.helen)
    page = browser.get(f"/desk/concerns/{concern.reference}")
    assert "Somebody without a name" in page.heading
    assert not page.soup.select("main time")
    assert "Nobody knows" in browser.get(f"/desk/concerns/{concern.reference}/name").main


def test_nobody_raises_one_at_the_portal(browser: Browser, session: Session, cast: Cast) -> None:
    browser.sign_in(cast.amara)
    page = browser.post("/concerns/new/name-or-not", {"name": "anonymous"}, status=422)
    assert "Choose who may know your name" in page.main
    browser.post("/concerns/new/name-or-not", {"name": "confidential"})


def test_a_batch_is_one_leaf_that_does_not_tell_how_many(session: Session, cast: Cast) -> None:
    seeds = [Seed(bytes([number]) * 32) for number in range(1, 4)]
    contents = [content(report(seed, WORDS)) for seed in seeds]
    assert anonymous.hand_over(session, contents, slot=7) == 3
    [release] = session.exec(select(ConcernRelease)).all()
    [notice] = session.exec(select(Notice).where(Notice.kind == leaves.CONCERNS)).all()
    assert release.leaf == notice.seq
    [leaf] = checkpoints.leaves(session, notice.seq, notice.seq + 1)
    assert leaf == leaves.public_leaf(leaves.CONCERNS, bytes(notice.statement))
    batch = json.loads(notice.statement)["commitments"]
    assert len(batch) == 16
    assert batch == sorted(batch)
    assert {each.commitment for each in contents} <= set(batch)
    session.commit()
    assert checking.verify().ok
    assert anonymous.hand_over(session, contents, slot=8) == 0  # all known: no leaf, and no more
    newest = session.exec(select(ConcernRelease).order_by(col(ConcernRelease.at).desc())).first()
    assert newest
    assert newest.leaf is None
    assert len(session.exec(select(Concern)).all()) == 3


def test_a_release_stays_as_it_is(session: Session, cast: Cast) -> None:
    raised_without_a_name(session, "He reads our chats.")
    session.commit()
    assert_insert_only(session, "concern_release", "SET slot = 1")


@pytest.mark.parametrize(
    "plain",
    [b"", b"[]", b"{}", b'{"kind":"report"}', b"\xff", b'{"kind":"message","text":1,"id":"0"}'],
)
def test_what_the_origin_does_not_write_is_no_box(plain: bytes) -> None:
    with pytest.raises(NotABoxError):
        content(plain)


@pytest.mark.parametrize("name", ["id", "mailbox", "salt", "answers", "what"])
def test_a_box_with_another_field_wrong_is_none(name: str) -> None:
    said = json.loads(report(Seed(b"s" * 32), WORDS))
    for wrong in (None, 7, "\u202e", "zz"):
        if (name, wrong) == ("what", "zz"):
            continue
        with pytest.raises(NotABoxError):
            content(json.dumps(said | {name: wrong}).encode())
    assert content(json.dumps(said).encode()).kind is Said.REPORT


def test_what_cannot_be_opened_waits_and_holds_up_nobody(
    origin: Origin, session: Session, cast: Cast
) -> None:
    spool.put(folder.spool(), b"x" * 16, b"not a box")
    origin.report()
    assert released(session) == 1
    with spool.taking(folder.spool()) as taken:
        assert [key for key, _sealed in taken.boxes] == [b"x" * 16]
    assert session.exec(select(Concern)).one().naming is Naming.ANONYMOUS


def test_a_half_day_is_released_once(origin: Origin, session: Session, cast: Cast) -> None:
    origin.report()
    assert released(session, slot=41) == 1
    origin.report()
    assert released(session, slot=41) == 0
    assert released(session, slot=40) == 0
    assert released(session, slot=42) == 1
