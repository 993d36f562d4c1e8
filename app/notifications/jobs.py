"""What the worker does for the room: write the mails that are due, send them, forget old ones."""

from datetime import timedelta

from sqlmodel import Session

from app.core import clock
from app.core.config import settings
from app.core.db.session import reading, writing
from app.core.mail import server
from app.core.mail.message import Mail as Message
from app.core.web.render import environment
from app.identity.people import queries as people
from app.identity.roles import queries as roles
from app.identity.roles.models import Role
from app.identity.sign_in import queries as sign_in
from app.notifications import queries, service
from app.notifications.models import Kind, Mail

AT_ONCE = 500
LOOK_BACK = timedelta(days=7)
IN_A_ROW = 20


def write_mails(session: Session) -> None:
    """Write the mails that are due, if there is a server to send them."""
    if settings().sends_mail:
        service.write_mails(session, AT_ONCE)


def tell_of_second_identities(session: Session) -> None:
    """Tell the officers of refused sign-ins under a second identity, each of them once."""
    since = clock.now() - LOOK_BACK
    refused = sign_in.refusals(session, since=since, reason=sign_in.SECOND_IDENTITY)
    officers = [person.id for person in roles.holders(session, Role.OFFICER)] if refused else []
    for event in refused:
        service.tell(session, officers, Kind.SECOND_IDENTITY, about=event.incident, at=event.at)


def send_mails() -> int:
    """Send some of the mails that are due over one connection. How many were tried.

    Each is claimed, noted as being handed over, handed over, and noted as sent, in transactions
    of their own: whenever this process dies, the rows say how far the mail had come.
    """
    url = settings().smtp_url.get_secret_value()
    with reading() as session:
        if not url or not queries.some_mail_is_due(session):
            return 0
    try:
        with server.sending(url) as connection:
            return _send_in_a_row(connection)
    except server.ServerDownError as down:
        with writing() as session:
            service.postpone_mails(session, down)
        return 0
    except server.NoAnswerError:  # this connection says nothing more; another may
        return 1


def _send_in_a_row(connection: server.Server) -> int:
    for tried in range(IN_A_ROW):
        with writing() as session:
            mail = service.claim_mail(session)
            message = _message(session, mail) if mail is not None else None
        if mail is None or message is None:
            return tried
        _send(connection, mail, message)
    return IN_A_ROW


def _send(connection: server.Server, mail: Mail, message: Message) -> None:
    def before_handing_over() -> None:
        with writing() as session:
            service.hand_over(session, mail)

    try:
        connection.send(message, before_handing_over)
    except server.NoAnswerError as error:
        with writing() as session:
            service.mark_unanswered(session, mail, error)
        raise
    except server.MailError as error:
        with writing() as session:
            service.mark_not_taken(session, mail, error)
        if isinstance(error, server.ServerDownError):
            raise
    else:
        with writing() as session:
            service.mark_sent(session, mail)


def _message(session: Session, mail: Mail) -> Message:
    person = people.by_id(session, mail.person_id)
    assert person is not None
    subject, _, words = _words().partition("\n")
    return Message(
        key=mail.key,
        sender=settings().smtp_from,
        to=person.email,
        subject=subject,
        words=words,
        written_at=mail.written_at,
    )


def _words() -> str:
    template = environment().get_template("notifications/mail.txt")
    address = settings().base_url.rstrip("/")
    return template.render(organisation=settings().organisation, address=address)
