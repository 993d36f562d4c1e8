"""Four presses at once on an approved answer that is sent: nothing replaced or untaken goes out."""

from itertools import pairwise

from sqlmodel import Session

from app.answers.delivery import service
from app.core.db.base import new_id
from app.core.db.session import reading
from app.identity.people.models import Person
from app.subject_requests import service as filing
from app.subject_requests.models import Act, Delivery, SubjectRequest
from tests.support import sending
from tests.support.cast import Cast
from tests.support.database import on_both
from tests.support.races import DONE, LATE, ROUNDS, raced
from tests.support.requests import acts

AGAIN = "It came back to us unopened."


def _lock(session: Session, sar: SubjectRequest, officer: Person) -> None:
    service.lock(session, sar, officer, form_key=new_id())


def _send_file(session: Session, sar: SubjectRequest, officer: Person) -> None:
    sent = sending.sending(sar, code=True)
    service.send(session, sar, officer, sent, form_key=new_id())


def _send_letter(session: Session, sar: SubjectRequest, officer: Person) -> None:
    service.send(session, sar, officer, sending.sending(sar), form_key=new_id())


def _send_again(session: Session, sar: SubjectRequest, officer: Person) -> None:
    sent = sending.sending(sar)
    service.send_again(session, sar, officer, sent, why=AGAIN, form_key=new_id())


def _withdraw(session: Session, sar: SubjectRequest, person: Person) -> None:
    filing.withdraw(session, sar, person, form_key=new_id())


@on_both
def test_no_file_under_a_replaced_code_is_taken_or_sent(session: Session, cast: Cast) -> None:
    file_id = sending.a_file(b"Said.")
    codes, made = {}, []
    for _round in range(ROUNDS):
        sar = sending.approved(session, cast, Delivery.ARCHIVE, file_id)
        codes[sar.id] = service.lock(session, sar, cast.helen, form_key=new_id())
        service.take_archive(session, sar, cast.helen, codes[sar.id])
        made.append(sar.id)
    helen, amara = cast.helen.id, cast.amara.id
    session.commit()

    def take(session: Session, sar: SubjectRequest, officer: Person) -> None:
        service.take_archive(session, sar, officer, codes[sar.id])

    presses = [(helen, _lock), (helen, take), (helen, _send_file), (amara, _withdraw)]
    outcomes = raced(SubjectRequest, made, presses)

    assert len(outcomes) == ROUNDS
    with reading() as fresh:
        for sar_id, (locked, took, sent, withdrew) in zip(made, outcomes, strict=True):
            happened = acts(fresh, fresh.get_one(SubjectRequest, sar_id))[3:]
            assert happened.count(Act.LOCKED) == 1 + (locked == DONE)
            assert happened.count(Act.TAKEN_OUT) == 1 + (took == DONE)
            assert happened.count(Act.ANSWERED) == (sent == DONE)
            assert happened.count(Act.WITHDRAWN) == (withdrew == DONE)
            assert [sent, withdrew].count(DONE) <= 1
            _assert_taken_before(happened, Act.ANSWERED)
            if locked == DONE:
                anew = len(happened) - 1 - happened[::-1].index(Act.LOCKED)
                assert Act.TAKEN_OUT not in happened[anew:]


@on_both
def test_a_letter_is_sent_once_and_again_only_after_it_was_taken_anew(
    session: Session, cast: Cast
) -> None:
    made = []
    for _round in range(ROUNDS):
        sar = sending.approved(session, cast, Delivery.PAPER)
        sending.take_words(session, sar, cast.helen)
        made.append(sar.id)
    helen = cast.helen.id
    session.commit()
    presses = [(helen, _send_letter), (helen, _send_letter), (helen, _send_again)]

    outcomes = raced(SubjectRequest, made, [*presses, (helen, sending.take_words)])

    assert len(outcomes) == ROUNDS
    with reading() as fresh:
        for sar_id, (*sent, again, took) in zip(made, outcomes, strict=True):
            happened = acts(fresh, fresh.get_one(SubjectRequest, sar_id))[3:]
            assert took == DONE
            assert sorted(sent) == sorted([DONE, LATE])
            assert happened.count(Act.ANSWERED) == 1
            assert happened.count(Act.SENT_AGAIN) == (again == DONE)
            for sending_act in (Act.ANSWERED, Act.SENT_AGAIN):
                _assert_taken_before(happened, sending_act)


def _assert_taken_before(happened: list[Act], sent: Act) -> None:
    for before, here in pairwise(happened):
        assert here is not sent or before is Act.TAKEN_OUT, happened
