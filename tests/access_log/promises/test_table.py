"""Accesses with what each is to be flagged with, through the log and the checker as they run."""

from typing import Any

import pytest
from sqlmodel import Session

from app.access_log import service as access_log
from app.access_log.promises import queries, service
from app.access_log.promises.rules import CHECKED, Flag
from app.core import clock
from app.core.db.session import reading, writing
from tests.support.cast import Cast
from tests.support.database import on_both
from tests.support.looks import FRIDAY, a_look, a_source, november
from tests.support.make import a_person
from tests.support.promises import a_register_with_promises

NOON, BEFORE = november(19, 12), november(5, 12)  # under version 2 of location, and version 1
ABSENT, BOTH = {Flag.NOT_IN_REGISTER}, {Flag.NOT_IN_REGISTER, Flag.UNDECLARED_CATEGORY}
CATEGORY, PURPOSE = {Flag.UNDECLARED_CATEGORY}, {Flag.UNDECLARED_PURPOSE}
READER, OLD, PLACE = {Flag.UNDECLARED_READER}, {Flag.OVER_RETENTION}, {Flag.OUT_OF_PLACE}
Told = tuple[Any, ...]


def hr(*said: Any, **more: Any) -> Told:
    return NOON, said, more


def where(moment: Any = NOON, who: str = "E1003", **more: Any) -> Told:
    """Jo at the dispatch desk, at where Amara is."""
    told: dict[str, Any] = {"system": "field-app", "case": "C-1"}
    return moment, (who, "live-location", "dispatch-help"), told | more


def doors(person: str, reason: str, **more: Any) -> Told:
    told: dict[str, Any] = {"system": "badge", "subjects": (person,)}
    return NOON, ("E1050", "badge-history", reason), told | more


def screen(day: int) -> Told:
    said = ("E1002", "screen-time", "dispatch-help")
    return november(day, 12), said, {"system": "screens", "case": "C-1"}


def since(day: str, **more: str) -> dict[str, str]:
    return {"from": day, **more}


ROTA = ("E1002", "overtime", "rota-planning")  # by her manager
PAY = ("nightly-pay", "pay", "pay-run")
TABLE: list[tuple[str, Told, set[Flag]]] = [
    # what is declared
    ("an adviser with her reason", hr(case="HR-1"), set()),
    ("the person's manager", hr(*ROTA), set()),
    ("the job that is named", hr(*PAY, kind="service"), set()),
    ("without its case: not the register's matter", hr(), set()),
    ("at night: not the register's matter", (november(19, 3), (), {}), set()),
    ("two categories of one practice", hr(categories=("absence", "leave")), set()),
    ("her own download", hr("E1001", "absence", "own-download", action="export"), set()),
    ("her own look for no reason", hr("E1001", "diary", "curiosity", system="shadow"), set()),
    ("dispatch during a call-out", where(), set()),
    ("a role in other letters", hr("X9", role="hr ADVISER", case="HR-1"), set()),
    ("an adviser under another role", hr(role="Temp", case="HR-1"), set()),
    # system and category
    ("a system nobody declared", hr(system="shadow"), ABSENT),
    ("a job in it", hr("other-job", "pay", "pay-run", kind="service", system="shadow"), ABSENT),
    ("a system in words", hr(system="Big Sheet of Mine"), ABSENT),
    ("a category nobody declared", hr("E1042", "diary"), BOTH),
    ("a category of another system", hr("E1042", "live-location"), BOTH),
    ("one category of two", hr(categories=("absence", "diary")), CATEGORY),
    ("both of two", hr(categories=("diary", "mood")), BOTH),
    # the register of the day
    ("what has ended, before that", screen(9), set()),
    ("what has ended, on its first day without", screen(10), ABSENT),
    ("a reader who still was one", where(BEFORE, "E1002"), set()),
    ("a reader who is no longer one", where(NOON, "E1002"), READER),
    ("a longer time, while it held", where(BEFORE, data=since("2026-08-10")), set()),
    ("beyond the longer time", where(BEFORE, data=since("2026-08-06")), OLD),
    ("at home, before places were said", where(BEFORE, data={"place": "home"}), set()),
    ("at any hour, before hours were said", where(BEFORE, data={"hours": "out"}), set()),
    # purpose and reader
    ("a reason nobody declared", hr("E1042", "absence", "curiosity"), PURPOSE),
    ("a job's reason nobody declared", hr(*PAY[:2], "bonus", kind="service"), PURPOSE),
    ("a reason in words", hr("E1042", "absence", "just looking around"), PURPOSE),
    ("a reason of another practice", hr("E1042", "absence", "security-alert"), PURPOSE),
    ("a reader nobody declared", hr("E1004"), READER),
    ("another's manager", hr("E1002", *ROTA[1:], subjects=("E1003",)), READER),
    ("a job nobody declared", hr("other-job", "pay", "pay-run", kind="service"), READER),
    ("a party from outside", hr("X1", kind="external", organisation="Acme Ltd"), READER),
    ("somebody we do not know", hr("X2"), READER),
    ("one of ours under an adviser's role", hr("E1004", role="HR adviser"), READER),
    ("one of ours under an adviser's unit", where(who="E1004", unit="Dispatch"), READER),
    ("reason and reader", hr("E1004", "absence", "curiosity"), PURPOSE | READER),
    # retention
    ("on the last day it is kept", where(data=since("2026-10-20")), set()),
    ("a day older", where(data=since("2026-10-19")), OLD),
    ("only the newest day said, too old", where(data={"to": "2026-10-01"}), OLD),
    ("the oldest counts", where(data=since("2026-01-01", to="2026-11-19")), OLD),
    ("deleting what is too old", where(data=since("2026-10-01"), action="delete"), set()),
    ("three years of absences", hr(data=since("2023-11-20")), set()),
    ("more than three years of them", hr(data=since("2023-11-18")), OLD),
    # place and hours
    ("in the van", where(data={"place": "vehicle", "hours": "in"}), set()),
    ("at home", where(data={"place": "home"}), PLACE),
    ("outside working hours", where(data={"hours": "out"}), PLACE),
    ("at home, outside working hours", where(data={"place": "home", "hours": "out"}), PLACE),
    ("at home, where no place is said", hr(data={"place": "home", "hours": "out"}), set()),
    ("at home and too old", where(data=since("2026-01-01", place="home")), PLACE | OLD),
    # two practices with the same data: the person's own counts
    ("the doors at Leith", doors("E1001", "evacuation"), set()),
    ("Perth's reason at Leith", doors("E1001", "lost-badge"), PURPOSE),
    ("Perth's reason at Perth", doors("E1051", "lost-badge"), set()),
    ("a month old at Leith", doors("E1001", "evacuation", data=since("2026-10-20")), OLD),
    ("a month old at Perth", doors("E1051", "lost-badge", data=since("2026-10-20")), set()),
    (
        "all that is declared, wrong",
        where(NOON, "E1042", purpose="curiosity", data=since("2026-01-01", place="home")),
        PURPOSE | READER | OLD | PLACE,
    ),
]


def told(event: Told) -> Any:
    moment, said, more = event
    named = dict(zip(("accessor", "seen", "purpose"), said, strict=False))
    return a_look(moment, **named | more)


@on_both
def test_each_mismatch_is_its_own_flag_and_nothing_else_is_flagged(
    session: Session, cast: Cast
) -> None:
    a_register_with_promises(session)
    a_source(session)
    a_person(session, "E1050", role_title="Facilities lead", unit="Facilities")
    a_person(session, "E1051", establishment="perth")
    session.commit()
    with clock.set_to(FRIDAY):
        access_log.append([told(event) for _what, event, _flags in TABLE])
        while _follow():
            pass
        with reading() as read:
            found = queries.flags_of(read, range(len(TABLE)))

    flagged = {what: set(found.get(seq, ())) for seq, (what, *_rest) in enumerate(TABLE)}
    assert flagged == {what: flags for what, _event, flags in TABLE}


def _follow() -> int:
    with writing() as session:
        return service.follow(session, 20)


def test_the_table_is_long_and_has_every_flag_on_both_sides() -> None:
    assert len({what for what, *_rest in TABLE}) == len(TABLE) >= 40
    for flag in CHECKED:
        assert [what for what, _event, flags in TABLE if flag in flags]
        assert [what for what, _event, flags in TABLE if flag not in flags]


@pytest.mark.parametrize("flag", Flag)
def test_each_flag_has_its_sentence(flag: Flag) -> None:
    from app.access_log.promises import words
    from app.access_log.promises.rules import Told as Finding

    others = {words.sentences(_finding(other), None, "UTC") for other in Flag if other is not flag}
    said = words.sentences(_finding(flag), None, "UTC")
    assert said
    assert said not in others
    assert len(words.rules()) == len(Flag)
    unheard_of = Finding("after-dark", "", "", FRIDAY)
    assert words.sentences(unheard_of, None, "UTC") == "This differs from what the register says."


def _finding(flag: Flag) -> Any:
    from app.access_log.promises.rules import Told as Finding

    return Finding(flag, "", "home" if flag is Flag.OUT_OF_PLACE else "", FRIDAY)
