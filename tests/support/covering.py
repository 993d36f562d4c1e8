"""Documents of a request to be read and covered: gathered, sealed, looked through."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from hashlib import sha256

from bs4 import BeautifulSoup
from sqlmodel import Session, col, func, select

from app.answers.covering.deciding import queries as deciding_queries
from app.answers.covering.deciding import service as deciding
from app.answers.covering.deciding.rules import NAME, Span, occurrences
from app.answers.covering.models import CoveringReading, CoveringSuggestion
from app.answers.gathering.models import GatheredDocument, Gathering, GatheringSource, Progress
from app.connectors.schemas import DocumentKind
from app.core import clock
from app.core.db.base import new_id
from app.core.storage import service as storage
from app.identity.people.models import Person
from app.subject_requests.models import SubjectRequest
from tests.support.acts import Act, House, presses, reads
from tests.support.browser import Page

SHIFT = (
    "From: Tom Whitlock\nSubject: Friday\n\nAmara has asked to swap the Friday late shift."
    " She can do it if Craig Dunlop covers, but he is off with his back again until the 21st.\n\n"
    "Amara’s overtime this month is 11 hours, so she is within the limit. Craig Dunlop is over.\n"
)
CRAIG = "Craig Dunlop"


def a_gathering(session: Session, request: SubjectRequest, officer: Person) -> Gathering:
    """Asked now, of one source, which has answered."""
    count = select(func.count()).where(col(Gathering.request_id) == request.id)
    gathering = Gathering(
        request_id=request.id,
        number=session.exec(count).one() + 1,
        employee_id="E1001",
        terms=["Okafor"],
        time_zone="Europe/London",
        asked_by=officer.id,
        asked_at=clock.now(),
        form_key=new_id(),
    )
    session.add(gathering)
    session.flush()
    source = GatheringSource(
        gathering_id=gathering.id,
        name="mailbox",
        title="Mailbox",
        run_by="IT",
        third_parties=True,
        terms_used=["Okafor"],
        progress=Progress.DONE,
        ended_at=clock.now(),
    )
    session.add(source)
    session.flush()
    return gathering


def a_document(
    session: Session,
    gathering: Gathering,
    text: str = SHIFT,
    *,
    suggest: Sequence[str] | None = (CRAIG,),
    kind: DocumentKind = DocumentKind.MAIL,
    unreadable: str = "",
) -> GatheredDocument:
    """With a suggestion wherever one of ``suggest`` stands; None: not looked through yet."""
    here = GatheredDocument.gathering_id == gathering.id
    number = session.exec(select(func.count()).where(here)).one() + 1
    source = session.exec(
        select(GatheringSource).where(GatheringSource.gathering_id == gathering.id)
    ).one()
    original = storage.keep(f"original {number}\n{text}".encode())
    document = GatheredDocument(
        gathering_id=gathering.id,
        source_id=source.id,
        number=number,
        key=f"message-{number}",
        kind=kind,
        title=f"Friday {number}",
        author="Tom Whitlock",
        at=datetime(2026, 9, 8, 9, 30, tzinfo=UTC),
        media_type="message/rfc822",
        participants=["Tom Whitlock", "Amara Okafor"],
        unreadable=unreadable,
        sha256=original.sha256,
        file_id=original.id,
        text_id=storage.keep(text.encode()).id,
        length=len(text),
    )
    session.add(document)
    session.flush()
    if suggest is not None:
        _suggest(session, document, text, suggest)
    return document


def spans(document: GatheredDocument, words: str = CRAIG) -> list[Span]:
    """Where some words stand in a document."""
    return occurrences(storage.content(document.text_id).decode(), words)


def cover_words(
    session: Session,
    document: GatheredDocument,
    officer: Person,
    words: str,
    *,
    everywhere: bool = False,
    reason: str = NAME,
) -> int:
    """Find some words and cover them, with nothing between."""
    found = deciding.find(
        deciding_queries.searched(session, document, everywhere=everywhere), words
    )
    return deciding.cover_words(session, document, officer, found, reason=reason, form_key=new_id())


def _suggest(
    session: Session, document: GatheredDocument, text: str, suggest: Sequence[str]
) -> None:
    found = [(span, words) for words in suggest for span in occurrences(text, words)]
    session.add(
        CoveringReading(document_id=document.id, suggestions=len(found), made_at=clock.now())
    )
    for (start, end), words in found:
        session.add(
            CoveringSuggestion(
                document_id=document.id,
                start_at=start,
                end_at=end,
                kind="name",
                same=sha256(words.encode()).hexdigest(),
                made_at=clock.now(),
            )
        )
    session.flush()


def for_acts(session: Session, request: SubjectRequest, officer: Person) -> str:
    """Three documents to do everything with that may be done; the request's reference."""
    gathering = a_gathering(session, request, officer)
    for suggest in ((CRAIG,), (), ()):
        a_document(session, gathering, suggest=suggest)
    return request.reference


def _sees_the_copy(house: House) -> Iterator[Page]:
    answer = house.be("helen").client.get(house.filled(f"{_FIRST}/copy"))
    assert answer.status_code == 200
    yield Page(answer, BeautifulSoup("", "html.parser"))


_AT = "/desk/requests/{gathered}"
_FIRST = f"{_AT}/documents/1"
_PASSAGE = "-".join(map(str, occurrences(SHIFT, CRAIG)[0]))
_WEIGHED = dict.fromkeys(("information", "confidence", "asking", "capacity", "refusal"), "None.")
# what the officer who has a request does with its documents, in this order
COVERING: dict[str, Act] = {
    "desk.requests.documents:index": reads("helen", at=f"{_AT}/documents"),
    "desk.requests.documents:show": reads("helen", at=_FIRST),
    "desk.requests.documents.copy:show": _sees_the_copy,
    "desk.requests.documents:create_decision": presses(
        "helen", "Save and go to next", at=_FIRST, choice="cover", reason="other-name"
    ),
    "desk.requests.documents:create_undoing": presses(
        "helen", "Take this decision back", at=f"{_FIRST}?passage={_PASSAGE}"
    ),
    "desk.requests.documents:create_words": presses(
        "helen", "Cover these words", at=_FIRST, words="overtime"
    ),
    "desk.requests.documents.others:new": reads("helen", at=f"{_FIRST}/others"),
    "desk.requests.documents.others:create": presses(
        *("helen", "Write this down"),
        at=f"{_FIRST}/others",
        about="Craig",
        separable="yes",
        consented="no",
        reasonable="no",
        outcome="redact",
        **_WEIGHED,
    ),
    "desk.requests.documents.exemption:new": reads("helen", at=f"{_FIRST}/exemption"),
    "desk.requests.documents.exemption:create": presses(
        *("helen", "Keep it back"),
        at=f"{_FIRST}/exemption",
        ground="crime",
        test="It would warn them.",
        scope="One message.",
        neutral="yes",
    ),
    "desk.requests.redactions:index": reads("helen", at=f"{_AT}/redactions"),
    "desk.requests.documents.exemption:destroy": presses(
        "helen", "End it Crime and taxation, document 1", at=f"{_AT}/redactions"
    ),
    "desk.requests.documents:create_check": presses(
        "helen", "Mark as checked and go to next", at=f"{_AT}/documents/3"
    ),
}
