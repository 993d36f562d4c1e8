"""Taking checkpoints out of the house: to witnesses, to a folder, to representatives."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from app.access_log.checkpoints import queries as checkpoints
from app.access_log.witnesses import queries, rules, service
from app.access_log.witnesses.models import CheckpointMail
from app.access_log.witnesses.rules import Outcome
from app.core import clock
from app.core.config import settings
from app.core.crypto.policies import Party
from app.core.crypto.submissions import Submission
from app.core.db.session import reading, writing
from app.core.errors import PortalError
from app.core.logs import log
from app.core.mail import server
from app.core.mail.message import Mail
from app.core.outgoing.asking import Bounds, NotReachedError, Request, ask
from app.core.web.render import environment
from app.identity.people import queries as people
from app.identity.roles import queries as roles
from app.identity.roles.models import Role

TRIES = 3  # it may say what it holds, and another worker may be faster
LARGEST = 32 * 1024
BOUNDS = Bounds(wait=3.0, altogether=5.0, largest=LARGEST)
HEADERS = {"Content-Type": "text/plain; charset=utf-8", "User-Agent": "Daylight"}
MAILS_IN_A_ROW = 20
NEWEST, LEFT_EVERY = "checkpoint", 60  # seconds


def ask_witnesses(*, at_once: bool = False) -> int:
    """Ask each witness that is due to sign, all side by side. How many were asked.

    No transaction is open while one is asked, and nobody else waits for it. ``at_once``: each,
    whether it is due or not, as a worker does first of all: it may hold more than we do.
    """
    if not (asked := [party for party in queries.named().values() if party.url]):
        return 0
    with reading() as session:
        newest, now = checkpoints.newest(session), clock.now()
        due = [
            party
            for party in (asked if newest else ())
            if newest and (at_once or queries.is_due(session, party, newest.size, now))
        ]
    if not due:
        return 0
    with ThreadPoolExecutor(len(due)) as pool:
        for party in due:
            pool.submit(copy_context().run, partial(_asked, party, at_once=at_once))
    return len(due)


def _asked(party: Party, *, at_once: bool) -> None:
    try:
        _ask(party, at_once=at_once)
    except Exception:
        log.exception("a witness was not asked", witness=party.key.name)


def greet() -> None:
    """Ask the witnesses what they hold before anything is signed: it may be more than we have.

    As long as one may take to answer, and no longer; a worker starts without those that do not.
    """
    try:
        ask_witnesses(at_once=True)
    except (SQLAlchemyError, PortalError):
        log.warning("the witnesses were not asked")


def _ask(party: Party, *, at_once: bool) -> None:
    with writing() as session:
        if not service.claim(session, party, at_once=at_once):
            return
    for _try in range(TRIES):
        with reading() as session:
            sent = service.submission(session, party)
        if sent is None:
            return
        outcome = _answer(party, sent)
        with writing() as session:
            if not service.take(session, party, sent, outcome):
                return


def _answer(party: Party, sent: Submission) -> Outcome:
    address = f"{party.url.rstrip('/')}/add-checkpoint"
    allowed = (urlsplit(party.url).hostname or "",)  # the operator wrote it into the policy
    request = Request(address, "POST", HEADERS, str(sent).encode())
    try:
        answer = ask(request, Bounds(BOUNDS.wait, BOUNDS.altogether, LARGEST, allowed))
    except NotReachedError as failed:
        return Outcome(failed.kind)
    sizes = sent.old, sent.checkpoint.size
    return rules.judged(answer.status, answer.body, str(sent.note), party.key, sizes)


def leave_files() -> int:
    """Write the newest checkpoint to CHECKPOINTS_DIR, and each day's last beside it."""
    folder = settings().checkpoints_dir
    if folder is None or _was_left_just_now(folder / NEWEST):
        return 0
    with reading() as session:
        newest = checkpoints.newest(session)
        text = queries.cosigned(session, newest) if newest else ""
    today = folder / f"checkpoint-{clock.now().date().isoformat()}"
    if not text:
        return 0
    folder.mkdir(parents=True, exist_ok=True)
    for path in (today, folder / NEWEST):
        _replace(path, text)
    return 1


def _was_left_just_now(file: Path) -> bool:
    try:
        return time.time() - file.stat().st_mtime < LEFT_EVERY
    except OSError:
        return False


def _replace(path: Path, text: str) -> None:
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(text, "utf-8")
    beside.replace(path)


def write_mails(session: Session) -> None:
    """Write a mail to each representative, if there is a server to send it: one a day."""
    if settings().sends_mail:
        told = [person.id for person in roles.holders(session, Role.REPRESENTATIVE)]
        service.write_mails(session, told)


def send_mails() -> int:
    """Send some of the checkpoints that wait. How many mails were tried."""
    url = settings().smtp_url.get_secret_value()
    with reading() as session:
        if not url or not queries.some_mail_is_due(session):
            return 0
    for tried in range(MAILS_IN_A_ROW):
        with writing() as session:
            mail = service.claim_mail(session)
            message = _message(session, mail) if mail else None
        if mail is None or message is None:
            return tried
        _send(url, mail, message)
    return MAILS_IN_A_ROW


def _send(url: str, mail: CheckpointMail, message: Mail) -> None:
    try:
        with server.sending(url) as connection:
            connection.send(message, lambda: None)
    except server.MailError:
        with writing() as session:
            service.end_mail(session, mail, sent=False)
    else:
        with writing() as session:
            service.end_mail(session, mail, sent=True)


def _message(session: Session, mail: CheckpointMail) -> Mail:
    person, published = people.by_id(session, mail.person_id), None
    published = checkpoints.of_size(session, mail.size)
    assert person is not None
    assert published is not None
    template = environment().get_template("access_log/witnesses/mail.txt")
    subject, _, words = template.render(
        organisation=settings().organisation,
        address=settings().base_url.rstrip("/"),
        size=mail.size,
    ).partition("\n")
    name = f"checkpoint-{mail.day.isoformat()}.txt"
    return Mail(
        key=f"checkpoint {mail.id}",
        sender=settings().smtp_from,
        to=person.email,
        subject=subject,
        words=words,
        written_at=mail.written_at,
        files=((name, queries.cosigned(session, published)),),
    )
