"""Whoever reads all of the database learns who took part, and of no one what she answered.

The attacker here has every byte of every table (on SQLite of the files too), the order in which
the database gives its rows, and on PostgreSQL where each lies and which transaction wrote it. She
has not the installation's secret: docs/surveys.md says what she could do with it.
"""

import random
import sqlite3
from collections import Counter
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import inspect, text
from sqlmodel import Session, SQLModel, select

from app.core import secrets
from app.core.config import settings
from app.core.crypto.aead import CannotOpenError
from app.core.db import dialects
from app.identity.people.models import Person
from app.surveys import queries
from app.surveys.counting import rules as counting
from app.surveys.keys import service as keys
from app.surveys.keys.service import Opens
from app.surveys.models import Status, Survey, SurveyInvitation, SurveyTally, SurveyWords
from app.surveys.words import queries as words_queries
from app.surveys.words import service as words
from app.worker import WORK
from tests.support import surveys
from tests.support.cast import Cast
from tests.support.surveys import once_it_is_over

OF_ANSWERS = (SurveyTally, SurveyWords)
CANARY = "Quillon-Canaryworth-wants-vans"


def everything(session: Session) -> dict[str, list[dict[str, Any]]]:
    """All rows of all tables, in whatever order the database gives them."""
    return {
        name: [dict(row) for row in session.execute(table.select()).mappings()]
        for name, table in SQLModel.metadata.tables.items()
    }


def files() -> bytes:
    """Every byte on the disk: the database, and what was not yet moved into it."""
    folder = Path(settings().data_dir)
    return b"".join(path.read_bytes() for path in sorted(folder.glob("*.db*")))


def answering(session: Session, cast: Cast) -> tuple[Survey, list[Person]]:
    """Forty people, in an order by chance; every third one writes something."""
    everyone = [*cast.everyone, *surveys.people(session, 30)]
    survey = surveys.opened(session, cast, crosses=[[1, 2]])
    session.commit()
    random.Random(7).shuffle(everyone)
    for number, person in enumerate(everyone):
        said = f"{CANARY}-{number}" if number % 3 == 0 else ""
        surveys.answered(session, survey, [person], number % 2, said)
        session.commit()
    return survey, everyone


def test_no_column_leads_from_an_answer_to_a_person_or_a_moment() -> None:
    for table in OF_ANSWERS:
        columns = inspect(table).columns
        assert {column.name for column in columns} <= {"id", "survey_id", "sealed", "text"}
        targets = {key.target_fullname for column in columns for key in column.foreign_keys}
        assert targets == {"survey.id"}
    asked = inspect(SurveyInvitation).columns
    assert not [column.name for column in asked if column.type.python_type is datetime]


def test_while_it_is_open_nothing_that_was_answered_can_be_read(
    session: Session, cast: Cast
) -> None:
    survey, everyone = answering(session, cast)
    seen = everything(session)

    assert CANARY not in str(seen)
    if dialects.name(session.get_bind()) == "sqlite":  # type: ignore[arg-type]
        assert CANARY.encode() not in files()
    (tally,) = seen["survey_tally"]
    assert set(tally) == {"survey_id", "sealed"}
    # no row of anybody's: sums and texts are one, of a length that says how many, not who wrote
    assert seen["survey_words"] == []
    assert len(tally["sealed"]) == 28 + 8192 + len(everyone) * 2048
    assert queries.result(session, survey) is None


def test_what_is_sealed_grows_alike_whether_somebody_writes_or_not(
    session: Session, cast: Cast
) -> None:
    survey, grown = surveys.opened(session, cast), []
    for person, said in zip(cast.everyone, ("", "x" * 500, "Short.", ""), strict=False):
        surveys.answered(session, survey, [person], text=said)
        grown.append(len(session.exec(select(SurveyTally.sealed)).one()))
    assert {b - a for a, b in pairwise(grown)} == {2048}


def test_not_even_the_secret_tells_in_which_order_people_answered(
    session: Session, cast: Cast
) -> None:
    survey, everyone = answering(session, cast)
    sealed = session.exec(select(SurveyTally.sealed)).one()
    sums = counting.unseal(keys.existing(survey.id, Opens.ANSWERS), survey.id, sealed)

    assert sums.texts is not None
    assert list(sums.texts) == sorted(sums.texts)
    assert len(sums.texts) == sums.answered == len(everyone)
    surveys.closed(session, survey)
    rows = session.exec(select(SurveyWords)).all()
    key = keys.existing(survey.id, Opens.WORDS)
    opened = [counting.unseal_text(key, survey.id, row.sealed) for row in rows if row.sealed]
    assert sorted(opened) == [text for text in sums.texts if text]
    assert opened != sorted(opened), "one in 14 factorial"
    assert {row.id.version for row in rows} == {4}
    if dialects.name(session.get_bind()) == "sqlite":  # type: ignore[arg-type]
        session.commit()
        for table in ("survey_words", "survey_invitation"):
            assert not _has_rowids(table)


def _has_rowids(table: str) -> bool:
    with sqlite3.connect(settings().data_dir / "daylight.db") as plain:
        try:
            plain.execute(f"SELECT rowid FROM {table}")
        except sqlite3.OperationalError:
            return False
    return True


def test_after_it_closed_everything_is_numbers_and_mixed_texts(
    session: Session, cast: Cast
) -> None:
    survey, _everyone = answering(session, cast)
    with once_it_is_over():
        WORK.jobs["surveys:keep_time"](session)
    session.commit()
    seen = everything(session)

    assert survey.status is Status.CLOSED
    assert {row["answered"] for row in seen["survey_invitation"]} == {False}
    assert seen["survey_tally"] == []
    assert len(seen["survey_words"]) == 14
    if dialects.name(session.get_bind()) == "postgresql":  # type: ignore[arg-type]
        assert len(_writers(session)) == 1, "all were written anew, together"
    (result,) = seen["survey_result"]
    numbers = [n for cells in result["shown"]["counts"].values() for n in cells]
    assert all(n is None or n >= survey.k for n in numbers)
    assert Counter(numbers)[20] >= 2
    if dialects.name(session.get_bind()) == "sqlite":  # type: ignore[arg-type]
        assert CANARY.encode() not in files()


def _writers(session: Session) -> set[str]:
    return set(session.execute(text("SELECT xmin::text FROM survey_words")).scalars())


def test_once_closed_the_secret_and_every_older_copy_of_the_database_open_nothing(
    session: Session, cast: Cast
) -> None:
    """The attacker has the secret, each tally there ever was, and the keys as they are then."""
    survey, _everyone = answering(session, cast)
    tally = session.exec(select(SurveyTally.sealed)).one()
    assert counting.unseal(_found(survey)[0], survey.id, tally).answered == 40
    with once_it_is_over():
        WORK.jobs["surveys:keep_time"](session)
        session.commit()
        texts = session.exec(select(SurveyWords.sealed)).all()
        assert len(_found(survey)) == 2, "that it closed could still have been undone"
        WORK.jobs["surveys:keep_time"](session)
        session.commit()

    guesses = [secrets.derive(name) for name in ("keys of surveys", "survey tallies")]
    (of_words,) = _found(survey)
    assert all(counting.unseal_text(of_words, survey.id, each or b"") for each in texts)
    for key in (of_words, *guesses):
        with pytest.raises(CannotOpenError):
            counting.unseal(key, survey.id, tally)

    words.take(session, cast.helen, survey)
    for words_id in words_queries.originals(session, cast.helen, survey):
        words.edit(session, cast.helen, survey, words_id, "Vans.")
    words.publish(session, cast.helen, survey)
    session.commit()
    WORK.jobs["surveys:keep_time"](session)
    assert _found(survey) == []
    for opens in Opens:
        with pytest.raises(CannotOpenError):
            keys.existing(survey.id, opens)


def _found(survey: Survey) -> list[bytes]:
    there = sorted(opens for survey_id, opens in keys.there() if survey_id == survey.id)
    return [keys.existing(survey.id, opens) for opens in there]


def test_no_page_of_data_file_or_update_says_what_was_answered(
    session: Session, cast: Cast
) -> None:
    answering(session, cast)
    seen = everything(session)
    told = [row for row in seen["update"] if row["kind"] == "survey-opened"]
    assert {str(row["data"]) for row in told} == {str({"survey": "autumn-pulse"})}
    # nothing was written for a person when she answered, but that she did
    mine = {name: rows for name, rows in seen.items() if _names(rows, cast.amara.id)}
    assert set(mine) == {"survey_invitation", "update", *_before(session, cast)}


def _names(rows: list[dict[str, Any]], person_id: UUID) -> bool:
    return any(person_id in row.values() for row in rows)


def _before(session: Session, cast: Cast) -> set[str]:
    """Where she is in any case: as somebody who works here."""
    return {
        name
        for name, rows in everything(session).items()
        if _names(rows, cast.jo.id) and not name.startswith(("survey", "update"))
    }
