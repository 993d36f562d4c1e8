"""What may be done with an answer, once each (tests/support/acts.py), and what it is done with."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from bs4 import BeautifulSoup
from sqlmodel import Session

from app.answers.bundles import service as bundles
from app.answers.gathering import queries as gathered
from app.answers.gathering.models import GatheringSource, Progress
from app.approvals import queries as approvals
from app.approvals.models import Kind
from app.core import clock
from app.core.db.base import new_id
from app.core.db.session import reading
from app.subject_requests.models import SubjectRequest
from tests.support.acts import Act, House, presses, reads
from tests.support.answers import a_source, packed, prepared, released
from tests.support.browser import Page
from tests.support.cast import Cast

_MISSING = "/desk/requests/{missing}/sources"


def in_the_house(session: Session, cast: Cast, folder: Path) -> dict[str, str]:
    """A request at each stage of its answer: by what the acts call them, the reference."""
    source = a_source(folder)
    source.connect(session)
    gone = released(session, cast, source)
    with clock.set_to(clock.now() + timedelta(days=31)):
        bundles.remove_expired(session)
    missing, _gathering = prepared(session, cast, source)
    for name in ("hr-old", "payroll"):
        _miss(session, missing, name)
    ready, _gathering = prepared(session, cast, source)
    whole, _gathering = prepared(session, cast, source)
    packed(session, whole, cast.helen)
    return {
        "gone": gone.reference,
        "missing": missing.reference,
        "ready": ready.reference,
        "whole": whole.reference,
        "released": released(session, cast, source).reference,
    }


def _miss(session: Session, request: SubjectRequest, name: str) -> None:
    gathering = gathered.newest(session, request.id)
    assert gathering is not None
    session.add(
        GatheringSource(
            gathering_id=gathering.id,
            name=name,
            title=name,
            version_id=new_id(),
            third_parties=True,
            progress=Progress.MISSING,
            reason="It cannot be reached.",
            ended_at=clock.now(),
        )
    )
    session.flush()


def _opens_a_file(house: House) -> Iterator[Page]:
    with reading() as session:
        about = house.objects["whole"]
        approval = approvals.newest_about(session, Kind.SUBJECT_REQUEST, about)
        assert approval is not None
        reference = approval.reference
    answer = house.be("daniel").client.get(f"/approvals/{reference}/files/1")
    assert answer.status_code == 200
    yield Page(answer, BeautifulSoup("", "html.parser"))


ANSWERS: dict[str, Act] = {
    "desk.requests.sources:index": reads("helen", at=_MISSING),
    "desk.requests.sources.asking:create": presses("helen", "Ask hr-old again", at=_MISSING),
    "desk.requests.sources.leaving_out:create": presses(
        "helen", "Answer without payroll", at=_MISSING, reason="It was switched off."
    ),
    "desk.requests.sources:create": presses("helen", "Ask them now", at=_MISSING),
    "desk.requests.letter:edit": reads("helen", at="/desk/requests/{ready}/release/letter"),
    "desk.requests.letter:update": presses(
        "helen", "Save the letter", at="/desk/requests/{ready}/release/letter"
    ),
    "desk.requests.bundle:create": presses(
        "helen", "Put the files together", at="/desk/requests/{ready}/release"
    ),
    "desk.requests.release:show": reads("helen", at="/desk/requests/{whole}/release"),
    "desk.requests.release:create": presses(
        *("helen", "Ask for approval"),
        at="/desk/requests/{whole}/release",
        outcome="granted",
        approver="{daniel}",
    ),
    "approvals.files:show": _opens_a_file,
    "requests.download:new": reads("amara", at="/requests/{released}/download"),
    "requests.download:create_asking": presses(
        "amara", "Ask us to make them again", at="/requests/{gone}/download"
    ),
    "requests.download:create": presses(
        "amara", "Download everything", at="/requests/{released}/download", status=200
    ),
}
