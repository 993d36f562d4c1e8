"""The desk and the list of what is coming answer whatever stage a draft is in."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from app.register import queries as register
from app.register import service as publishing
from app.register.drafting.schemas import ProposedEnding
from app.register.file import service as files
from app.register.models import Origin, Stage
from app.register.schemas import EndingNote
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.register import PRACTICE, a_document, a_file, a_practice

PAGES = ("/reps", "/reps/changes")
SAYS = {
    Stage.DRAFT: "Nothing is coming",
    Stage.IMPACT_CHECK: "its impact is being checked",
    Stage.CONSULTATION: "people are to be consulted",
    Stage.APPROVED: "ready to publish",
    Stage.ENDING: "A second person decides whether it ends",
}


@pytest.fixture(autouse=True)
def published(session: Session, cast: Cast) -> None:
    files.take_in(session, a_file(a_practice()))


@pytest.mark.parametrize("stage", Stage)
def test_both_pages_answer_at_every_stage(
    browser: Browser, session: Session, cast: Cast, stage: Stage
) -> None:
    day = register.in_force_now(session).day
    ending = ProposedEnding(on=day, fate="Deleted.", reason="Over.")
    part = ending if stage is Stage.ENDING else a_document()
    publishing.draft(session, "location", part, stage=stage)
    session.commit()
    browser.sign_in(cast.ewan)

    for url in PAGES:
        main = browser.visit(url).main
        assert SAYS[stage] in main, url
        assert (PRACTICE["title"] in main) is (stage is not Stage.DRAFT), url


def test_an_ending_that_is_decided_is_coming_until_its_day(
    browser: Browser, session: Session, cast: Cast
) -> None:
    day = register.in_force_now(session).day
    note = EndingNote(on=day, fate="Deleted.", reason="Over.", approved_by=("H", "D"))
    later = note.model_copy(update={"on": day + timedelta(days=9)})
    publishing.end(session, "location", later, Origin.PORTAL)
    session.commit()
    browser.sign_in(cast.ewan)

    for url in PAGES:
        page = browser.visit(url)
        assert "It ends on the day named" in page.main, url
        assert page.link(PRACTICE["title"]).endswith("/collected/location"), url

    publishing.end(session, "location", note, Origin.PORTAL)
    session.commit()
    assert PRACTICE["title"] not in browser.visit("/reps/changes").main
