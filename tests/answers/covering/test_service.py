"""Deciding, checking and keeping back: by whom, at which stage, and what the database keeps."""

from collections.abc import Callable
from hashlib import sha256
from uuid import UUID

import pytest
from sqlmodel import Session, col, select

from app.answers.covering import queries, service
from app.answers.covering.deciding import service as deciding
from app.answers.covering.deciding.queries import searched
from app.answers.covering.deciding.rules import NAME, NEUTRAL, OTHERS, Passage
from app.answers.covering.deciding.service import Found
from app.answers.covering.exempting import service as exempting
from app.answers.covering.exempting.rules import Steps
from app.answers.covering.exempting.service import Factors, Held, Weighed
from app.answers.covering.models import Choice, CoveringDecision, Ground, Outcome
from app.answers.covering.service import StaleError
from app.answers.covering.standing import queries as standing
from app.answers.gathering import queries as gathered
from app.answers.gathering.models import GatheredDocument, Gathering
from app.core.db.base import new_id
from app.core.errors import ConflictError, NotFoundError, RejectedError
from app.core.storage import service as storage
from app.identity.people.models import Person
from app.subject_requests.progress.rules import HELD, Status
from tests.support.cast import Cast
from tests.support.covering import CRAIG, SHIFT, a_document, a_gathering, cover_words, spans
from tests.support.insert_only import assert_insert_only
from tests.support.requests import at, taken

FACTORS = Factors("Work rota.", "None owed.", "Asked on 3 May.", "Yes.", "None.")
WHOLE = Held(Ground.CRIME, None, True, "It would hinder an inquiry.", "All of one message.")
REDACTED = Weighed("Craig", Outcome.REDACT, Steps(True, False, False), FACTORS)


@pytest.fixture
def document(session: Session, cast: Cast) -> GatheredDocument:
    """Of Amara's request, which Helen has: Craig is named twice in it."""
    request = taken(session, cast.amara, cast.helen)
    made = a_document(session, a_gathering(session, request, cast.helen))
    session.commit()
    return made


def decide(
    session: Session,
    document: GatheredDocument,
    officer: Person,
    number: int = 0,
    choice: Choice = Choice.COVER,
    **more: object,
) -> int:
    reason = NAME if choice is Choice.COVER else ""
    said = {"reason": reason, "form_key": new_id()} | more
    return deciding.decide(session, document, officer, spans(document)[number], choice, **said)  # type: ignore[arg-type]


def test_a_passage_is_covered_left_in_and_open_again(
    session: Session, cast: Cast, document: GatheredDocument
) -> None:
    one, other = spans(document)
    assert decide(session, document, cast.helen) == 1
    decide(session, document, cast.helen, 1, Choice.LEAVE)
    assert queries.covered(session, document) == [Passage(*one, NAME)]
    assert queries.covered(session, document)[0].words == "name of another person"
    state = queries.state(session, document)
    assert (state.undecided, state.left_in) == ([], [other])

    deciding.undo(session, document, cast.helen, one, seen=1, form_key=new_id())

    assert queries.covered(session, document) == []
    assert queries.state(session, document).undecided == [one]
    choices = [each.choice for each in queries.state(session, document).decisions]
    assert choices == [Choice.COVER, Choice.LEAVE, Choice.OPEN]


def test_one_form_decides_once(session: Session, cast: Cast, document: GatheredDocument) -> None:
    key = new_id()
    assert decide(session, document, cast.helen, form_key=key) == 1
    assert decide(session, document, cast.helen, form_key=key) == 0
    assert len(queries.state(session, document).decisions) == 1


def test_who_decides_on_what_changed_reads_what_stands(
    session: Session, cast: Cast, document: GatheredDocument
) -> None:
    decide(session, document, cast.helen)
    with pytest.raises(StaleError) as refused:
        decide(session, document, cast.helen, choice=Choice.LEAVE)
    assert refused.value.stands is not None
    assert refused.value.stands.reason == NAME
    with pytest.raises(StaleError):
        deciding.undo(session, document, cast.helen, spans(document)[0], seen=7, form_key=new_id())
    assert decide(session, document, cast.helen, choice=Choice.LEAVE, seen=1) == 1


@pytest.mark.parametrize("reason", ["", "crime", "kept-back", "because"])
def test_covering_needs_a_reason_of_the_list(
    session: Session, cast: Cast, document: GatheredDocument, reason: str
) -> None:
    with pytest.raises(RejectedError):
        decide(session, document, cast.helen, reason=reason)
    assert decide(session, document, cast.helen, reason=OTHERS) == 1


def test_a_passage_lies_in_the_document(
    session: Session, cast: Cast, document: GatheredDocument
) -> None:
    for span in ((-1, 4), (4, 4), (9, 4), (0, len(SHIFT) + 1)):
        with pytest.raises(RejectedError):
            deciding.decide(
                session,
                document,
                cast.helen,
                span,
                Choice.COVER,
                reason=NAME,
                form_key=new_id(),
            )
    whole = (0, len(SHIFT))
    said = {"reason": NAME, "form_key": new_id()}
    assert deciding.decide(session, document, cast.helen, whole, Choice.COVER, **said) == 1  # type: ignore[arg-type]


def test_one_decision_holds_for_all_that_say_the_same(
    session: Session, cast: Cast, document: GatheredDocument
) -> None:
    gathering = gathered.newest(session, _request_id(session, document))
    assert gathering
    second = a_document(session, gathering, suggest=(CRAIG, "Friday"))
    elsewhere = a_document(
        session, a_gathering(session, taken(session, cast.jo, cast.helen), cast.helen)
    )
    decide(session, second, cast.helen, 1, Choice.LEAVE)

    assert decide(session, document, cast.helen, same=True) == 3

    assert [each[:2] for each in queries.covered(session, document)] == spans(document)
    assert [each[:2] for each in queries.covered(session, second)] == spans(second)[:1]
    assert queries.state(session, second).undecided == spans(second, "Friday")
    assert queries.covered(session, elsewhere) == []


def test_words_are_covered_here_or_everywhere(
    session: Session, cast: Cast, document: GatheredDocument
) -> None:
    gathering = gathered.newest(session, _request_id(session, document))
    assert gathering
    second = a_document(session, gathering, suggest=())

    def cover(words: str, *, everywhere: bool = False) -> int:
        return cover_words(session, document, cast.helen, words, everywhere=everywhere)

    with pytest.raises(RejectedError):
        cover("Nobody of this name")
    assert cover("off with HIS back") == 1
    assert cover("off with his back", everywhere=True) == 1
    assert cover("with his", everywhere=True) == 0
    assert [p[:2] for p in queries.covered(session, second)] == spans(second, "off with his back")


def test_words_are_covered_as_they_were_found_or_not_at_all(
    session: Session, cast: Cast, document: GatheredDocument
) -> None:
    gathering = gathered.newest(session, _request_id(session, document))
    assert gathering
    second = a_document(session, gathering, suggest=())
    a_document(session, gathering, "Subject: Nothing\n\nOf note.", suggest=())

    def found() -> Found:
        return deciding.find(searched(session, document, everywhere=True), "Friday")

    def cover(what: Found) -> int:
        said = {"reason": OTHERS, "form_key": new_id()}
        return deciding.cover_words(session, document, cast.helen, what, **said)  # type: ignore[arg-type]

    before = found()
    assert (len(before.seen), len(before.spans)) == (3, 2)
    decide(session, second, cast.helen)
    with pytest.raises(StaleError):
        cover(before)
    before = found()
    a_document(session, gathering, suggest=())
    with pytest.raises(StaleError):
        cover(before)
    assert not queries.covered(session, document)
    assert cover(found()) == 3 * len(spans(document, "Friday"))


def test_a_document_is_checked_when_everything_in_it_is_decided(
    session: Session, cast: Cast, document: GatheredDocument
) -> None:
    gathering = gathered.newest(session, _request_id(session, document))
    assert gathering
    unread = a_document(session, gathering, suggest=None)
    broken = a_document(session, gathering, "", suggest=(), unreadable="It is encrypted.")
    with pytest.raises(RejectedError, match="2 passages are not decided yet"):
        service.check(session, document, cast.helen, seen=0)
    with pytest.raises(ConflictError, match="still being looked through"):
        service.check(session, unread, cast.helen, seen=0)
    with pytest.raises(RejectedError, match="Say what you did"):
        service.check(session, broken, cast.helen, seen=0)
    service.check(session, broken, cast.helen, seen=0, note="Read on paper; nothing in it.")
    decide(session, document, cast.helen)
    decide(session, document, cast.helen, 1, Choice.LEAVE)
    with pytest.raises(StaleError):
        service.check(session, document, cast.helen, seen=1)
    with pytest.raises(RejectedError, match="about nobody else"):
        service.check(session, document, cast.helen, seen=2)
    assert queries.left(session, gathering) == [1, 2]
    service.check(session, document, cast.helen, seen=2, not_others=True)
    assert queries.left(session, gathering) == [2]
    assert queries.totals(session, gathering) == (3, 2, 1)

    deciding.undo(session, document, cast.helen, spans(document)[0], seen=1, form_key=new_id())

    assert queries.left(session, gathering) == [1, 2]
    assert queries.following(session, document) == 2
    assert queries.totals(session, gathering) == (3, 1, 0)


def test_what_is_about_others_is_weighed_step_by_step(
    session: Session, cast: Cast, document: GatheredDocument
) -> None:
    def record(outcome: Outcome, steps: Steps, factors: Factors = FACTORS, seen: int = 0) -> None:
        weighed = Weighed("Craig Dunlop", outcome, steps, factors)
        exempting.record_others(
            session, document, cast.helen, weighed, seen=seen, form_key=new_id()
        )

    with pytest.raises(RejectedError):
        record(Outcome.DISCLOSE, Steps(False, False, False))
    with pytest.raises(RejectedError, match="five questions"):
        record(Outcome.REDACT, Steps(True, False, False), Factors("", "-", "-", "-", "-"))
    record(Outcome.WITHHOLD, Steps(False, False, False))
    assert queries.state(session, document).is_withheld
    assert _withheld(session) == {document.id}
    with pytest.raises(StaleError):
        record(Outcome.DISCLOSE, Steps(False, True, False))
    record(Outcome.DISCLOSE, Steps(False, True, False), seen=1)
    state = queries.state(session, document)
    assert not state.is_withheld
    assert _withheld(session) == set()
    assert state.about_others
    assert state.about_others.consented
    decide(session, document, cast.helen)
    decide(session, document, cast.helen, 1, Choice.LEAVE)
    assert service.check(session, document, cast.helen, seen=4).number == 4


def test_an_exemption_covers_its_passage_until_it_ends(
    session: Session, cast: Cast, document: GatheredDocument
) -> None:
    span = spans(document, "within the limit")[0]

    def exempt(ground: Ground, seen: int, *, neutral: bool = False, test: str = "It is.") -> None:
        held = Held(ground, span, neutral, test, "One line.")
        exempting.exempt(session, document, cast.helen, held, seen=seen, form_key=new_id())

    with pytest.raises(RejectedError):
        exempt(Ground.PRIVILEGE, 0, test="")
    exempt(Ground.PRIVILEGE, 0)
    assert queries.covered(session, document) == [Passage(*span, "privilege")]
    with pytest.raises(ConflictError, match="End the exemption"):
        deciding.undo(session, document, cast.helen, span, seen=2, form_key=new_id())
    exempt(Ground.CRIME, 2, neutral=True)
    assert queries.covered(session, document) == [Passage(*span, NEUTRAL)]
    privilege, crime = queries.state(session, document).held_back
    exempting.end(session, document, cast.helen, crime.id, form_key=new_id())
    assert queries.covered(session, document) == [Passage(*span, "privilege")]
    with pytest.raises(StaleError):
        exempting.end(session, document, cast.helen, crime.id, form_key=new_id())
    exempting.end(session, document, cast.helen, privilege.id, form_key=new_id())
    assert queries.covered(session, document) == []
    assert queries.state(session, document).held_back == []


def test_a_whole_document_is_kept_back_silently_or_not(
    session: Session, cast: Cast, document: GatheredDocument
) -> None:
    exempting.exempt(session, document, cast.helen, WHOLE, seen=0, form_key=new_id())
    state = queries.state(session, document)
    assert (state.is_withheld, state.is_silent, state.covered) == (True, True, [])
    assert _withheld(session) == {document.id}
    service.check(session, document, cast.helen, seen=1)
    exempting.end(session, document, cast.helen, state.held_back[0].id, form_key=new_id())
    state = queries.state(session, document)
    assert (state.is_withheld, state.is_silent, state.is_checked) == (False, False, False)
    assert _withheld(session) == set()


Acting = Callable[[Session, GatheredDocument, Person], object]
ACTS: dict[str, Acting] = {
    "decide": decide,
    "words": lambda s, d, o: cover_words(s, d, o, "Amara"),
    "check": lambda s, d, o: service.check(s, d, o, seen=0),
    "others": lambda s, d, o: exempting.record_others(s, d, o, REDACTED, seen=0, form_key=new_id()),
    "exempt": lambda s, d, o: exempting.exempt(s, d, o, WHOLE, seen=0, form_key=new_id()),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("status", Status)
def test_only_who_has_the_request_acts_and_only_while_it_is_open(
    session: Session, cast: Cast, act: str, status: Status
) -> None:
    request = at(session, status, cast)
    suggest = () if act == "check" else (CRAIG,)
    document = a_document(session, a_gathering(session, request, cast.helen), suggest=suggest)
    session.commit()
    for person in (cast.amara, cast.daniel, cast.tom, cast.ines, cast.viktor):
        with pytest.raises(NotFoundError):
            ACTS[act](session, document, person)
    if status in HELD:
        ACTS[act](session, document, cast.helen)
    else:
        with pytest.raises((NotFoundError, ConflictError)):
            ACTS[act](session, document, cast.helen)


def test_nothing_is_done_with_documents_of_an_older_gathering(session: Session, cast: Cast) -> None:
    request = taken(session, cast.amara, cast.helen)
    older = a_document(session, a_gathering(session, request, cast.helen))
    newer = a_document(session, a_gathering(session, request, cast.helen))
    with pytest.raises(ConflictError, match="gathered again"):
        decide(session, older, cast.helen)
    decide(session, newer, cast.helen)
    assert queries.document(session, request.id, 1).id == newer.id


def test_originals_and_texts_stay_as_they_are(
    session: Session, cast: Cast, document: GatheredDocument
) -> None:
    before = storage.content(document.file_id), storage.content(document.text_id)
    decide(session, document, cast.helen, same=True)
    cover_words(session, document, cast.helen, "Amara", everywhere=True)
    service.check(session, document, cast.helen, seen=queries.state(session, document).number)
    assert (storage.content(document.file_id), storage.content(document.text_id)) == before
    assert sha256(before[0]).hexdigest() == document.sha256


def test_the_fingerprint_follows_whatever_is_done(
    session: Session, cast: Cast, document: GatheredDocument
) -> None:
    gathering = gathered.newest(session, _request_id(session, document))
    assert gathering
    seen = [queries.fingerprint(session, gathering)]
    assert queries.fingerprint(session, gathering) == seen[0]
    decide(session, document, cast.helen, same=True)
    seen.append(queries.fingerprint(session, gathering))
    service.check(session, document, cast.helen, seen=2)
    seen.append(queries.fingerprint(session, gathering))
    for act in ("others", "exempt"):
        _again(session, document, cast.helen, act)
        seen.append(queries.fingerprint(session, gathering))
    a_document(session, gathering)
    seen.append(queries.fingerprint(session, gathering))
    assert len(set(seen)) == len(seen) == 6


def test_the_database_keeps_every_row(
    session: Session, cast: Cast, document: GatheredDocument
) -> None:
    decide(session, document, cast.helen, same=True)
    service.check(session, document, cast.helen, seen=2)
    for act in ("others", "exempt"):
        _again(session, document, cast.helen, act)
    session.commit()
    for table, change in {
        "reading": "SET suggestions = 0",
        "suggestion": "SET kind = 'phone'",
        "decision": "SET reason = 'crime'",
        "check": "SET note = 'x'",
        "third_party": "SET outcome = 'disclose'",
        "exemption": "SET test = 'x'",
    }.items():
        assert_insert_only(session, f"covering_{table}", change)
    assert session.exec(select(CoveringDecision)).first()


def _again(session: Session, document: GatheredDocument, officer: Person, act: str) -> None:
    seen = queries.state(session, document).number
    if act == "others":
        exempting.record_others(session, document, officer, REDACTED, seen=seen, form_key=new_id())
    else:
        exempting.exempt(session, document, officer, WHOLE, seen=seen, form_key=new_id())


def _request_id(session: Session, document: GatheredDocument) -> UUID:
    return session.get_one(Gathering, document.gathering_id).request_id


def _withheld(session: Session) -> set[object]:
    return set(session.exec(select(col(GatheredDocument.id)).where(standing.is_withheld())))
