"""A look at a concern is not asked about: another officer would read who raised it."""

import pytest
from sqlmodel import Session, select

from app.concerns.handling import service as handling
from app.questions.models import Question
from app.questions.rules import OfConcernError
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.concerns import a_concern
from tests.support.questions import a_house, ask, newest


def test_a_look_at_a_concern_leads_to_the_concern_and_is_not_asked_about(
    browser: Browser, session: Session, cast: Cast
) -> None:
    a_house(session)
    concern = a_concern(session, cast.amara)
    handling.take(session, concern, cast.helen)
    session.commit()
    browser.sign_in(cast.helen)
    browser.visit(f"/desk/concerns/{concern.reference}")
    session.expire_all()

    browser.sign_in(cast.amara)
    page = browser.get("/looked")
    assert len(page.soup.select("a[href$='/ask']")) == 1  # Priya's look alone
    (link,) = page.soup.select("main td a[href='/concerns']")
    assert "Write in your concern" in link.text
    of_helen = next(
        str(each["href"]) for each in page.soup.select(".quiet-link") if "Helen" in str(each)
    )
    entry = browser.get(of_helen)
    assert "Ask about this" not in entry.main.partition("Other times they looked")[0]
    assert "Write in the concern instead" in entry.main
    assert browser.get(f"{of_helen}/ask", status=303).location == of_helen
    refused = browser.post(f"{of_helen}/ask", {"about": "why"}, status=422)
    assert "Write in the concern instead" in refused.response.text
    with pytest.raises(OfConcernError):
        ask(session, cast.amara, seq=newest(session, cast.amara))
    assert session.exec(select(Question)).all() == []
    ask(session, cast.amara, seq=newest(session, cast.amara) - 1)
