"""What may be done with an answer, once each (tests/support/acts.py), and what it is done with."""

from collections.abc import Iterator
from pathlib import Path

from bs4 import BeautifulSoup
from sqlmodel import Session

from app.answers.gathering import queries as gathered
from app.answers.gathering.models import GatheringSource, Progress
from app.approvals import queries as approvals
from app.approvals.models import Kind
from app.core import clock
from app.core.db.base import new_id
from app.core.db.session import reading
from app.subject_requests.handling import service as handling
from app.subject_requests.models import Delivery, SubjectRequest
from tests.support.acts import Act, House, presses, reads
from tests.support.answers import a_source, packed, prepared, released
from tests.support.browser import Page
from tests.support.cast import Cast
from tests.support.on_behalf import for_somebody
from tests.support.requests import approve, propose

_LOCKED, _PRINTED = "/desk/requests/{locked}/delivery", "/desk/requests/{printed}/delivery"
_SHARED = "/requests/{shared}"
_MISSING = "/desk/requests/{missing}/sources"


def in_the_house(session: Session, cast: Cast, folder: Path) -> dict[str, str]:
    """A request at each stage of its answer: by what the acts call them, the reference."""
    source = a_source(folder)
    source.connect(session)
    missing, _gathering = prepared(session, cast, source)
    for name in ("hr-old", "payroll"):
        _miss(session, missing, name)
    ready, _gathering = prepared(session, cast, source)
    whole, _gathering = prepared(session, cast, source)
    packed(session, whole, cast.helen)
    return {
        "today": clock.today("Europe/London").isoformat(),
        "missing": missing.reference,
        "ready": ready.reference,
        "whole": whole.reference,
        "released": released(session, cast, source).reference,
        "locked": released(session, cast, source, Delivery.ARCHIVE).reference,
        "shared": _answered_for_ewan(session, cast),
        "printed": released(session, cast, source, Delivery.PAPER).reference,
    }


def _answered_for_ewan(session: Session, cast: Cast) -> str:
    """What Ewan asked in Amara's name."""
    request = for_somebody(session, cast.ewan, cast.amara)
    handling.take(session, request, cast.helen)
    approve(session, propose(session, request, cast.helen, cast.daniel), cast.daniel)
    return request.reference


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


def _with_a_code(button: str) -> Act:
    """On the page that shows it."""

    def act(house: House) -> Iterator[Page]:
        page = house.be("helen").visit(house.filled(_LOCKED))
        shown = house.browser.submit(page, "Make a new code and file")
        yield house.browser.submit(shown, button)

    return act


def _is_sent(house: House) -> Iterator[Page]:
    page = house.be("helen").visit(house.filled(_PRINTED))
    sent = {
        "sent_on": "{today}",
        "way": "post",
        "to": "12 Mill Lane, Leeds",
        "why": "She wrote it in a letter.",
    }
    filled = {name: house.filled(text) for name, text in sent.items()}
    answer = house.browser.submit(page, "It was sent", status=303, then=False, **filled)
    yield answer
    house.browser.follow(answer)


# those of what is sent in this order: a code is made first, paper taken before it is posted
ANSWERS: dict[str, Act] = {
    "desk.requests.sources:index": reads("helen", at=_MISSING),
    "desk.requests.sources.asking:create": presses("helen", "Ask hr-old again", at=_MISSING),
    "desk.requests.sources.leaving_out:create": presses(
        "helen", "Answer without payroll", at=_MISSING, reason="It was switched off."
    ),
    "desk.requests.sources:create": presses("helen", "Ask them now", at=_MISSING),
    "desk.requests.searches:new": reads("helen", at="/desk/requests/{missing}/searches"),
    "desk.requests.searches:create": presses(
        *("helen", "Write it down"),
        at="/desk/requests/{missing}/searches",
        place="elsewhere",
        title="Paper files",
        searched="The folder, page by page.",
        searched_on="{today}",
        nothing="true",
    ),
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
    "desk.requests.delivery:show": reads("helen", at=_LOCKED),
    "desk.requests.delivery.code:create": presses(
        "helen", "Make the code and the file", at=_LOCKED, status=200
    ),
    "desk.requests.delivery.letter:create": _with_a_code("Print the code as a letter (PDF)"),
    "desk.requests.delivery.file:create": _with_a_code("Take the locked file"),
    "desk.requests.delivery.paper:create": presses(
        "helen", "Take what is to be printed", at=_PRINTED, status=200
    ),
    "desk.requests.delivery:create": _is_sent,
    "requests.sharing:create": presses("amara", "Let them read it", at=_SHARED),
    "reps.requests:show": reads("ewan", at="/reps/requests/{shared}"),
    "requests.sharing:destroy": presses("amara", "Stop that", at=_SHARED),
    "requests.download:new": reads("amara", at="/requests/{released}/download"),
    "requests.download:create": presses(
        "amara", "Download everything", at="/requests/{released}/download", status=200
    ),
}
