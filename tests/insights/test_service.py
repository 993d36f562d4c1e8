"""A quarter is counted once, from what happened in it, and can be counted again."""

from datetime import date, datetime, timedelta

import pytest
from sqlmodel import Session, select

from app.access_log.checkpoints import service as signing
from app.access_log.outcomes.rules import Verdict as Found
from app.access_log.promises import service as promises
from app.access_log.promises.models import PromiseFinding, PromiseMatter
from app.access_log.unusual import service as unusual
from app.access_log.unusual.models import EntryFlag
from app.concerns.models import About, Naming
from app.consent.after_stop import service as after_stop
from app.core import clock
from app.core.db import dialects
from app.core.db.session import engine, reading, writing
from app.identity.people import service as people
from app.identity.people.models import Person, PersonVersion
from app.identity.sessions import service as sessions
from app.insights import jobs, queries, rules, service
from app.insights.looks import queries as looks
from app.insights.queries import Report
from app.insights.rules import ALL, Name, Quarter, Row, Verdict
from app.questions import models as asked
from app.register.file import service as register
from tests.access_log.test_opening import erase
from tests.insights.conftest import COUNTED, LEADERS, MANY, SECRET, judged, july, look
from tests.support.cast import Cast
from tests.support.concerns import a_concern
from tests.support.consent import TIPS, answer, offer
from tests.support.insert_only import assert_insert_only
from tests.support.insights import published
from tests.support.register import a_file, a_practice
from tests.support.requests import a_request, by_post

Q3 = Quarter(2026, 3)
AFTER = timedelta(days=3)


def counted(session: Session, at: object = COUNTED) -> Report:
    judged(session)
    with clock.set_to(at):  # type: ignore[arg-type]
        assert jobs.Quarters().count() == 1
    with reading() as other:
        report = queries.newest(other)
    assert report is not None
    return report


def again(report: Report) -> service.Recomputed:
    with reading() as session:
        return service.recompute(session, report)


def different(report: Report) -> set[Name]:
    return {e.line.table for e in again(report).lines if e.verdict is Verdict.DIFFERENT}


def cells(report: Report, name: Name) -> dict[rules.Keys, list[float | None]]:
    return {row.keys: list(row.cells) for row in report.tables[name].rows}


def test_looks_are_counted_of_people_at_others_in_their_month(
    session: Session, looked_at: list[Person]
) -> None:
    report = counted(session)

    assert report.quarter == Q3
    assert cells(report, Name.LOOKS) == {
        ("dispatch-help",): [None, None, None, 72],
        ("undeclared",): [None, None, None, 65],
        ALL: [30, 30, 77, 137],
    }
    assert SECRET not in str(report.row.tables)
    of_all = report.number("staff", column="number")
    assert of_all == 90
    assert cells(report, Name.LEADERS) == {  # Tom leads two, and nobody looked
        ("leaders",): [220],  # 47 looks at 21
        ("others",): [130],  # 90 looks at 69
    }
    assert cells(report, Name.COVERAGE) == {("leaders",): [1, 0], ("others",): [1, 1]}
    assert not different(report)


def test_a_quarter_is_counted_once_and_stays(session: Session, looked_at: list[Person]) -> None:
    before = counted(session)
    look(july(20, 11))  # of another quarter
    with clock.set_to(COUNTED + AFTER):
        look(COUNTED + AFTER, occurred_at=july(2))  # reported late: counts when it comes
        assert jobs.Quarters().count() == 0

    with writing() as other:
        tables = service.Counted([], 0)
        assert service.publish(other, Q3, before.row.given, tables, COUNTED) is False
    assert queries.names(session) == ["2026-Q3"]
    assert not different(before)
    assert again(before).gone == 0
    assert_insert_only(session, "quarter_report", "SET tables = '[]'")
    session.rollback()
    judged(session)
    with clock.set_to(COUNTED + timedelta(days=92)):
        assert jobs.Quarters().count() == 1
    session.expire_all()
    assert list(queries.names(session)) == ["2026-Q4", "2026-Q3"]
    newest = queries.newest(session)
    assert newest is not None
    assert newest.number("looks") == 160


@pytest.mark.parametrize("too_early", [timedelta(0), timedelta(minutes=59)])
def test_it_waits_for_an_hour_and_until_somebody_works_here(
    session: Session, looked_at: list[Person], too_early: timedelta
) -> None:
    judged(session)
    quarters = jobs.Quarters()
    with clock.set_to(Quarter(2019, 4).until + AFTER):
        assert quarters.count() == 0
    for at, names in (
        (Q3.until + too_early, ["2026-Q2"]),
        (COUNTED, ["2026-Q3", "2026-Q2"]),
    ):
        with clock.set_to(at):
            assert [quarters.count(), quarters.count(), jobs.Quarters().count()] == [1, 0, 0]
        with reading() as other:
            assert list(queries.names(other)) == names


def test_it_waits_until_every_look_was_judged(session: Session, looked_at: list[Person]) -> None:
    """By every reader whose findings are counted, whether anything was signed by then or not."""
    session.commit()
    with clock.set_to(COUNTED):
        for follower in (promises, unusual, after_stop):
            assert jobs.Quarters().count() == 0
            with writing() as other:
                while follower.follow(other, 1000):
                    pass
    look(COUNTED)  # of the next quarter: nothing waits for it
    with clock.set_to(COUNTED + timedelta(minutes=1)):
        assert jobs.Quarters().count() == 1
    report = queries.newest(session)
    assert report is not None
    found = looks.read(session, Q3, looks.Known((), report.row.counted_at))
    assert len(found.by_difference["waiting"]) == 137
    assert not different(report)


def test_a_quarter_through_which_the_worker_stood_still_is_counted_too(
    session: Session, looked_at: list[Person]
) -> None:
    published(session, Quarter(2026, 2))
    judged(session)
    quarters = jobs.Quarters()
    with clock.set_to(Quarter(2026, 4).until + AFTER):
        assert [quarters.count() for _turn in range(4)] == [1, 1, 0, 0]
    assert list(queries.names(session)) == ["2026-Q4", "2026-Q3", "2026-Q2"]
    report = queries.read(session, "2026-Q3")
    assert report.number("looks") == 137
    assert cells(report, Name.REACH) == {}
    assert not different(report)


def test_what_came_after_the_last_signature_is_waited_for_too(
    session: Session, looked_at: list[Person]
) -> None:
    with clock.set_to(Q3.until - timedelta(hours=1)):
        signing.publish()
    judged(session)
    look(Q3.until - timedelta(minutes=1))
    with clock.set_to(COUNTED):
        signing.publish()
        assert jobs.Quarters().count() == 0
        judged(session)
        assert jobs.Quarters().count() == 1


def test_unusual_looks_and_those_the_register_does_not_declare(
    session: Session, looked_at: list[Person]
) -> None:
    session.commit()
    seqs = range(30)  # those of July
    matters = [
        PromiseMatter(
            reference=f"M-{number}",
            flag="undeclared-purpose",
            system="hr-core",
            practice_id="",
            about=str(number),
            opened_at=july(1),
            found_at=july(1),
            answered_at=answered,
        )
        for number, answered in enumerate((july(20), None, COUNTED + AFTER))
    ]
    session.add_all(matters)
    session.flush()
    session.add_all(EntryFlag(seq=seq, flag="outside-hours") for seq in seqs[:25])
    for matter, those in zip(matters, (seqs[:11], seqs[11:20], seqs[20:24]), strict=True):
        for seq in those:
            session.add(
                PromiseFinding(seq=seq, flag=matter.flag, matter_id=matter.id, found_at=july(2))
            )
    late = {"flag": "undeclared-purpose", "matter_id": matters[0].id}
    session.add(PromiseFinding(seq=seqs[25], found_at=COUNTED + AFTER, **late))
    session.add(PromiseFinding(seq=seqs[26], found_at=july(2), lifted_at=july(3), **late))

    report = counted(session)

    assert cells(report, Name.ODD) == {("unusual",): [25], ("usual",): [112], ALL: [137]}
    assert cells(report, Name.DIFFERENCES) == {
        ("answered",): [11],
        ("waiting",): [13],
        ("as-declared",): [113],
        ALL: [137],
    }
    assert not different(report)


def left(session: Session, people_: list[Person], at: datetime) -> None:
    """They work here no more from a moment on."""
    for person in people_:
        history = select(PersonVersion).where(PersonVersion.person_id == person.id)
        version = session.exec(history).one()
        version.valid_to = at
        session.add(version)
    session.flush()


def test_who_left_is_neither_a_leader_nor_one_of_the_others(
    session: Session, looked_at: list[Person]
) -> None:
    left(session, looked_at[60:], july(9, 9))
    report = counted(session)
    assert report.number("looks") == 137
    assert cells(report, Name.LEADERS) == {
        ("leaders",): [220],
        ("others",): [140],  # 70 looks at 49: those 20 who left are in neither number
    }


@pytest.mark.parametrize(("moved", "shown"), [(0, True), (1, False), (9, False), (10, True)])
def test_the_share_who_came_is_not_told_of_a_few_more_or_less_than_before(
    session: Session, many: list[Person], moved: int, shown: bool
) -> None:
    came(session, many[:45], date(2026, 8, 1))
    left(session, many[80 - moved :], july(9))
    rows = cells(counted(session), Name.REACH)
    assert (rows["here",] != [None, None]) is shown


@pytest.mark.parametrize(("more", "shown"), [(0, True), (1, False), (9, False), (10, True)])
def test_the_share_of_yes_is_not_told_of_a_few_more_or_less_than_before(
    session: Session, cast: Cast, many: list[Person], more: int, shown: bool
) -> None:
    with clock.set_to(july(1, 5)):
        offer(session, cast)
    for at, those in ((july(10, 5), many[LEADERS : MANY - more]), (july(10), many[MANY - more :])):
        with clock.set_to(at):
            for number, person in enumerate(those):
                answer(session, person, yes=number % 2 == 0, choice=TIPS)
    rows = cells(counted(session), Name.CHOICES)
    assert (rows[TIPS,] != [None, None]) is shown


def came(session: Session, people_: list[Person], day: date) -> None:
    for person in people_:
        people.mark_visit(session, person.id, day)


@pytest.mark.parametrize(
    ("on", "at", "shown"),
    [
        (date(2026, 7, 1), COUNTED, [40, 60]),
        (date(2026, 9, 30), COUNTED + timedelta(days=6), [40, 60]),
        (date(2026, 6, 30), COUNTED, [None, None]),
        (date(2026, 10, 1), COUNTED, [None, None]),
        (date(2026, 7, 1), COUNTED + timedelta(days=8), None),
    ],
)
def test_who_came_is_a_step_from_the_one_day_that_is_kept(
    session: Session, many: list[Person], on: date, at: object, shown: list[int] | None
) -> None:
    came(session, many[:45], on)
    report = counted(session, at)
    rows = cells(report, Name.REACH)
    assert rows == ({} if shown is None else {("here",): shown})
    came(session, many, date(2026, 10, 20))  # days are written over: it cannot be counted again
    session.commit()
    assert again(report).is_true
    assert {e.verdict for e in again(report).lines if e.line.table is Name.REACH} == {
        Verdict.NOT_COUNTED
    }


def test_who_came_again_before_the_quarter_was_over_in_utc_came_in_it(
    session: Session, many: list[Person]
) -> None:
    """Where she works it was the first of October already."""
    came(session, many[:45], date(2026, 10, 1))
    with clock.set_to(Q3.until - timedelta(hours=8)):
        for person in many[:45]:
            before = date(2026, 9, 12)
            sessions.start(session, person, issuer="i", subject="s", previous_visit_on=before)
    assert cells(counted(session), Name.REACH) == {("here",): [40, 60]}


def test_a_reason_of_a_practice_that_ended_is_one_the_register_knew(
    session: Session, many: list[Person]
) -> None:
    ending = {"on": "2026-08-01", "fate": "Deleted.", "reason": "Done.", "approved_by": []}
    purposes = [a_practice()["purposes"][0] | {"id": "trial", "label": "A trial"}]
    over = a_practice(id="over", title="Over", state="ended", ended=ending, purposes=purposes)
    with clock.set_to(COUNTED):
        register.take_in(session, a_file(a_practice(), over))
    session.commit()
    look(july(1), range(30), purpose="trial")
    look(july(2, 9), purpose=SECRET)
    report = counted(session)
    known = report.number("looks", "trial"), report.number("looks", "undeclared")
    assert known == (None, 80)
    assert report.tables[Name.LOOKS].cell(("dispatch-help", "trial"), ALL) == 30
    assert queries.titles(session).reasons["trial"] == "A trial"


def test_what_people_asked_raised_and_chose(
    session: Session, cast: Cast, many: list[Person]
) -> None:
    with clock.set_to(july(1)):
        offer(session, cast)
    with clock.set_to(july(10)):
        for number, person in enumerate(many[LEADERS:]):
            answer(session, person, yes=number < 30, choice=TIPS)
            a_concern(session, person, about=About.CONDUCT if number < 12 else About.POLICY)
    for _often in range(15):  # one person, however often
        with clock.set_to(july(12)):
            a_concern(session, cast.amara, Naming.NAMED, About.PRACTICE)
            a_concern(session, cast.amara, Naming.CONFIDENTIAL, About.PRACTICE)
    for number, person in enumerate(many[:11]):
        question(session, person, number, Found.IN_ORDER if number < 6 else None)

    report = counted(session)

    assert cells(report, Name.CHOICES) == {(TIPS,): [40, 60]}
    assert cells(report, Name.CONCERNS) == {
        ("policy",): [48],
        ("practice", "access", "conduct", "else", "anonymous"): [42],
        ALL: [90],
    }
    assert cells(report, Name.QUESTIONS) == {
        ("in-order",): [6],
        ("open", "in-order-not-well-recorded", "outside-authority"): [5],
        ALL: [11],
    }
    with clock.set_to(COUNTED + AFTER):
        for person in many[LEADERS : LEADERS + 30]:
            answer(session, person, yes=False)
    session.commit()
    assert not different(report)


def test_a_request_is_of_the_quarter_in_which_it_was_written_down(
    session: Session, cast: Cast, many: list[Person]
) -> None:
    """A letter that lay for some days is in that quarter, and in no other."""
    with clock.set_to(Q3.until - timedelta(days=20)):
        for person in many[:6]:
            a_request(session, person)
    with clock.set_to(COUNTED + AFTER):
        for person in many[6:13]:
            by_post(session, cast.helen, person, received_on=date(2026, 9, 29))
    summer = counted(session)
    assert summer.number("requests") == 6
    autumn = counted(session, Quarter(2026, 4).until + timedelta(hours=2))
    assert autumn.number("requests") == 7
    assert not different(summer) | different(autumn)


def question(session: Session, person: Person, number: int, found: Found | None) -> None:
    row = asked.Question(
        reference=f"Q-{number}",
        person_id=person.id,
        seq=number,
        about=asked.About.WHY,
        first=asked.First.TEAM,
        jurisdiction="GB-SCT",
        asked_on=july(3).date(),
        asked_at=july(3),
    )
    session.add(row)
    session.flush()
    events = [(asked.Act.ASKED, july(3), {}), (asked.Act.DECIDED, july(6), {"verdict": found})]
    for place, (act, at, details) in enumerate(events[: 2 if found else 1], 1):
        told = {"act": act, "at": at, "on": at.date(), "details": details}
        session.add(asked.QuestionEvent(question_id=row.id, number=place, **told))
    session.flush()


def test_a_report_that_is_not_what_happened_is_found(
    session: Session, looked_at: list[Person]
) -> None:
    session.commit()
    with clock.set_to(COUNTED), writing() as other:
        given = service.given(other, Q3)
        honest = service.count(other, Q3, given, COUNTED)
        fewer = [
            each._replace(rows=[Row(each.rows[0].keys, [230]), *each.rows[1:]])
            if each.name is Name.LEADERS
            else each
            for each in honest.tables
        ]
        assert service.publish(other, Q3, given, service.Counted(fewer, 0), COUNTED)
    report = queries.newest(session)
    assert report is not None
    assert different(report) == {Name.LEADERS}
    assert not again(report).is_true


def test_entries_that_were_erased_since_are_said_and_not_made_up(
    session: Session, looked_at: list[Person]
) -> None:
    report = counted(session)
    with dialects.for_writing(engine()).begin() as connection:
        erase(connection, 0)

    found = again(report)

    assert found.gone == 1
    assert Name.LOOKS in different(report)
