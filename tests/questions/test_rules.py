"""Who may do what with a question and when, when it is due, and whom it goes to: as values."""

from datetime import UTC, date, datetime
from itertools import product
from uuid import uuid4

import pytest

from app.core.errors import ConflictError, ForbiddenError
from app.questions import rules
from app.questions.kept_apart.rules import Side, is_too_near
from app.questions.models import About, Act, First, Question, QuestionEvent
from app.questions.rules import Level, Part, Standing

ASKED_ON = date(2026, 11, 20)  # a Friday
AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
OWNER = uuid4()


def a_question(first: First = First.ACCESSOR, *, somebody: bool = True) -> Question:
    return Question(
        reference="Q-2222-2222",
        person_id=uuid4(),
        seq=1,
        accessor_id=uuid4() if somebody else None,
        about=About.WHY,
        first=first,
        jurisdiction="GB-EAW",
        asked_on=ASKED_ON,
        asked_at=AT,
    )


def came_to(question: Question, *acts: Act) -> Standing:
    details = {
        Act.TAKEN: {"owner_id": str(OWNER)},
        Act.DECIDED: {"verdict": "in-order"},
        Act.NAME_DECIDED: {"told": True},
        Act.ESCALATED: {"level": "officer"},
    }
    events = [
        QuestionEvent(
            question_id=question.id,
            number=number,
            act=act,
            at=AT,
            on=ASKED_ON,
            details=details.get(act, {}),
        )
        for number, act in enumerate((Act.ASKED, *acts), 1)
    ]
    return rules.standing(question, events)


ASKED = (Act.PASSED_ON,)
STAGES: dict[str, tuple[First, tuple[Act, ...]]] = {
    "asked": (First.ACCESSOR, ASKED),
    "checked first": (First.TEAM, ()),
    "taken": (First.ACCESSOR, (*ASKED, Act.TAKEN)),
    "taken to check": (First.TEAM, (Act.TAKEN,)),
    "replied": (First.ACCESSOR, (*ASKED, Act.TAKEN, Act.REPLIED)),
    "decided": (First.ACCESSOR, (*ASKED, Act.TAKEN, Act.REPLIED, Act.DECIDED)),
    "decided, name asked": (First.ACCESSOR, (*ASKED, Act.TAKEN, Act.DECIDED, Act.NAME_ASKED)),
    "all over": (
        First.ACCESSOR,
        (*ASKED, Act.TAKEN, Act.DECIDED, Act.NAME_ASKED, Act.NAME_DECIDED),
    ),
}
OFFICERS = {Part.OFFICER, Part.OWNER}
WHO = {
    Act.TAKEN: OFFICERS,
    Act.ASSIGNED: OFFICERS,
    Act.PASSED_ON: {Part.OWNER},
    Act.REPLIED: {Part.ACCESSOR},
    Act.DECIDED: {Part.OWNER},
    Act.NAME_ASKED: {Part.ASKER},
    Act.NAME_DECIDED: {Part.OWNER},
}
WHEN = {
    Act.TAKEN: {"asked", "checked first"},
    Act.ASSIGNED: set(STAGES) - {"decided", "all over"},
    Act.PASSED_ON: {"checked first", "taken to check"},
    Act.REPLIED: {"asked", "taken"},
    Act.DECIDED: {"asked", "checked first", "taken", "taken to check", "replied"},
    Act.NAME_ASKED: set(STAGES) - {"decided, name asked", "all over"},
    Act.NAME_DECIDED: {"decided, name asked"},
}


@pytest.mark.parametrize("act", WHO)
def test_who_may_do_it_and_when(act: Act) -> None:
    cells = 0
    for part, stage in product((*Part, None), STAGES):
        first, acts = STAGES[stage]
        question = a_question(first)
        standing = came_to(question, *acts)
        allowed = part in WHO[act] and stage in WHEN[act]
        assert rules.may(act, part, question, standing) is allowed, (part, stage)
        if allowed:
            rules.check(act, part, question, standing)
        else:
            refusal = ConflictError if part in WHO[act] else ForbiddenError
            with pytest.raises(refusal):
                rules.check(act, part, question, standing)
        cells += 1
    assert cells == (len(Part) + 1) * len(STAGES)


def test_nobody_can_be_asked_where_a_job_looked() -> None:
    question = a_question(First.TEAM, somebody=False)
    standing = came_to(question, Act.TAKEN)
    assert not rules.may(Act.PASSED_ON, Part.OWNER, question, standing)
    assert not rules.may(Act.NAME_ASKED, Part.ASKER, question, standing)
    assert rules.may(Act.DECIDED, Part.OWNER, question, standing)


DUE = [
    ("GB-EAW", date(2026, 11, 20), date(2026, 11, 27)),  # Friday to Friday
    ("GB-EAW", date(2026, 11, 21), date(2026, 11, 27)),  # a Saturday
    ("GB-EAW", date(2026, 12, 22), date(2026, 12, 31)),  # Christmas, and Boxing Day's Monday
    ("GB-SCT", date(2026, 12, 30), date(2027, 1, 8)),  # Scotland's second of January too
    ("EU-DE", date(2026, 4, 30), date(2026, 5, 8)),  # the first of May
    ("EU-DE", date(2028, 12, 28), None),  # beyond the table
]


@pytest.mark.parametrize(("jurisdiction", "asked_on", "due"), DUE)
def test_it_is_due_five_working_days_after_the_day_it_was_asked(
    jurisdiction: str, asked_on: date, due: date | None
) -> None:
    assert rules.working_days_after(jurisdiction, asked_on) == due


def test_it_goes_to_another_officer_and_then_to_the_representatives() -> None:
    question = a_question()
    fresh, handed_on = came_to(question, *ASKED), came_to(question, *ASKED, Act.ESCALATED)
    decided = came_to(question, *ASKED, Act.TAKEN, Act.DECIDED)
    days = [date(2026, 11, 27), date(2026, 11, 28), date(2026, 12, 4), date(2026, 12, 5)]
    went = {
        name: [rules.escalates_to(standing, "GB-EAW", day) for day in days]
        for name, standing in (("fresh", fresh), ("handed on", handed_on), ("decided", decided))
    }
    officer, all_of_them = Level.OFFICER, Level.REPRESENTATIVE
    assert went == {
        "fresh": [None, officer, officer, officer],
        "handed on": [None, None, None, all_of_them],
        "decided": [None] * 4,
    }


def above(**lines: str) -> dict[str, frozenset[str]]:
    return {one: frozenset(line) for one, line in lines.items()}


# A asks; her manager M; her report R. X looked; above X are Y and Z; below X are W and V
NEAR = [
    ("A", None, True, "her own"),
    ("M", None, True, "her report's"),
    ("R", "A", True, "her manager's"),
    ("X", "Y", True, "about her own look"),
    ("Y", "Z", True, "about a look of her report"),
    ("Z", None, True, "about a look of somebody two below her"),
    ("W", "X", True, "about a look of her manager"),
    ("V", "W", True, "about a look of somebody two above her"),
    ("O", "P", False, "neither"),
    ("S", "M", False, "a colleague under the same manager"),
    ("T", "Y", False, "a colleague of who looked"),
]


@pytest.mark.parametrize(("officer", "manager", "near", "why"), NEAR)
def test_nobody_near_to_either_side_has_it(
    officer: str, manager: str | None, near: bool, why: str
) -> None:
    lines = above(A="M", M="", R="AM", X="YZ", Y="Z", Z="", W="XYZ", V="WXYZ", O="P", S="M", T="YZ")
    asker = Side("A", "M")
    assert is_too_near(Side(officer, manager), asker, "X", lines) is near, why
    no_accessor = is_too_near(Side(officer, manager), asker, None, lines)
    assert no_accessor is (officer in "AMR"), why
