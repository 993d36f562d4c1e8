"""Approved answers that wait to be sent, written down without all that comes before."""

import io
import zipfile
from uuid import UUID

from sqlmodel import Session

from app.answers.bundles.models import AnswerBundle, Making
from app.answers.delivery import queries, service
from app.answers.delivery.rules import Sending, Sent, Way
from app.answers.gathering.models import Gathering
from app.answers.letters.models import AnswerLetter
from app.core import clock
from app.core.db.base import new_id
from app.core.storage import service as storage
from app.identity.people.models import Person
from app.subject_requests import queries as requests
from app.subject_requests.models import (
    Act,
    Delivery,
    Outcome,
    SubjectRequest,
    SubjectRequestEvent,
    SubjectRequestProposal,
)
from app.subject_requests.progress import service as progress
from tests.support.cast import Cast
from tests.support.requests import taken

TO, WHY = "12 Mill Lane, Leeds", "She told me on the phone."


def a_file(letter: bytes) -> UUID:
    """A stored bundle with nothing but this letter in it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("letter.pdf", letter)
    return storage.keep(packed.getvalue()).id


def approved(
    session: Session, cast: Cast, delivery: Delivery, file_id: UUID | None = None
) -> SubjectRequest:
    """Amara's; with no file it is an answer in words."""
    sar, now = taken(session, cast.amara, cast.helen), clock.now()
    said = {"delivery": delivery.value, "send_to": TO, "approver_id": str(cast.daniel.id)}
    if file_id is not None:
        said["enclosed"] = _bundle(session, sar, cast.helen, file_id).sha256
    words = SubjectRequestProposal(
        request_id=sar.id,
        number=2,
        act=Act.ANSWERED,
        outcome=Outcome.REFUSED,
        text="Here it is.",
        enclosed=said.get("enclosed", ""),
        delivery=delivery,
        made_by=cast.helen.id,
        made_at=now,
    )
    session.add(words)
    session.flush()
    details = said | {"outcome": Outcome.REFUSED.value}
    progress.append(
        session, requests.story(session, sar), Act.APPROVED, cast.helen, details=details
    )
    return sar


def take_words(session: Session, sar: SubjectRequest, officer: Person) -> None:
    """The letter of an answer in words, as the page does."""
    found = queries.approved(session, requests.story(session, sar))
    assert found is not None
    assert found.words is not None
    service.take_words(session, sar, officer, found.words)


def sending(sar: SubjectRequest, *, code: bool = False) -> Sending:
    apart = Sent(Way.PHONE, "0113 496 0000") if code else None
    return Sending(Sent(Way.POST, TO), apart, requests.today(sar.jurisdiction))


def posted(session: Session, sar: SubjectRequest, officer: Person) -> SubjectRequestEvent:
    """The letter was printed and sent, to another address than was approved."""
    take_words(session, sar, officer)
    sent = Sending(Sent(Way.POST, TO), None, requests.today(sar.jurisdiction), WHY)
    return service.send(session, sar, officer, sent, form_key=new_id())


def _bundle(session: Session, sar: SubjectRequest, officer: Person, file_id: UUID) -> AnswerBundle:
    of = {"request_id": sar.id, "number": 1, "form_key": new_id()}
    asked = {"asked_by": officer.id, "asked_at": clock.now()}
    gathering = Gathering(**of, **asked, employee_id="E1001", terms=[], time_zone="UTC")
    letter = AnswerLetter(**of, parts={}, made_by=officer.id, made_at=clock.now())
    session.add_all([gathering, letter])
    session.flush()
    bundle = AnswerBundle(
        **of,
        **asked,
        gathering_id=gathering.id,
        letter_id=letter.id,
        version="0" * 64,
        fingerprint="0" * 64,
        making=Making.MADE,
        made_at=clock.now(),
        file_id=file_id,
        size=1,
        sha256=f"{sar.id.int % 16**64:064x}",
        contents=[{"name": "letter.pdf", "title": "The letter"}],
    )
    session.add(bundle)
    session.flush()
    return bundle
