from datetime import date, timedelta

import pytest

from app.register.policies.campaigns.models import Stage
from app.register.policies.campaigns.rules import stage_on

START, DUE = date(2026, 11, 2), date(2026, 11, 30)


@pytest.mark.parametrize(
    ("today", "stage"),
    [
        ("2026-11-01", None),
        ("2026-11-02", Stage.START),
        ("2026-11-22", Stage.START),
        ("2026-11-23", Stage.WEEK_BEFORE),
        ("2026-11-28", Stage.WEEK_BEFORE),
        ("2026-11-29", Stage.DAY_BEFORE),
        ("2026-11-30", Stage.DUE_DAY),
        ("2026-12-01", None),
    ],
)
def test_the_last_telling_whose_day_has_come_counts(today: str, stage: Stage | None) -> None:
    assert stage_on(date.fromisoformat(today), START, DUE) is stage


@pytest.mark.parametrize(
    ("days", "stages"),
    [
        (0, [Stage.START]),
        (1, [Stage.START, Stage.DUE_DAY]),
        (2, [Stage.START, Stage.DAY_BEFORE, Stage.DUE_DAY]),
        (7, [Stage.START, Stage.DAY_BEFORE, Stage.DUE_DAY]),
        (8, [Stage.START, Stage.WEEK_BEFORE, Stage.DAY_BEFORE, Stage.DUE_DAY]),
    ],
)
def test_no_reminder_comes_with_the_start(days: int, stages: list[Stage]) -> None:
    due = START + timedelta(days=days)
    each_day = [stage_on(START + timedelta(days=n), START, due) for n in range(days + 1)]

    assert list(dict.fromkeys(each_day)) == stages
