"""What people were asked about stays what it was; that the words have changed is said to all."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import Session, col

from app.core import clock
from app.register import queries as drafts
from app.register import service as register
from app.register.consultations import queries, rules, service
from app.register.consultations.models import Consultation, ConsultationDocument, Status
from app.register.consultations.opened import queries as opened
from app.register.models import Origin
from app.register.schemas import PracticeDocument, VersionNote
from app.register.terms.schemas import Consulted
from tests.support.assessments import a_consultation, a_draft, agreed
from tests.support.browser import Browser
from tests.support.cast import Cast

SAID = {"heard": "Much.", "answer": "It starts.", "why": "It is needed."}
Change = Callable[[Session, Consultation], None]


def _set(**values: Any) -> Change:
    def change(session: Session, made: Consultation) -> None:
        there = col(Consultation.id) == made.id
        session.execute(update(Consultation).where(there).values(**values))
        session.refresh(made)

    return change


def _of_documents(**values: Any) -> Change:
    def change(session: Session, made: Consultation) -> None:
        there = col(ConsultationDocument.consultation_id) == made.id
        session.execute(update(ConsultationDocument).where(there).values(**values))
        session.expire_all()

    return change


def _another_document(session: Session, made: Consultation) -> None:
    also = {"position": 2, "title": "Also", "text": "More."}
    session.add(ConsultationDocument(consultation_id=made.id, **also))
    session.flush()


CHANGES: dict[str, Change] = {
    "title": _set(title="Other"),
    "proposal": _set(proposal="Two boxes."),
    "options": _set(options="- Something"),
    "questions": _set(questions=["When?"]),
    "proposed": _set(proposed="{}"),
    "practice_digest": _set(practice_digest="f" * 64),
    "scope": _set(scope='{"units":["Care"]}'),
    "opens_on": lambda session, made: _set(opens_on=queries.today(session) - timedelta(days=40))(
        session, made
    ),
    "closes_on": lambda session, made: _set(closes_on=queries.today(session))(session, made),
    "a document's title": _of_documents(title="Other"),
    "a document's text": _of_documents(text="It films."),
    "another document": _another_document,
}


def _asked(session: Session, cast: Cast) -> Consultation:
    with clock.set_to(clock.now() - timedelta(days=15)):
        made = a_consultation(session, cast, is_open=False)
        service.add_document(session, made, "The box", "It sends.")
        first = queries.today(session)
        service.open_it(session, made, opens_on=first, closes_on=first + timedelta(days=14))
    service.close_due(session)
    return made


@pytest.mark.parametrize("what", CHANGES)
def test_nothing_is_decided_on_other_than_what_was_opened(
    session: Session, cast: Cast, what: str
) -> None:
    made = _asked(session, cast)
    assert opened.is_as_opened(session, made)
    before = session.begin_nested()
    CHANGES[what](session, made)

    with pytest.raises(service.NotAsOpenedError):
        service.decide(session, made, cast.helen, result=Consulted.IMPOSED, **SAID)
    before.rollback()

    session.refresh(made)
    service.decide(session, made, cast.helen, result=Consulted.IMPOSED, **SAID)
    assert made.status is Status.DECIDED


def test_each_thing_that_is_settled_at_the_opening_is_tried() -> None:
    assert set(rules.OPENED) <= set(CHANGES)


def _rewrite(session: Session, document: PracticeDocument, **different: Any) -> None:
    register.draft(session, "vans", document.model_copy(update=different))
    session.commit()


def _says(browser: Browser, cast: Cast, who: str, at: str) -> str:
    browser.sign_in(getattr(cast, who))
    return browser.visit(at).main


def test_that_the_draft_changed_is_said_to_everyone(
    browser: Browser, session: Session, cast: Cast
) -> None:
    made = a_consultation(session, cast)
    words = a_words(session)
    session.commit()
    pages = [
        ("amara", f"/consultations/{made.slug}"),
        ("jo", f"/consultations/{made.slug}"),
        ("ewan", f"/consultations/{made.slug}"),
        ("helen", f"/desk/consultations/{made.slug}"),
    ]
    for who, page in pages:
        assert "has changed" not in _says(browser, cast, who, page), who

    _rewrite(session, words, reasons="For another reason.")
    for who, page in pages:
        said = _says(browser, cast, who, page)
        assert "The draft has changed since people were asked." in said, who
        assert "It differs in: Why." in said, who
        assert "For another reason." not in said, who

    _rewrite(session, words)
    for who, page in pages:
        assert "has changed" not in _says(browser, cast, who, page), who


def a_words(session: Session) -> PracticeDocument:
    """The words of the draft that is open."""
    draft = drafts.open_draft(session, "vans")
    assert draft is not None
    return PracticeDocument.model_validate_json(draft.document)


def _note(session: Session, number: int) -> VersionNote:
    return VersionNote(
        number=number,
        correction=0,
        in_force_from=queries.today(session),
        headline="starts",
        reason="It helps.",
        approved_by=("Helen Marsh", "Daniel Osei"),
        consulted="Agreed.",
        adds=False,
    )


def test_after_the_decision_it_says_in_what_the_published_words_differ(
    browser: Browser, session: Session, cast: Cast
) -> None:
    document = a_draft(session)
    with clock.set_to(clock.now() - timedelta(hours=2)):
        made = agreed(session, cast, "vans")
    page = f"/consultations/{made.slug}"

    register.publish(session, document, _note(session, 1), Origin.PORTAL)
    session.commit()
    assert "differs" not in _says(browser, cast, "amara", page)

    other = document.model_copy(update={"does_not_record": ("Speed",)})
    register.publish(session, other, _note(session, 2), Origin.PORTAL)
    session.commit()
    said = _says(browser, cast, "amara", page)
    assert "What is published differs from what people were asked about." in said
    assert "It differs in: What we do not." in said


def test_after_the_decision_it_says_nothing_of_what_is_not_published(
    browser: Browser, session: Session, cast: Cast
) -> None:
    old = a_draft(session)
    with clock.set_to(clock.now() - timedelta(days=30)):
        register.publish(session, old, _note(session, 1), Origin.PORTAL)
    words = a_draft(session, reasons="For another reason.")
    with clock.set_to(clock.now() - timedelta(hours=2)):
        made = agreed(session, cast, "vans")
    page = f"/consultations/{made.slug}"
    session.commit()
    assert "differs" not in _says(browser, cast, "amara", page), "the version there was before"

    _rewrite(session, words, reasons="For a third reason.")
    assert "differs" not in _says(browser, cast, "amara", page), "a draft that nobody published"

    other = words.model_copy(update={"reasons": "For a third reason."})
    register.publish(session, other, _note(session, 2), Origin.PORTAL)
    session.commit()
    assert "differs" in _says(browser, cast, "amara", page)


def test_the_fingerprint_is_on_the_page(browser: Browser, session: Session, cast: Cast) -> None:
    made = a_consultation(session, cast)
    session.commit()
    assert made.digest is not None
    assert made.digest[:16] in _says(browser, cast, "amara", f"/consultations/{made.slug}")
