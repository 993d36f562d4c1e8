"""Each right's own outcomes: what is missing is named, then done rightly, approved and read."""

from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from app.approvals.models import Decision
from app.core import clock
from app.core.db.base import new_id
from app.core.errors import ConflictError, ForbiddenError, RejectedError
from app.subject_requests import queries
from app.subject_requests.models import Kind, Outcome, SubjectRequestProposal
from app.subject_requests.outcomes import queries as outcomes
from app.subject_requests.outcomes import service
from app.subject_requests.outcomes.models import Result, SubjectRequestOutcome
from app.subject_requests.outcomes.rules import RESULTS, OutcomeIncompleteError
from app.subject_requests.progress.rules import Status
from app.subject_requests.tracker import queries as tracker
from tests.support.cast import Cast
from tests.support.insert_only import assert_insert_only
from tests.support.make import a_person
from tests.support.outcomes import OF, WORDS, a_house, answer, ask, filed, result_of, write
from tests.support.requests import approve, propose, taken

HEADS = {
    "old": "what it said before",
    "new": "what it says now",
    "where": "where this was done",
    "statement": "the statement that was added",
    "what": "of which data",
    "why": "reasons",
    "ground": "ground in the law",
    "stays": "what stays",
    "reasons": "our reasons",
    "exception": "why the law lets it stay",
    "effect": "the effect it has",
    "measures": "what we do about the effect",
    "compelling": "compelling legitimate grounds",
    "decision": "the decision that was looked at again",
    "decided": "the new decision",
}
MEANS = {
    Outcome.GRANTED: {"corrected", "deleted", "restricted", "upheld", "changed", "confirmed"},
    Outcome.PARTLY: {"statement-added", "partly-deleted", "partly-upheld"},
    Outcome.REFUSED: {"not-corrected", "kept", "not-restricted", "not-upheld"},
}


def test_every_result_belongs_to_one_right() -> None:
    assert {result for results in RESULTS.values() for result in results} == set(Result)
    assert all(result in RESULTS[kind] for result, kind in OF.items())
    assert set(OF) == set(Result)


@pytest.mark.parametrize("result", list(Result))
def test_an_answer_waits_for_each_part_of_its_outcome_and_then_is_read(
    session: Session, cast: Cast, result: Result
) -> None:
    a_house(session)
    request = filed(session, cast.amara, cast.helen, OF[result], "location")
    with pytest.raises(OutcomeIncompleteError, match="Choose what was decided"):
        ask(session, request, cast)
    for part in WORDS[result]:
        rest = {name: text for name, text in WORDS[result].items() if name != part}
        write(session, request, cast, result, words=rest | {"decided": rest.get("decided", "")})
        with pytest.raises(OutcomeIncompleteError) as refused:
            ask(session, request, cast)
        assert refused.value.message == f"The outcome still needs: {HEADS[part]}."
    write(session, request, cast, result)
    approve(session, ask(session, request, cast), cast.daniel)

    told = tracker.tracked(session, cast.amara, request.reference)
    assert told.story.standing.status is Status.ANSWERED
    assert told.story.standing.result == result
    assert told.story.standing.outcome is not None
    assert result in MEANS[told.story.standing.outcome]
    said = [text for _head, text in told.decided]
    codes = {"ground", "exception"}
    assert all(text in said for part, text in WORDS[result].items() if part not in codes)


@pytest.mark.parametrize(
    ("kind", "result"),
    [(kind, result) for result, its in OF.items() for kind in RESULTS if kind is not its],
)
def test_a_result_of_another_right_is_refused(
    session: Session, cast: Cast, kind: Kind, result: Result
) -> None:
    a_house(session)
    request = filed(session, cast.amara, cast.helen, kind, "location")
    with pytest.raises(RejectedError, match="no outcome of this kind"):
        write(session, request, cast, result)
    write(session, request, cast, RESULTS[kind][0])


@pytest.mark.parametrize(
    ("result", "wrong"),
    [
        (Result.DELETED, {"ground": "18-1-a"}),
        (Result.DELETED, {"ground": "because"}),
        (Result.RESTRICTED, {"ground": "17-1-a"}),
        (Result.KEPT, {"exception": "because"}),
    ],
)
def test_a_ground_that_the_article_does_not_name_is_refused(
    session: Session, cast: Cast, result: Result, wrong: dict[str, str]
) -> None:
    a_house(session)
    request = filed(session, cast.amara, cast.helen, OF[result], "location")
    with pytest.raises(RejectedError):
        write(session, request, cast, result, words=WORDS[result] | wrong)
    write(session, request, cast, result)
    assert ask(session, request, cast).decision is None


@pytest.mark.parametrize("kind", [Kind.ACCESS, Kind.PORTABILITY, Kind.COMPLAINT])
def test_other_rights_are_answered_in_words_alone(session: Session, cast: Cast, kind: Kind) -> None:
    request = taken(session, cast.amara, cast.helen, kind)
    with pytest.raises(RejectedError, match="words alone"):
        write(session, request, cast, Result.CORRECTED)
    with pytest.raises(RejectedError, match="Choose the outcome"):
        ask(session, request, cast)
    approve(session, propose(session, request, cast.helen, cast.daniel), cast.daniel)
    assert result_of(session, request) == ""


def test_what_she_was_not_sure_about_has_to_be_named(session: Session, cast: Cast) -> None:
    a_house(session)
    request = filed(session, cast.amara, cast.helen, Kind.ERASURE)
    write(session, request, cast, Result.DELETED)
    with pytest.raises(OutcomeIncompleteError, match="what it is about"):
        ask(session, request, cast)
    write(session, request, cast, Result.DELETED, practices=("location", "made-up"))
    approve(session, ask(session, request, cast), cast.daniel)
    told = tracker.tracked(session, cast.amara, request.reference)
    assert told.decided[0] == ("What it is about", "Location in the field app")


def test_a_change_of_the_outcome_voids_what_was_asked(session: Session, cast: Cast) -> None:
    a_house(session)
    request = filed(session, cast.amara, cast.helen, Kind.OBJECTION, "location")
    write(session, request, cast, Result.PARTLY_UPHELD)
    first = ask(session, request, cast)
    write(session, request, cast, Result.UPHELD)
    assert first.decision is Decision.VOIDED
    with pytest.raises(ConflictError):
        approve(session, first, cast.daniel)
    second = ask(session, request, cast)
    assert second.digest != first.digest
    approve(session, second, cast.daniel)
    assert result_of(session, request) == "upheld"


def test_an_outcome_that_changed_unseen_is_not_told(session: Session, cast: Cast) -> None:
    a_house(session)
    request = filed(session, cast.amara, cast.helen, Kind.OBJECTION, "location")
    kept = write(session, request, cast, Result.UPHELD)
    approval = ask(session, request, cast)
    copied = kept.model_dump(exclude={"id"})
    other = {"number": 2, "result": Result.NOT_UPHELD, "form_key": new_id()}
    attempt = session.begin_nested()
    session.add(SubjectRequestOutcome(**copied | other | {"words": WORDS[Result.NOT_UPHELD]}))
    session.flush()
    with pytest.raises(ConflictError, match="outcome was changed"):
        approve(session, approval, cast.daniel)
    attempt.rollback()
    approve(session, approval, cast.daniel)
    assert result_of(session, request) == "upheld"


def test_each_word_of_an_outcome_is_in_what_is_approved(session: Session, cast: Cast) -> None:
    a_house(session)
    request = filed(session, cast.amara, cast.helen, Kind.OBJECTION, "location")
    digests = set()
    for part in WORDS[Result.NOT_UPHELD]:
        words = WORDS[Result.NOT_UPHELD] | {part: "Otherwise."}
        write(session, request, cast, Result.NOT_UPHELD, words=words)
        digests.add(ask(session, request, cast).digest)
    assert len(digests) == len(WORDS[Result.NOT_UPHELD])
    newest = select(SubjectRequestProposal).order_by(col(SubjectRequestProposal.id).desc())
    proposed = session.exec(newest).first()
    assert proposed is not None
    assert proposed.decided == {
        "result": "not-upheld",
        "practices": ["location"],
        "words": WORDS[Result.NOT_UPHELD] | {"compelling": "Otherwise."},
    }


def test_what_was_typed_for_another_result_is_not_told(session: Session, cast: Cast) -> None:
    a_house(session)
    request = filed(session, cast.amara, cast.helen, Kind.RECTIFICATION, "location")
    both = WORDS[Result.CORRECTED] | {"why": "We first thought that it was right."}
    write(session, request, cast, Result.CORRECTED, words=both)
    approve(session, ask(session, request, cast), cast.daniel)
    told = tracker.tracked(session, cast.amara, request.reference)
    assert "first thought" not in str(told.decided)


def test_who_looks_again_is_not_the_person_nor_who_decided_before(
    session: Session, cast: Cast
) -> None:
    a_house(session)
    request = filed(session, cast.amara, cast.helen, Kind.HUMAN_REVIEW, "location")
    with pytest.raises(RejectedError, match="about herself"):
        write(session, request, cast, Result.CONFIRMED, reviewer=cast.amara)
    with pytest.raises(RejectedError, match="earlier decision"):
        write(session, request, cast, Result.CONFIRMED, reviewer=cast.tom, decided_by=cast.tom)
    write(session, request, cast, Result.CONFIRMED, reviewer=None)
    with pytest.raises(OutcomeIncompleteError, match="who looked again"):
        ask(session, request, cast)
    write(session, request, cast, Result.CONFIRMED, reviewer=cast.jo, decided_by=cast.tom)
    approve(session, ask(session, request, cast), cast.daniel)
    told = dict(tracker.tracked(session, cast.amara, request.reference).decided)
    assert told["Who looked again"].startswith("Jo ")

    again = filed(session, cast.amara, cast.helen, Kind.HUMAN_REVIEW, "location")
    with pytest.raises(RejectedError, match="earlier decision"):
        write(session, again, cast, Result.CONFIRMED, reviewer=cast.jo)
    answer(session, again, cast, Result.CHANGED)


def test_only_who_has_the_request_writes_an_outcome(session: Session, cast: Cast) -> None:
    a_house(session)
    request = filed(session, cast.amara, cast.helen, Kind.ERASURE, "location")
    given = {"result": Result.KEPT, "words": WORDS[Result.KEPT]}
    for other in (cast.daniel, cast.amara, cast.tom):
        with pytest.raises(ForbiddenError):
            service.write(session, request, other, **given, form_key=new_id())
    answer(session, request, cast, Result.KEPT)
    with pytest.raises(ConflictError):
        write(session, request, cast, Result.DELETED)


def test_a_form_sent_twice_writes_once_and_voids_nothing(session: Session, cast: Cast) -> None:
    a_house(session)
    request = filed(session, cast.amara, cast.helen, Kind.ERASURE, "location")
    key = new_id()
    first = write(session, request, cast, Result.KEPT, form_key=key)
    approval = ask(session, request, cast)
    assert write(session, request, cast, Result.KEPT, form_key=key).id == first.id
    assert approval.decision is None


@pytest.mark.parametrize("result", list(Result))
def test_recipients_are_told_of_what_was_corrected_deleted_or_restricted(
    session: Session, cast: Cast, result: Result
) -> None:
    a_house(session)
    request = filed(session, cast.amara, cast.helen, OF[result], "location")
    answer(session, request, cast, result)
    told = outcomes.recipients(session, queries.story(session, request))
    everybody = ["Cloud Ltd", "Gatekeepers Ltd", "Rescue Service"]
    calls = {"corrected", "statement-added", "deleted", "partly-deleted", "restricted"}
    assert [each.name for each in told] == (everybody if result in calls else [])


def test_each_recipient_is_written_down_as_told_or_why_not(session: Session, cast: Cast) -> None:
    a_house(session)
    request = filed(session, cast.amara, cast.helen, Kind.RECTIFICATION, "location")
    today = queries.story(session, request).today

    def note(recipient: str, **said: object) -> None:
        given = {"recipient": recipient, **said, "form_key": new_id()}
        service.note(session, request, cast.helen, **given)  # type: ignore[arg-type]

    with pytest.raises(RejectedError, match="no such recipient"):
        note("Cloud Ltd", told_on=today, how="By mail.")
    answer(session, request, cast, Result.CORRECTED)
    assert all(
        r.is_open for r in tracker.tracked(session, cast.amara, request.reference).recipients
    )
    with pytest.raises(RejectedError, match="no such recipient"):
        note("Made-up Ltd", told_on=today, how="By mail.")
    for wrong in (today + timedelta(days=1), today - timedelta(days=1)):
        with pytest.raises(RejectedError, match="Write the day"):
            note("Cloud Ltd", told_on=wrong, how="By mail.")
    note("Cloud Ltd", told_on=today, how="By mail.")
    note("Rescue Service", why_not="It keeps nothing.")
    with pytest.raises(ForbiddenError):
        service.note(
            *(session, request, cast.daniel),
            recipient="Gatekeepers Ltd",
            why_not="-",
            form_key=new_id(),
        )
    found = tracker.tracked(session, cast.amara, request.reference).recipients
    assert [(r.name, r.is_open) for r in found] == [
        *(("Cloud Ltd", False), ("Gatekeepers Ltd", True), ("Rescue Service", False)),
    ]
    note("Rescue Service", told_on=today, how="They asked after all.")
    last = tracker.tracked(session, cast.amara, request.reference).recipients[-1].notice
    assert last is not None
    assert last.how == "They asked after all."


def test_the_database_keeps_every_outcome_and_notice(session: Session, cast: Cast) -> None:
    a_house(session)
    request = filed(session, cast.amara, cast.helen, Kind.RECTIFICATION, "location")
    answer(session, request, cast, Result.CORRECTED)
    given = {"recipient": "Cloud Ltd", "why_not": "It is gone."}
    service.note(session, request, cast.helen, **given, form_key=new_id())  # type: ignore[arg-type]
    session.commit()
    assert_insert_only(session, "subject_request_outcome", "SET number = 9")
    assert_insert_only(session, "subject_request_notice", "SET recipient = 'x'")


def test_an_officer_near_the_person_writes_nothing(session: Session, cast: Cast) -> None:
    a_house(session)
    with clock.set_to(clock.now()):
        request = filed(session, cast.amara, cast.helen, Kind.ERASURE, "location")
    chief = a_person(session, "E1099", "Petra Novak")
    with pytest.raises(ForbiddenError):
        service.write(session, request, chief, result=None, words={}, form_key=new_id())
    write(session, request, cast, Result.KEPT)
