"""What is done with an open survey: it is answered, once by each, and closed, once for all."""

import random
from collections import Counter
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, or_, update
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.core import clock
from app.core.crypto.aead import CannotOpenError
from app.core.db import dialects
from app.core.errors import ConflictError, ForbiddenError
from app.core.language import gettext as _
from app.core.logs import log
from app.identity.people.models import Person
from app.surveys import queries, rules
from app.surveys.counting import rules as counting
from app.surveys.counting.rules import Choice, Sums
from app.surveys.keys import service as keys
from app.surveys.keys.service import Opens
from app.surveys.models import (
    Status,
    Survey,
    SurveyChange,
    SurveyInvitation,
    SurveyResult,
    SurveyTally,
    SurveyWords,
)


class NotOpenError(ConflictError):
    def __init__(self) -> None:
        super().__init__(_("This survey does not take answers now."))


class NotAskedError(ForbiddenError):
    def __init__(self) -> None:
        super().__init__(_("This survey is not asked of you."))


class AnsweredAlreadyError(ConflictError):
    def __init__(self) -> None:
        super().__init__(
            _("Your answers are in. They are added to those of all, so nobody can change them.")
        )


class NotNowError(ConflictError):
    def __init__(self) -> None:
        super().__init__(_("The survey has gone on meanwhile. Read it again first."))


class AnotherFormError(ConflictError):
    def __init__(self) -> None:
        super().__init__(_("This form was already sent with other words."))


def turn(survey: Survey) -> str:
    """What is held while one person's answers are added, or all are counted."""
    return f"survey {survey.id}"


def answer(
    session: Session,
    person: Person,
    survey: Survey,
    chosen: Mapping[int, Choice],
    words: str = "",
) -> None:
    """Add what one person answered to the sums; what she left out is skipped.

    ``chosen``: by the question's number which of its options. Raises NotAskedError,
    NotOpenError, AnsweredAlreadyError.
    """
    day = queries.today(session)
    dialects.serialise(session, turn(survey))
    session.refresh(survey)
    hers = session.get(SurveyInvitation, (survey.id, person.id), populate_existing=True)
    if not queries.takes_answers(survey, day):
        raise NotOpenError
    if hers is None:
        raise NotAskedError
    _take_part(session, hers)
    tally = session.exec(_tally(survey)).one()
    key = keys.existing(survey.id, Opens.ANSWERS)
    sums = counting.unseal(key, survey.id, tally.sealed)
    place = survey.places.index(hers.place)
    more = counting.with_one_more(sums, chosen, place, words.strip())
    tally.sealed = counting.seal(key, survey.id, more)
    session.add(tally)
    session.flush()


def _take_part(session: Session, hers: SurveyInvitation) -> None:
    """Once: of two presses at the same time the second finds her there."""
    took = session.exec(
        update(SurveyInvitation)
        .where(
            col(SurveyInvitation.survey_id) == hers.survey_id,
            col(SurveyInvitation.person_id) == hers.person_id,
            col(SurveyInvitation.answered).is_(False),
        )
        .values(answered=True)
    )
    if took.rowcount != 1:
        raise AnsweredAlreadyError


def _tally(survey: Survey) -> SelectOfScalar[SurveyTally]:
    return (
        select(SurveyTally)
        .where(SurveyTally.survey_id == survey.id)
        .execution_options(populate_existing=True)
    )


def close_due(session: Session) -> int:
    """Close what is past its last day. How many.

    One whose answers cannot be opened stays as it is, with a line in the log: the others close.
    """
    closed = 0
    for survey in queries.to_close(session):
        survey_id = survey.id
        try:
            with session.begin_nested():
                close(session, survey)
        except CannotOpenError:
            log.exception("a survey cannot be closed", survey=str(survey_id))
        else:
            closed += 1
    return closed


def close(session: Session, survey: Survey) -> None:
    """Count once what everybody may read, and let go of everything else."""
    dialects.serialise(session, turn(survey))
    move(session, survey, Status.OPEN, {"status": Status.CLOSED})
    tally = session.exec(_tally(survey)).one()
    sums = counting.unseal(keys.existing(survey.id, Opens.ANSWERS), survey.id, tally.sealed)
    invited = select(SurveyInvitation.place).where(SurveyInvitation.survey_id == survey.id)
    asked = Counter(session.exec(invited))
    told = counting.shown(sums, [asked[place] for place in survey.places], survey.k)
    session.exec(delete(SurveyTally).where(col(SurveyTally.survey_id) == survey.id))
    session.add(
        SurveyResult(
            survey_id=survey.id, made_on=queries.today(session), shown=counting.as_json(told)
        )
    )
    session.flush()
    _keep_words(session, survey, sums)


def _keep_words(session: Session, survey: Survey, sums: Sums) -> None:
    """Texts of enough people wait for the officer who edits them; those of fewer are let go of.

    All are written together, in an order by chance.
    """
    written = [text for text in sums.texts or () if text]
    if sums.answered < survey.k or len(written) < max(survey.k, rules.K_WORDS):
        return
    ids, key = sorted(uuid4() for _text in written), keys.make(survey.id, Opens.WORDS)
    for words_id, text in zip(ids, random.SystemRandom().sample(written, len(ids)), strict=True):
        sealed = counting.seal_text(key, survey.id, text)
        session.add(SurveyWords(id=words_id, survey_id=survey.id, sealed=sealed))
    session.flush()


def forget_who_took_part(session: Session, held: SelectOfScalar[UUID]) -> None:
    """Of closed surveys, but for people who wait for a copy of their data.

    Who was asked is kept for as long as the people of new ones are held against it: a month, and
    of one that is asked again until the next is closed.
    """
    closed = select(Survey.id).where(Survey.status == Status.CLOSED)
    spared = col(SurveyInvitation.person_id).not_in(held)
    of_closed = col(SurveyInvitation.survey_id).in_(closed), spared
    took = col(SurveyInvitation.answered).is_(True)
    session.exec(update(SurveyInvitation).where(*of_closed, took).values(answered=False))
    followed = select(Survey.follows_id).where(
        Survey.status == Status.CLOSED, col(Survey.follows_id).is_not(None)
    )
    over = closed.where(
        col(Survey.closes_on) < queries.a_month_ago(session),
        or_(col(Survey.every_months) == 0, col(Survey.id).in_(followed)),
    )
    session.exec(delete(SurveyInvitation).where(col(SurveyInvitation.survey_id).in_(over), spared))


def forget_keys(session: Session) -> None:
    """Of surveys that are closed, and of texts that are all edited.

    To be called before anything is changed: what this transaction did can still be undone, and
    a key cannot be brought back.
    """
    there = keys.there()
    closed = select(Survey.id).where(Survey.status == Status.CLOSED)
    over = set(session.exec(closed.where(col(Survey.id).in_({each for each, _opens in there}))))
    unread = select(SurveyWords.survey_id).where(col(SurveyWords.sealed).is_not(None))
    needed = {(each, Opens.WORDS) for each in session.exec(unread.distinct())}
    if gone := {key for key in there - needed if key[0] in over}:
        keys.forget(gone)


def tell_of_change(
    session: Session,
    officer: Person,
    survey: Survey,
    text: str,
    *,
    practice_id: str | None,
    form_key: UUID,
) -> SurveyChange:
    """Write beside the results what was changed because of them. The same form says it once."""
    sent = session.exec(select(SurveyChange).where(SurveyChange.form_key == form_key)).one_or_none()
    if sent:
        if (sent.survey_id, sent.text, sent.practice_id) != (survey.id, text, practice_id):
            raise AnotherFormError
        return sent
    if survey.status is not Status.CLOSED:
        raise NotNowError
    change = SurveyChange(
        survey_id=survey.id,
        text=text,
        practice_id=practice_id,
        form_key=form_key,
        written_by=officer.id,
        written_at=clock.now(),
    )
    session.add(change)
    session.flush()
    return change


def move(
    session: Session, survey: Survey, still: Status, values: dict[str, Any], *conditions: Any
) -> None:
    """Change a survey that is still where it was read, or raise NotNowError."""
    there = col(Survey.id) == survey.id, col(Survey.status) == still
    moved = session.exec(update(Survey).where(*there, *conditions).values(**values))
    session.refresh(survey)
    if moved.rowcount != 1:
        raise NotNowError
