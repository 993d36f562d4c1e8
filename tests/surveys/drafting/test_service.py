"""Who prepares a survey, who opens it, and which surveys cannot be opened at all."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session, select

from app.approvals import queries as approvals
from app.approvals.models import Decision, Kind
from app.approvals.service import ChangedError, NotAnApproverError, NotOpenError
from app.core import clock
from app.core.config import settings
from app.core.errors import ConflictError
from app.identity.people.models import Person
from app.surveys import queries, rules
from app.surveys.drafting import service as drafting
from app.surveys.models import Status, Survey, SurveyInvitation
from app.surveys.service import NotNowError
from app.worker import WORK
from tests.support import surveys
from tests.support.cast import Cast
from tests.support.make import a_person, an_establishment
from tests.support.requests import approve
from tests.support.surveys import BETTER, HELPED, SHIFT


def _ask(session: Session, survey: Survey, officer: Person, approver: Person) -> object:
    return drafting.ask(
        session,
        officer,
        survey,
        approver_id=approver.id,
        reason="It is autumn.",
        form_key=uuid4(),
    )


def test_another_officers_approval_opens_it_for_who_works_here_then(
    session: Session, cast: Cast
) -> None:
    survey = surveys.a_draft(session, cast)
    _ask(session, survey, cast.helen, cast.daniel)
    waiting = approvals.open_about(session, Kind.SURVEY, survey.slug)
    assert waiting is not None
    with pytest.raises(ConflictError):
        _ask(session, survey, cast.helen, cast.daniel)

    approve(session, waiting, cast.daniel)

    assert survey.status is Status.OPEN
    assert survey.k == settings().k_small
    assert waiting.decision is Decision.APPROVED
    assert all(queries.read(session, each, survey.slug).asked for each in cast.everyone)
    with pytest.raises(NotNowError):
        drafting.rewrite(session, cast.helen, survey, surveys.words())
    with pytest.raises(NotNowError):
        _ask(session, survey, cast.helen, cast.daniel)


# who wrote it, who asks, who is asked: and what that comes to
WHO = [
    ("helen", "helen", "daniel", None),
    ("helen", "daniel", "helen", drafting.OwnWordsError),
    ("daniel", "helen", "daniel", drafting.OwnWordsError),
    ("helen", "helen", "helen", drafting.OwnWordsError),
    ("daniel", "helen", "helen", NotAnApproverError),
    *[("helen", "helen", who, NotAnApproverError) for who in ("amara", "tom", "viktor", "ines")],
    ("helen", "helen", "ewan", NotAnApproverError),
]


@pytest.mark.parametrize(("wrote", "asks", "decides", "refused"), WHO)
def test_who_wrote_it_does_not_approve_it_nor_does_anybody_without_the_role(
    session: Session,
    cast: Cast,
    wrote: str,
    asks: str,
    decides: str,
    refused: type[Exception] | None,
) -> None:
    survey = surveys.a_draft(session, cast, by=getattr(cast, wrote))
    people = getattr(cast, asks), getattr(cast, decides)
    if refused is None:
        assert _ask(session, survey, *people)
        return
    with pytest.raises(refused):
        _ask(session, survey, *people)
    other = cast.daniel if wrote == "helen" else cast.helen
    assert _ask(session, survey, getattr(cast, wrote), other)


def test_who_changed_it_meanwhile_has_it_approved_anew(session: Session, cast: Cast) -> None:
    survey = surveys.a_draft(session, cast)
    _ask(session, survey, cast.helen, cast.daniel)
    waiting = approvals.open_about(session, Kind.SURVEY, survey.slug)
    assert waiting is not None

    drafting.rewrite(session, cast.daniel, survey, surveys.words(HELPED))

    assert waiting.decision is Decision.VOIDED
    with pytest.raises((NotOpenError, ChangedError)):
        approve(session, waiting, cast.daniel)
    assert survey.status is Status.DRAFT
    with pytest.raises(drafting.OwnWordsError):
        drafting.open_it(session, survey, cast.daniel)
    _ask(session, survey, cast.daniel, cast.helen)


@pytest.mark.parametrize("changed", ["title", "lead", "questions", "crosses", "place", "days"])
def test_an_approval_is_of_exactly_these_words(session: Session, cast: Cast, changed: str) -> None:
    survey = surveys.a_draft(session, cast)
    before = drafting.digest(survey)
    values = {"crosses": [[1, 2]], "days": 20, "questions": surveys.words(HELPED)["questions"]}
    setattr(survey, changed, values.get(changed, "Other"))
    assert drafting.digest(survey) != before


def test_a_survey_that_could_never_show_anything_is_refused_with_the_reason(
    session: Session, cast: Cast
) -> None:
    cast.priya.active = False
    survey = surveys.a_draft(session, cast)
    with pytest.raises(drafting.TooFewError, match="Fewer than 10 people"):
        _ask(session, survey, cast.helen, cast.daniel)
    with pytest.raises(drafting.TooFewError):
        drafting.open_it(session, survey, cast.daniel)

    cast.priya.active = True
    session.flush()
    assert _ask(session, survey, cast.helen, cast.daniel)


def test_words_are_asked_of_so_many_that_one_officer_can_read_them(
    session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "MOST_FOR_WORDS", 9)
    with pytest.raises(drafting.TooManyWordsError):
        surveys.opened(session, cast, BETTER)
    assert surveys.opened(session, cast, HELPED).status is Status.OPEN


def test_a_table_by_workplace_has_few_of_them(
    session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "MOST_PLACES", 0)
    with pytest.raises(drafting.TooManyPlacesError):
        surveys.opened(session, cast, HELPED, crosses=[[1, 0]])
    assert surveys.opened(session, cast, HELPED, SHIFT, crosses=[[1, 2]]).status is Status.OPEN


def test_two_surveys_that_differ_by_a_few_people_are_not_open_at_once(
    session: Session, cast: Cast
) -> None:
    an_establishment(session, "GB-PER", name="Perth")
    for each in cast.everyone[:3]:
        each.establishment = "GB-PER"
    surveys.people(session, 10)
    everyone = surveys.opened(session, cast, HELPED)
    nearly = surveys.a_draft(session, cast, HELPED, place=cast.priya.establishment)

    with pytest.raises(drafting.TooCloseError, match="Autumn pulse"):
        _ask(session, nearly, cast.helen, cast.daniel)

    surveys.closed(session, everyone)
    with clock.set_to(clock.now() + surveys.SHORT + timedelta(days=25)):
        session.expire_all()
        with pytest.raises(drafting.TooCloseError, match="Ask others, or ask later"):
            _ask(session, nearly, cast.helen, cast.daniel)
    with clock.set_to(clock.now() + surveys.SHORT + timedelta(days=35)):
        assert _ask(session, nearly, cast.helen, cast.daniel)


def test_three_surveys_together_tell_no_small_workplace_apart(session: Session, cast: Cast) -> None:
    """Everyone, then one large workplace, then the other: what is left are four people."""
    an_establishment(session, "GB-PER", name="Perth")
    an_establishment(session, "GB-INV", name="Inverness")
    here = cast.priya.establishment
    more = surveys.people(session, 24)
    for each in (*cast.everyone, *more):
        each.establishment = here if each in cast.everyone else "GB-PER"
    for each in more[:4]:
        each.establishment = "GB-INV"
    surveys.opened(session, cast, HELPED)
    surveys.opened(session, cast, HELPED, place=here)
    third = surveys.a_draft(session, cast, HELPED, place="GB-PER")

    with pytest.raises(drafting.TooCloseError):
        _ask(session, third, cast.helen, cast.daniel)

    for each in more[4:10]:
        each.establishment = "GB-INV"
    assert _ask(session, third, cast.helen, cast.daniel)


def test_one_that_is_asked_again_waits_until_enough_have_come_or_gone(
    session: Session, cast: Cast
) -> None:
    survey = surveys.opened(session, cast, HELPED, every_months=3)
    with clock.set_to(clock.now() + timedelta(days=95)):
        for _twice in range(2):
            WORK.jobs["surveys:keep_time"](session)
        following = session.exec(select(Survey).where(Survey.follows_id == survey.id)).one()
        joined = [a_person(session, f"E5{n:03}", f"Joined {n}") for n in range(9)]
        with pytest.raises(drafting.TooCloseError):
            _ask(session, following, cast.helen, cast.daniel)
        joined.append(a_person(session, "E5009", "Joined 9"))
        drafting.open_it(session, following, cast.daniel)
    with clock.set_to(clock.now() + timedelta(days=140)):
        WORK.jobs["surveys:keep_time"](session)
        assert {each.survey_id for each in session.exec(select(SurveyInvitation))} == {following.id}


EVERYONE = "abcdefghijklmnopqrst"
# whom two surveys ask, at which places where they are shown by them, and whether they go together
PAIRS = [
    ("abcdefghij", "abcdefghij", "", False),
    ("abcdefghij", "abcdefghi", "", True),
    ("abcdefghijklmno", "abcdefghij", "", False),
    ("abcdefghijklmn", "abcdefghij", "", True),
    ("abcde", "fghij", "", False),
    ("abcdefghij", "abcdefghik", "", True),
    (EVERYONE, "abcdefgh", "abcdefghijklmno", False),
    (EVERYONE, "abcdefgh", "abcdefghijkl", True),
    (EVERYONE, "", "abcdefghijklmnopq", False),
]


@pytest.mark.parametrize(("ours", "theirs", "at_one_place", "too_few"), PAIRS)
def test_no_fewer_than_k_people_are_told_apart_by_two_surveys(
    ours: str, theirs: str, at_one_place: str, too_few: bool
) -> None:
    asked = {
        "ours": {each: "here" if each in at_one_place else "" for each in ours},
        "theirs": dict.fromkeys(theirs, ""),
    }
    assert rules.told_apart(asked, "ours", 5) == ({"theirs"} if too_few else set())
    assert rules.told_apart(asked, "theirs", 5) == ({"ours"} if too_few else set())


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 11, 27), 1, date(2026, 12, 27)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 2, 28), 12, date(2028, 2, 28)),
    ],
)
def test_the_next_one_is_so_many_months_later(day: date, months: int, then: date) -> None:
    assert rules.months_after(day, months) == then


@pytest.mark.parametrize(
    ("title", "address"),
    [("Autumn pulse!", "autumn-pulse"), ("New", "new-2"), ("Осень", "survey"), ("Vans", "vans-3")],
)
def test_a_title_becomes_an_address_that_is_free(title: str, address: str) -> None:
    assert rules.slug(title, frozenset({"vans", "vans-2"})) == address
