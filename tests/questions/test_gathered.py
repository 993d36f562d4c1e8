"""Who answers another request of hers does not gather that she asked about a look."""

from collections.abc import Iterable

from sqlmodel import Session

from app.access_log.outcomes.rules import Verdict
from app.core import clock
from app.identity.held.schemas import Part
from app.identity.viewer import Subject
from app.my_data.exporters import GATHERED, PARTS
from app.questions.models import First
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.questions import FRIDAY, REASONS, TYPED, a_house, decide, taken


def test_who_gathers_for_her_does_not_learn_that_she_asked(
    browser: Browser, session: Session, cast: Cast
) -> None:
    with clock.set_to(FRIDAY):
        a_house(session)
        question = taken(session, cast.amara, cast.helen, first=First.TEAM)
        reference = question.reference
        session.commit()
        browser.sign_in(cast.helen)
        browser.visit(f"/desk/questions/{reference}")
        decide(session, question, cast.helen, Verdict.IN_ORDER)
        session.commit()
    subject = Subject(cast.amara, "UTC")

    def told(parts: Iterable[Part]) -> str:
        return " ".join(
            f"{part.name} {record.values}"
            for part in parts
            for record in part.portion(session, subject, None, 100).records
        )

    words = (reference, REASONS, TYPED, "answer-about-look", "question", "in-order")
    hers, gathered = told(PARTS), told(GATHERED)
    assert [word for word in words if word not in hers] == []
    assert [word for word in words if word in gathered] == []
    assert "HR-2207" in gathered  # the look itself is there
    assert "cases" not in gathered
