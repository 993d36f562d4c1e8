"""A proposal that is given up takes its checks with it: the practice that runs is not held up."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session

from app.core import clock
from app.register import queries as register
from app.register.assessments import queries as assessments
from app.register.assessments import service as assessing
from app.register.assessments.models import Assessment, Verdict
from app.register.assessments.models import Status as Assessed
from app.register.assessments.publishing import service as publishing
from app.register.consultations import queries as consultations
from app.register.consultations import service as consulting
from app.register.consultations.models import Consultation, Response
from app.register.consultations.models import Status as Asked
from app.register.consultations.rules import Phase
from app.register.consultations.unconsulted import service as unconsulted
from app.register.drafting import queries
from app.register.drafting import service as drafting
from app.register.drafting.checks import queries as checks
from app.register.file import service as files
from app.register.models import RegisterDraft
from app.register.terms.schemas import Consulted
from app.reps import queries as reps
from tests.support import assessments as make
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.register import a_file, a_practice

LOCATION = "location"
SAID = {"heard": "Much.", "answer": "Not now.", "why": "No."}


@pytest.fixture
def running(session: Session, cast: Cast) -> None:
    """A practice in use, assessed and agreed on a month ago in the words that are published."""
    files.take_in(session, a_file(a_practice()))
    with clock.set_to(clock.now() - timedelta(days=30)):
        make.checked(session, cast, LOCATION)


def _proposal(session: Session, reasons: str = "For another reason.") -> RegisterDraft:
    """A draft of other words than those in force."""
    practice = register.in_force_now(session).practice(LOCATION)
    assert practice is not None
    other = practice.document.model_copy(update={"reasons": reasons})
    return drafting.begin_from(session, other)


def _assess(session: Session, cast: Cast, status: Assessed) -> Assessment:
    return make.assess(session, cast, LOCATION, status)


def _consult(session: Session, cast: Cast, status: Asked) -> Consultation:
    over = status in {Asked.CLOSED, Asked.DECIDED}
    with clock.set_to(clock.now() - timedelta(days=15 if over else 0)):
        made = make.opened(session, cast, LOCATION, is_open=status is not Asked.DRAFT)
    consulting.close_due(session)
    if status is Asked.DECIDED:
        consulting.decide(session, made, cast.helen, result=Consulted.IMPOSED, **SAID)
    return made


def _say_stop(session: Session, cast: Cast) -> None:
    made = _assess(session, cast, Assessed.EVALUATED)
    assessing.validate(
        session,
        made,
        cast.daniel,
        read=make.read(session, made),
        decision=Verdict.STOP,
        overruled="Too wide.",
        review_on=make.review_day(session),
    )
    publishing.publish(session, made, cast.daniel, read=make.read(session, made))


@pytest.mark.parametrize("status", Assessed)
def test_its_assessment_holds_nothing_up(
    session: Session, cast: Cast, running: None, status: Assessed
) -> None:
    before = assessments.approved_for(session, LOCATION)
    assert before is not None
    draft = _proposal(session)
    made = _assess(session, cast, status)
    if status is not Assessed.PUBLISHED:
        with pytest.raises(assessing.OnItsWayError):
            _assess(session, cast, Assessed.DRAFT)

    drafting.close(session, draft, by=cast.helen)

    now = assessments.approved_for(session, LOCATION)
    assert now is not None
    assert now.reference == before.reference
    assert [each.reference for each in assessments.versions(session, LOCATION)] == [now.reference]
    assert assessments.read(session, now.reference).newer is None
    assert made.reference not in {each.reference for each in assessments.under_way(session)}
    assert assessments.written_by(session, cast.tom.id) == []
    if status is Assessed.PUBLISHED:
        assert assessments.read(session, made.reference), "what was published stays to read"
    else:
        with pytest.raises(assessing.MovedOnError):
            make.change(session, made, cast.tom)
        newest = assessments.steps(session, made)[0]
        assert (newest.row.act.value, newest.name) == ("dropped", "Helen Marsh")
    review = _assess(session, cast, Assessed.PUBLISHED)
    found = assessments.approved_for(session, LOCATION)
    assert found is not None
    assert found.reference == review.reference


def test_an_assessment_of_it_that_says_stop_stops_only_it(
    session: Session, cast: Cast, running: None
) -> None:
    draft = _proposal(session)
    _say_stop(session, cast)
    assert assessments.approved_for(session, LOCATION) is None

    drafting.close(session, draft, by=cast.helen)

    assert assessments.approved_for(session, LOCATION) is not None
    assert LOCATION in assessments.approved(session, assessments.today(session))
    record = checks.on_record(session, LOCATION).assessed
    assert record is not None
    assert record.decision is Verdict.GO_AHEAD


@pytest.mark.parametrize("status", Asked)
def test_its_consultation_holds_nothing_up(
    session: Session, cast: Cast, running: None, status: Asked
) -> None:
    before = consultations.result_for(session, LOCATION)
    assert before is not None
    draft = _proposal(session)
    with clock.set_to(clock.now() - timedelta(days=20)):  # as long ago as it was asked about
        draft.made_at = clock.now()
    made = _consult(session, cast, status)
    if status is not Asked.DECIDED:
        with pytest.raises(consulting.UndecidedError):
            consulting.prepare(session, cast.helen, LOCATION, "Again")
    else:
        assert consultations.result_for(session, LOCATION) != before

    drafting.close(session, draft, by=cast.helen)

    assert consultations.result_for(session, LOCATION) == before
    assert consultations.decided(session)[LOCATION] == before.slug
    newest = consultations.newest_about(session, LOCATION)
    assert newest is not None
    assert newest.slug == before.slug
    shown = consultations.for_officers(session, made.slug)
    if status is not Asked.DECIDED:
        assert shown.phase is Phase.DROPPED
        with pytest.raises(consulting.NotNowError):
            consulting.decide(session, made, cast.helen, result=Consulted.IMPOSED, **SAID)
        assert not [each for each in reps.coming(session) if each.about == made.slug]
        assert consulting.tell_of_opened(session) == 0
        assert consulting.close_due(session) == 0
    assert consulting.prepare(session, cast.helen, LOCATION, "Again")


def test_nor_does_a_reason_for_asking_nobody(session: Session, cast: Cast, running: None) -> None:
    before = consultations.result_for(session, LOCATION)
    draft = _proposal(session)
    unconsulted.start_without(session, cast.helen, LOCATION, "The law asks for it at once.")
    assert consultations.result_for(session, LOCATION) != before

    drafting.close(session, draft, by=cast.helen)

    assert consultations.result_for(session, LOCATION) == before
    again = _proposal(session)
    assert unconsulted.start_without(session, cast.helen, LOCATION, "It is asked for again.")
    assert again.closed_at is None


def _dissent(session: Session, cast: Cast) -> None:
    with clock.set_to(clock.now() - timedelta(days=15)):
        made = make.opened(session, cast, LOCATION)
        consulting.respond(session, made, cast.ewan, Response.DISSENT, "Not like this.")
    consulting.close_due(session)
    consulting.decide(session, made, cast.helen, result=Consulted.DISSENT, **SAID)


def _impose(session: Session, cast: Cast) -> None:
    _consult(session, cast, Asked.DECIDED)


AGAINST = {
    "dissent": (_dissent, "on record is “dissent”"),
    "imposed": (_impose, "on record is “imposed”"),
    "stop": (_say_stop, "says stop"),
}


@pytest.mark.parametrize("what", AGAINST)
def test_what_was_said_against_it_stands_when_the_same_words_are_proposed_again(
    session: Session, cast: Cast, running: None, what: str
) -> None:
    """Else whoever gave a draft up and typed it again would have the old agreement for it."""
    decide, fault = AGAINST[what]
    draft = _proposal(session)
    assert fault not in _in_the_way(session, draft)
    with clock.set_to(clock.now() - timedelta(days=20)):  # as long ago as it was asked about
        draft.made_at = clock.now()
    decide(session, cast)
    assert fault in _in_the_way(session, draft)

    drafting.close(session, draft, by=cast.helen)
    other = _proposal(session, reasons="For a third reason.")
    assert fault not in _in_the_way(session, other), "other words are another proposal"
    drafting.close(session, other, by=cast.helen)

    again = _proposal(session)
    assert fault in _in_the_way(session, again)


def _in_the_way(session: Session, draft: RegisterDraft) -> str:
    """All that keeps a draft from being published, in sentences."""
    return " ".join(each.sentence for each in queries.lacking(session, draft))


@pytest.mark.parametrize("what", ["assessment", "consultation"])
def test_what_is_about_the_words_in_force_stays_on_its_way(
    session: Session, cast: Cast, running: None, what: str
) -> None:
    """A review that was begun before somebody proposed other words, and gave them up."""
    steps: dict[str, Callable[..., Any]] = {
        "assessment": lambda: _assess(session, cast, Assessed.SUBMITTED),
        "consultation": lambda: _consult(session, cast, Asked.OPEN),
    }
    made = steps[what]()
    with clock.set_to(clock.now() + timedelta(hours=1)):
        draft = _proposal(session)
        drafting.close(session, draft, by=cast.helen)
    assert made.dropped_at is None


def test_people_read_that_it_was_given_up(
    browser: Browser, session: Session, cast: Cast, running: None
) -> None:
    draft = _proposal(session)
    asked, made = _consult(session, cast, Asked.OPEN), _assess(session, cast, Assessed.EVALUATED)
    drafting.close(session, draft, by=cast.helen)
    session.commit()

    browser.sign_in(cast.amara)
    for page in (f"/consultations/{asked.slug}", "/consultations", "/have-your-say"):
        assert "Given up" in browser.visit(page).texts(".tag"), page
    assert "Send my comment" not in browser.visit(f"/consultations/{asked.slug}").main
    browser.sign_in(cast.tom)
    assert "The proposal was given up that you were to assess." in browser.visit("/updates").main
    browser.visit(f"/assessments/{made.reference}/edit", status=404)
    browser.sign_in(cast.daniel)
    desk = browser.visit(f"/desk/assessments/{made.reference}")
    assert "The proposal was given up, and this ended with it." in desk.main
    assert not desk.soup.select("main form")
    assert "Given up" in browser.visit(f"/desk/consultations/{asked.slug}").main


def test_people_read_that_what_was_decided_was_given_up_afterwards(
    browser: Browser, session: Session, cast: Cast, running: None
) -> None:
    draft = _proposal(session)
    with clock.set_to(clock.now() - timedelta(days=20)):  # as long ago as it was asked about
        draft.made_at = clock.now()
    asked, made = _consult(session, cast, Asked.DECIDED), _assess(session, cast, Assessed.PUBLISHED)
    session.commit()
    pages = {
        "amara": (f"/consultations/{asked.slug}", f"/assessments/{made.reference}"),
        "ewan": ("/reps", "/consultations", "/have-your-say"),
        "helen": (f"/desk/consultations/{asked.slug}", "/desk/consultations"),
    }
    every = [(who, page) for who, theirs in pages.items() for page in theirs]

    def says(who: str, page: str) -> str:
        browser.sign_in(getattr(cast, who))
        return browser.visit(page).main

    for who, page in every:
        assert "iven up" not in says(who, page), page
    assert "This stays on the page of the practice" in says(*every[0])
    assert "Approved" in says(*every[1])

    drafting.close(session, draft, by=cast.helen)
    session.commit()

    for who, page in every:
        assert "iven up" in says(who, page), page
    asked_of = says(*every[0])
    assert "This stays on the page of the practice" not in asked_of
    assert SAID["heard"] in asked_of
    assert "Approved" not in says(*every[1])

    _proposal(session)
    session.commit()
    for who, page in every:
        assert "iven up" not in says(who, page), f"{page}: it is proposed again"


def test_nor_is_the_review_late_of_what_was_given_up(
    session: Session, cast: Cast, running: None
) -> None:
    draft = _proposal(session)
    made = _assess(session, cast, Assessed.PUBLISHED)
    with clock.set_to(clock.now() + timedelta(days=301)):
        assert assessments.read(session, made.reference).review_is_late
        drafting.close(session, draft, by=cast.helen)
        shown = assessments.read(session, made.reference)
    assert (shown.given_up, shown.review_is_late, shown.newer) == (True, False, None)
