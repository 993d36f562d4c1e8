"""An ending and the versions of a practice look at each other, whichever is decided first."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from app.register import queries as register
from app.register import service as publishing
from app.register.assessments.models import Status
from app.register.drafting import service as drafting
from app.register.drafting.endings import service
from app.register.drafting.schemas import Proposal, ProposedEnding
from app.register.file import service as files
from app.register.models import Origin, RegisterDraft, Stage
from app.register.parts.schemas import CategoryFate
from app.register.schemas import EndingNote, VersionNote
from app.register.terms.schemas import Became
from tests.support import assessments as make
from tests.support.cast import Cast
from tests.support.register import a_file, a_practice


@pytest.fixture(autouse=True)
def published(session: Session, cast: Cast) -> None:
    files.take_in(session, a_file(a_practice()))


def an_ending(session: Session, days: int) -> ProposedEnding:
    on = register.in_force_now(session).day + timedelta(days=days)
    fate = CategoryFate(category="live-location", became=Became.DELETED, on=on, rule="At once.")
    return ProposedEnding(on=on, fate="Deleted.", reason="Over.", fates=(fate,), past=days < 0)


def end(session: Session, days: int) -> None:
    """Put on record that it ends in some days."""
    said = an_ending(session, days)
    note = EndingNote(on=said.on, fate="Deleted.", reason="Over.", approved_by=("H", "D"))
    publishing.end(session, "location", note, Origin.PORTAL)


def publish(session: Session, days: int) -> None:
    """Publish its second version, that comes into force in some days."""
    practice = register.in_force_now(session).practice("location")
    assert practice is not None
    day = register.in_force_now(session).day + timedelta(days=days)
    note = VersionNote(**dict(practice.version.note) | {"number": 2, "in_force_from": day})
    publishing.publish(session, practice.document, note, Origin.PORTAL)


def ready(session: Session, cast: Cast) -> RegisterDraft:
    """A draft of its next version, with what is on record of its checks."""
    practice = register.in_force_now(session).practice("location")
    assert practice is not None
    draft = drafting.begin_from(session, practice.document)
    make.assess(session, cast, "location", Status.PUBLISHED)
    drafting.fill_in_checks(session, draft, by=cast.helen)
    return draft


def test_no_ending_is_proposed_before_a_version_comes_into_force(session: Session) -> None:
    publish(session, 20)

    for days in (-3, 0, 19):
        with pytest.raises(service.VersionComesError):
            service.propose(session, "location", an_ending(session, days))

    assert register.open_draft(session, "location") is None
    assert service.propose(session, "location", an_ending(session, 20)).stage is Stage.ENDING


def test_what_ends_already_ends_only_sooner(session: Session) -> None:
    end(session, 10)

    for days in (10, 11):
        with pytest.raises(service.EndsAlreadyError):
            service.propose(session, "location", an_ending(session, days))

    assert service.propose(session, "location", an_ending(session, 9)).stage is Stage.ENDING


def test_a_past_day_needs_to_be_said_and_a_day_to_come_may_not_be(session: Session) -> None:
    for days, past in [(-1, False), (0, True), (1, True)]:
        with pytest.raises(service.PastDayError):
            wrong = an_ending(session, days).model_copy(update={"past": past})
            service.check(session, "location", wrong)
    for days in (-1, 0, 1):
        service.check(session, "location", an_ending(session, days))


# An ending is asked for on each of these days from today; what is in the way of it, for each
# version that comes into force and each ending that is decided: (V)ersion, (E)nding, nothing (.).
DAYS = (-3, 0, 4, 5, 9, 10, 11, 19, 20, 25)
IN_THE_WAY: dict[tuple[int | None, int | None], str] = {
    (None, None): "..........",
    (5, None): "VVV.......",
    (20, None): "VVVVVVVV..",
    (None, 0): ".EEEEEEEEE",
    (None, 10): ".....EEEEE",
    (5, 10): "VVV..EEEEE",
    (10, 10): "VVVVVEEEEE",
    (20, 10): "VVVVVVVV..",
}
ERRORS: dict[str, type[service.EndingDayError]] = {
    "V": service.VersionComesError,
    "E": service.EndsAlreadyError,
}


@pytest.mark.parametrize("order", ["version first", "ending first"])
@pytest.mark.parametrize(("comes", "ends"), IN_THE_WAY)
def test_an_ending_looks_at_every_version_and_every_ending(
    session: Session, comes: int | None, ends: int | None, order: str
) -> None:
    steps = [(publish, comes), (end, ends)]
    for step, days in steps if order == "version first" else reversed(steps):
        if days is not None:
            step(session, days)

    for days, mark in zip(DAYS, IN_THE_WAY[comes, ends], strict=True):
        asked = an_ending(session, days)
        if mark == ".":
            service.check(session, "location", asked)
            continue
        with pytest.raises(ERRORS[mark]):
            service.check(session, "location", asked)


def test_what_starts_after_the_end_is_published_as_a_whole_practice(
    session: Session, cast: Cast
) -> None:
    draft = ready(session, cast)
    end(session, 10)
    day = register.in_force_now(session).day

    def said(days: int, **different: bool) -> Proposal:
        starts = day + timedelta(days=days)
        words = {"headline": "is reworded.", "reason": "It reads better.", "starts_on": starts}
        return Proposal(**words | {"adds": False} | different)

    for days in (10, 15):
        with pytest.raises(drafting.AddsError, match="a whole practice"):
            drafting.check(session, draft, said(days))
        with pytest.raises(drafting.NoCorrectionError, match="a whole practice"):
            drafting.check(session, draft, said(days, correction=True))
        with pytest.raises(drafting.OldChecksError):
            drafting.check(session, draft, said(days, adds=True))
    drafting.check(session, draft, said(9))

    make.agreed(session, cast, "location")
    drafting.fill_in_checks(session, draft, by=cast.helen)
    drafting.check(session, draft, said(15, adds=True))
