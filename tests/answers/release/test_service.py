"""Nothing goes out that is not whole, and nothing but exactly what a second officer approved."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session

from app.answers.bundles import queries as bundles
from app.answers.bundles import service as packing
from app.answers.bundles.models import AnswerBundle, Making
from app.answers.covering import queries as covered
from app.answers.delivery.rules import CannotSignInError
from app.answers.gathering import queries as gathered
from app.answers.gathering.models import Gathering, GatheringSource, Progress
from app.answers.letters import rules as letter_rules
from app.answers.letters import service as letters
from app.answers.letters.schemas import Parts
from app.answers.release import queries, service
from app.answers.release.rules import Check, NotReadyError, sample
from app.approvals.models import Approval, Decision
from app.core import clock
from app.core.db.base import new_id
from app.core.errors import ConflictError
from app.core.storage import service as storage
from app.desk.approvals import service as desk
from app.desk.approvals.forms import NewDecision
from app.identity.people.models import Person
from app.register.file import service as register
from app.subject_requests import queries as requests
from app.subject_requests import service as filing
from app.subject_requests.models import Act, Delivery, SubjectRequest
from app.subject_requests.progress.rules import Status
from tests.support.answers import (
    Source,
    a_source,
    begin,
    check_all,
    packed,
    prepared,
    proposed,
    work,
    write_letter,
)
from tests.support.cast import Cast
from tests.support.covering import cover_words
from tests.support.outcomes import CLOUD, OUTSIDER, RESCUE
from tests.support.register import a_file, a_practice
from tests.support.requests import acts, approve, taken


@pytest.fixture
def source(session: Session, tmp_path: Path) -> Source:
    made = a_source(tmp_path)
    made.fill([("E1001", "2026-10-01", "S", "Swapped with Tom Whitlock.")])
    made.connect(session)
    return made


@pytest.mark.parametrize(
    ("copies", "read"),
    [(0, 0), (3, 3), (5, 5), (40, 5), (51, 6), (200, 20), (990, 99), (5000, 100)],
)
def test_a_tenth_of_the_copies_is_read_and_nobody_chooses_which(copies: int, read: int) -> None:
    numbers = list(range(1, copies + 1))
    one, again, other = (sample(numbers, digest) for digest in ("a" * 64, "a" * 64, "b" * 64))
    assert len(one) == read
    assert one == again == sorted(set(one) & set(numbers))
    assert copies < 10 or one != other


def gate(session: Session, request: SubjectRequest) -> dict[Check, bool]:
    session.expire_all()
    return queries.answer(session, requests.story(session, request)).gate.done


def test_each_thing_that_is_missing_keeps_it_back_and_is_named(
    session: Session, cast: Cast, source: Source
) -> None:
    request = taken(session, cast.amara, cast.helen)

    def refused(words: str) -> None:
        with pytest.raises(NotReadyError, match=words):
            service.pack(session, request, cast.helen, form_key=new_id())

    refused("No source was asked")
    gathering = begin(session, request, cast.helen)
    refused("Not every source has answered")
    work(session)
    refused("1 documents are not checked")
    check_all(session, gathering, cast.helen, cover=True)
    refused("Parts of the letter are empty: What you write to them first, Whether we hold")
    write_letter(session, request, cast.helen)
    with pytest.raises(NotReadyError, match="not put together"):
        proposed(session, request, cast)
    assert list(gate(session, request).values()) == [True, True, True, True, False]

    packed(session, request, cast.helen)

    assert all(gate(session, request).values())
    approve(session, proposed(session, request, cast), cast.daniel)
    assert acts(session, request)[-1] is Act.ANSWERED


def test_what_was_approved_is_what_she_may_take(
    session: Session, cast: Cast, source: Source
) -> None:
    request, _gathering = prepared(session, cast, source)
    bundle = packed(session, request, cast.helen)
    assert bundle.expires_at is None

    approve(session, proposed(session, request, cast), cast.daniel)

    story = requests.own(session, cast.amara, request.reference)
    assert story.standing.status is Status.ANSWERED
    assert story.events[-1].details["enclosed"] == bundle.sha256
    session.refresh(bundle)
    assert bundle.expires_at is not None
    assert bundle.expires_at > clock.now() + timedelta(days=29)


def _cover(session: Session, _request: SubjectRequest, gathering: Gathering, cast: Cast) -> None:
    [document] = gathered.documents(session, gathering)
    cover_words(session, document, cast.helen, "Swapped")


def _rewrite(session: Session, request: SubjectRequest, _g: Gathering, cast: Cast) -> None:
    parts = Parts(opening="Something else.")
    letters.write(session, request, cast.helen, parts, before=1, form_key=new_id())


def _gather(session: Session, request: SubjectRequest, _g: Gathering, cast: Cast) -> None:
    begin(session, request, cast.helen)


def _message(session: Session, request: SubjectRequest, _g: Gathering, cast: Cast) -> None:
    filing.change(session, request, cast.amara, text="E-mail too.", form_key=new_id())


def _repack(session: Session, request: SubjectRequest, _g: Gathering, cast: Cast) -> None:
    service.pack(session, request, cast.helen, form_key=new_id())


def decide(session: Session, approval: Approval, approver: Person) -> None:
    """Press the button that the page showed before anything was changed."""
    said = NewDecision(decision="approve", digest=approval.digest, note="")
    desk.decide(session, approval, approver, said)


Change = Callable[[Session, SubjectRequest, Gathering, Cast], None]


@pytest.mark.parametrize("change", [_cover, _rewrite, _gather, _message, _repack])
def test_whatever_changes_voids_the_approval(
    session: Session, cast: Cast, source: Source, change: Change
) -> None:
    request, gathering = prepared(session, cast, source)
    packed(session, request, cast.helen)
    approval = proposed(session, request, cast)
    session.commit()
    change(session, request, gathering, cast)
    session.commit()

    with pytest.raises(ConflictError):
        decide(session, approval, cast.daniel)
    session.rollback()
    assert Act.ANSWERED not in acts(session, request)
    session.refresh(approval)
    assert approval.decision in {None, Decision.VOIDED}
    approved = bundles.newest(session, request.id)
    assert approved is not None
    assert approved.expires_at is None


def test_a_page_asks_no_decision_what_it_says_and_an_act_asks_each(
    session: Session, cast: Cast, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    request, gathering = prepared(session, cast, source)
    packed(session, request, cast.helen)
    asked: list[Gathering] = []

    def fingerprint(session: Session, gathering: Gathering) -> str:
        asked.append(gathering)
        return exactly(session, gathering)

    exactly = covered.fingerprint
    monkeypatch.setattr(covered, "fingerprint", fingerprint)
    assert gate(session, request)[Check.BUNDLE]
    assert not asked
    proposed(session, request, cast)
    assert len(asked) == 1
    _cover(session, request, gathering, cast)
    assert not gate(session, request)[Check.BUNDLE]
    assert len(asked) == 1


def test_a_form_sent_twice_packs_once_and_an_older_bundle_goes(
    session: Session, cast: Cast, source: Source
) -> None:
    request, _gathering = prepared(session, cast, source)
    key = new_id()
    one = service.pack(session, request, cast.helen, form_key=key)
    assert service.pack(session, request, cast.helen, form_key=key).id == one.id
    work(session)
    first = session.get_one(AnswerBundle, one.id)
    file_id = first.file_id
    assert file_id is not None

    second = packed(session, request, cast.helen)

    session.refresh(first)
    assert (first.making, first.file_id) == (Making.REMOVED, None)
    assert storage.content(second.file_id or new_id())


def test_what_is_over_is_removed_and_its_page_says_so(
    session: Session, cast: Cast, source: Source
) -> None:
    request, _gathering = prepared(session, cast, source)
    bundle = packed(session, request, cast.helen)
    approve(session, proposed(session, request, cast), cast.daniel)
    file_id = bundle.file_id
    assert file_id is not None
    with clock.set_to(clock.now() + timedelta(days=29)):
        packing.remove_expired(session)
        assert storage.is_kept(file_id)
    with clock.set_to(clock.now() + timedelta(days=31)):
        packing.remove_expired(session)
    assert not storage.is_kept(file_id)
    session.refresh(bundle)
    assert bundle.making is Making.REMOVED
    assert covered.left(session, session.get_one(Gathering, bundle.gathering_id)) == []


def test_who_left_meanwhile_is_not_answered_in_the_portal(
    session: Session, cast: Cast, source: Source
) -> None:
    request, _gathering = prepared(session, cast, source)
    packed(session, request, cast.helen)
    approval = proposed(session, request, cast)
    cast.amara.active = False
    session.add(cast.amara)
    session.commit()
    with pytest.raises(CannotSignInError):
        decide(session, approval, cast.daniel)
    session.rollback()
    session.expire_all()
    assert requests.story(session, request).standing.is_open
    decide(session, proposed(session, request, cast, Delivery.ARCHIVE), cast.daniel)
    assert requests.story(session, request).standing.status is Status.APPROVED


def test_a_source_that_answered_in_the_end_is_not_named_as_left_out(
    session: Session, cast: Cast, tmp_path: Path
) -> None:
    source = a_source(tmp_path)
    source.connect(session)
    request, gathering = prepared(session, cast, source)
    one = next(each for each in gathered.sources(session, gathering) if each.name == source.name)
    one.reason = "It could not be reached."  # as it was kept before it was cleared
    session.commit()
    bundle = packed(session, request, cast.helen)
    one = session.get_one(GatheringSource, one.id)
    assert one.progress is Progress.DONE
    left_out = dict(queries.enclosed(session, bundle).left_out)
    assert one.title not in left_out
    one.progress = Progress.LEFT_OUT
    session.flush()
    assert dict(queries.enclosed(session, bundle).left_out) == left_out | {one.title: one.reason}


def test_a_recipient_that_is_known_by_name_is_named_or_it_is_said_why_not(
    session: Session, cast: Cast, source: Source
) -> None:
    """Art 15(1)(c), C-154/21: categories only with a reason, which the approver reads too."""
    readers = [*a_practice()["readers"], OUTSIDER]
    passed_on = a_practice(recipients=[RESCUE], processors=[CLOUD], readers=readers)
    register.take_in(session, a_file(passed_on))
    request, _gathering = prepared(session, cast, source)

    def written(before: int, **changed: str) -> str:
        whole = {name: f"About {name}." for name in letter_rules.REQUIRED}
        parts = Parts(**whole | changed)
        letters.write(session, request, cast.helen, parts, before=before, form_key=new_id())
        session.commit()
        return ", ".join(
            queries.answer(session, requests.story(session, request)).gate.parts_missing
        )

    assert "or why not (Cloud Ltd; Gatekeepers Ltd; Rescue Service)" in written(
        1, recipients="Those who help us."
    )
    with pytest.raises(NotReadyError, match="Rescue Service"):
        service.pack(session, request, cast.helen, form_key=new_id())
    assert "or why not (Gatekeepers Ltd; Rescue Service)" in written(
        2, recipients="CLOUD  Ltd, and who helps us."
    )
    assert written(3, recipients="Cloud Ltd, Gatekeepers Ltd, the\nRescue Service.") == ""
    assert written(4, recipients="Those who help us.", recipients_unnamed="None got it.") == ""
    bundle = packed(session, request, cast.helen)
    assert ("Why some who receive it are not named", "None got it.") in queries.enclosed(
        session, bundle
    ).letter
