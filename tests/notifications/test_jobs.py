from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, select

from app.core import clock
from app.core.config import settings
from app.core.db.session import reading
from app.core.mail.message import message_id
from app.identity.people.models import EmailDigest, Person
from app.notifications import jobs, queries, rules, service
from app.notifications.models import Kind, Mail
from tests.support.mail import LOST, Postbox, serving
from tests.support.telling import a_person

NOON = datetime(2026, 11, 19, 12, tzinfo=UTC)


@pytest.fixture
def postbox(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Postbox:
    made = Postbox()
    monkeypatch.setenv("DAYLIGHT_SMTP_URL", made.url)
    settings.cache_clear()
    return made


def write(session: Session, *people: str, kind: Kind = Kind.LOOK) -> None:
    """A mail to each, due at noon."""
    with clock.set_to(NOON):
        for employee_id in people:
            person = a_person(session, employee_id, digest=EmailDigest.EACH)
            service.tell(session, [person.id], kind, about="17", entry=17)
        jobs.write_mails(session)
    session.commit()


def send(at: datetime) -> int:
    with clock.set_to(at):
        return jobs.send_mails()


def mail() -> Mail:
    with reading() as session:
        return session.exec(select(Mail)).one()


def test_each_person_gets_one_mail(postbox: Postbox, session: Session) -> None:
    write(session, "E1001", "E1002", "E1003")
    with serving(postbox):
        assert send(NOON) == 3
        assert send(NOON) == 0

    assert sorted(postbox.recipients()) == [f"e100{n}@example.com" for n in (1, 2, 3)]
    ids = {str(message["Message-ID"]) for message in postbox.taken}
    with reading() as reader:
        keys = reader.exec(select(Mail.key)).all()
    assert ids == {message_id(key, settings().smtp_from) for key in keys}


@pytest.mark.parametrize("kind", Kind)
def test_a_mail_says_only_that_there_is_something_to_read(
    postbox: Postbox, session: Session, kind: Kind
) -> None:
    write(session, "E1001", kind=kind)
    with serving(postbox):
        send(NOON)

    message = postbox.taken[0]
    words = message.get_content()
    assert "http://127.0.0.1:8000/updates" in words
    assert "http://127.0.0.1:8000/settings" in words
    assert "Northfold Energy" in words
    everything = f"{message['Subject']} {words}".lower()
    for telling in ("amara", "okafor", "e1001", "look", "unusual", "17", "practice", "command"):
        assert telling not in everything


def test_all_mails_have_the_same_words(postbox: Postbox, session: Session) -> None:
    write(session, "E1001", kind=Kind.LOOK)
    write(session, "E1002", kind=Kind.PRACTICE_CHANGED)
    with serving(postbox):
        send(NOON)

    assert len({(str(m["Subject"]), m.get_content()) for m in postbox.taken}) == 1
    assert len(postbox.taken) == 2


def test_the_organisations_name_is_not_written_as_html(
    postbox: Postbox, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAYLIGHT_ORGANISATION", "Smith & Daughters")
    settings.cache_clear()
    write(session, "E1001")
    with serving(postbox):
        send(NOON)
    assert "Smith & Daughters" in postbox.taken[0].get_content()


def test_without_a_server_in_the_settings_no_mail_is_written(session: Session) -> None:
    write(session, "E1001")
    with reading() as reader:
        assert queries.mail_state(reader).waiting == 0


def test_a_server_that_is_down_loses_nothing(postbox: Postbox, session: Session) -> None:
    write(session, "E1001", "E1002", "E1003")
    at, waits = NOON, []
    for _ in range(8):
        assert send(at) == 0
        with reading() as reader:
            state = queries.mail_state(reader)
            due = {mail.due_at for mail in reader.exec(select(Mail)).all()}
        assert (state.waiting, state.retried, state.last_error) == (3, 3, "ConnectionRefusedError")
        assert len(due) == 1
        waits.append((min(due) - at).total_seconds())
        at = min(due)

    assert waits == [5, 10, 20, 40, 60, 60, 60, 60]
    with serving(postbox):
        assert send(at) == 3
    assert len(postbox.taken) == 3
    with reading() as reader:
        assert queries.mail_state(reader).waiting == 0


def test_a_mail_put_off_by_the_server_is_tried_again_and_others_go(
    postbox: Postbox, session: Session
) -> None:
    write(session, "E1001", "E1002")
    postbox.on_recipient = lambda to: "450 Later" if to.startswith("e1001") else "250 OK"
    with serving(postbox):
        assert send(NOON) == 2
        assert postbox.recipients() == ["e1002@example.com"]
        assert send(NOON + timedelta(seconds=59)) == 0
        postbox.on_recipient = lambda _to: "250 OK"
        assert send(NOON + timedelta(minutes=1)) == 1
    assert postbox.recipients() == ["e1002@example.com", "e1001@example.com"]


def test_a_mailbox_that_is_refused_for_hours_while_others_are_not_is_given_up_and_said(
    postbox: Postbox, session: Session
) -> None:
    write(session, "E1001")
    hers = mail()
    postbox.on_recipient = lambda to: "550 No mailbox" if to.startswith("e1001") else "250 OK"
    at = NOON
    with serving(postbox):
        for other in range(1 + rules.MOST_REFUSALS):  # at the first, none had been taken yet
            assert mail_of(hers).refused_at is None
            write(session, f"E2{other:03}")
            assert send(at) == 2
            at = mail_of(hers).due_at
        assert send(at + timedelta(days=1)) == 0

    assert mail_of(hers).refused_at is not None
    assert at - NOON > timedelta(hours=1)
    with reading() as reader, clock.set_to(at):
        assert queries.mail_state(reader).refused_this_week == 1
        assert queries.last_undelivered(reader, hers.person_id)


def mail_of(hers: Mail) -> Mail:
    with reading() as session:
        return session.exec(select(Mail).where(Mail.id == hers.id)).one()


@pytest.mark.parametrize("hook", ["on_recipient", "on_sender"])
def test_a_server_that_refuses_everybody_for_hours_loses_nobodys_mail(
    postbox: Postbox, session: Session, hook: str
) -> None:
    people = ("E1001", "E1002", "E1003")
    write(session, "E1000")
    with serving(postbox):
        assert send(NOON) == 1  # it took one a moment before
        write(session, *people)
        setattr(postbox, hook, lambda _address: "550 Not from here")
        for quarter in range(4 * 6):
            send(NOON + timedelta(minutes=1 + 15 * quarter))
            with reading() as reader:
                state = queries.mail_state(reader)
            assert (state.waiting, state.refused_this_week, state.last_error) == (3, 0, "550")
        setattr(postbox, hook, lambda _address: "250 OK")
        send(NOON + timedelta(hours=7, minutes=1))
        send(NOON + timedelta(hours=8, minutes=1))

    assert sorted(postbox.recipients()[1:]) == [f"{one.lower()}@example.com" for one in people]


def test_a_connection_lost_after_the_words_is_tried_again(
    postbox: Postbox, session: Session
) -> None:
    write(session, "E1001")
    answers = ["421 Shutting down", "250 OK"]
    postbox.on_data = lambda _message: answers.pop(0)
    with serving(postbox):
        send(NOON)
        assert mail().handed_over_at is None
        send(NOON + timedelta(seconds=5))
    assert len(postbox.taken) == 1


def test_a_mail_whose_answer_was_lost_is_not_sent_twice_and_others_go_on(
    postbox: Postbox, session: Session
) -> None:
    write(session, "E1001", "E1002")
    answers = [LOST, "250 OK"]
    postbox.on_data = lambda _message: answers.pop(0)
    with serving(postbox):
        assert send(NOON) == 1
        assert send(NOON) == 1, "the other one waits for nobody"
        assert send(NOON + timedelta(minutes=1)) == 0
        assert send(NOON + timedelta(days=1)) == 0

    assert sorted(postbox.recipients()) == ["e1001@example.com", "e1002@example.com"]
    with reading() as reader, clock.set_to(NOON + timedelta(days=1)):
        state = queries.mail_state(reader)
    assert (state.waiting, state.unknown_this_week) == (0, 1)


def test_what_the_law_requires_is_sent_again_when_the_answer_was_lost_but_not_for_ever(
    postbox: Postbox, session: Session
) -> None:
    write(session, "E1001", kind=Kind.PRACTICE_CHANGED)
    postbox.on_data = lambda _message: LOST
    at = NOON
    with serving(postbox):
        for again in range(rules.MOST_REFUSALS):
            assert send(at) == 1
            assert send(at) == 0
            assert len({str(message["Message-ID"]) for message in postbox.taken}) == 1
            assert len(postbox.taken) == 1 + again
            at = mail().due_at
        assert mail().unknown_at is not None
        assert send(at) == 0

        write(session, "E1002", kind=Kind.PRACTICE_CHANGED)
        answers = [LOST, "250 OK"]
        postbox.on_data = lambda _message: answers.pop(0)
        assert send(NOON) == 1
        assert send(NOON + timedelta(minutes=1)) == 1
        assert send(NOON + timedelta(days=1)) == 0
    assert postbox.recipients()[-2:] == ["e1002@example.com"] * 2


def test_an_address_that_is_none_holds_nobody_up(postbox: Postbox, session: Session) -> None:
    write(session, "E1001", "E1002")
    person = a_person(session, "E1003", digest=EmailDigest.EACH, email="nobody")
    with clock.set_to(NOON):
        service.tell(session, [person.id], Kind.LOOK, about="1")
        jobs.write_mails(session)
    session.commit()
    with serving(postbox):
        assert send(NOON) == 3
    assert len(postbox.taken) == 2


def test_no_error_keeps_an_address_or_the_servers_words(postbox: Postbox, session: Session) -> None:
    write(session, "E1001")
    postbox.on_recipient = lambda to: f"550 No mailbox {to}"
    with serving(postbox):
        send(NOON)
    assert mail().last_error == "550"


def test_the_address_is_read_when_the_mail_is_sent(postbox: Postbox, session: Session) -> None:
    write(session, "E1001")
    person = session.exec(select(Person)).one()
    person.email = "new@example.com"
    session.add(person)
    session.commit()
    with serving(postbox):
        send(NOON)
    assert postbox.recipients() == ["new@example.com"]
