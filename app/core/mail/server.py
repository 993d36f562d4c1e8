"""The mail server: one connection, every step with a time limit.

SMTP_URL is ``smtp://``, ``smtps://`` (TLS from the start) or ``starttls://`` (TLS demanded).
Plain ``smtp://`` uses STARTTLS where it is offered, except on this machine, and never shows
a password to another machine in the clear.
"""

import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.utils import parseaddr
from urllib.parse import unquote, urlsplit

from app.core.config import LOOPBACK
from app.core.mail.message import Mail, compose

STEP_SECONDS = 10.0
TAKING_SECONDS = 60.0
_PORTS = {"smtp": 25, "smtps": 465, "starttls": 587}


class MailError(Exception):
    """The mail was not sent. ``kind`` says why, without an address or a word of the mail."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class ServerDownError(MailError):
    """The server cannot be used at all at the moment: whichever mail it was."""


class NoAnswerError(MailError):
    """The server has the whole mail and did not say whether it took it: only it knows."""


class TryLaterError(MailError):
    """The server does not take this mail now."""


class RefusedError(MailError):
    """The server says that it will never take this mail."""


@dataclass(frozen=True)
class Address:
    """Where the server is and how to speak to it."""

    scheme: str
    host: str
    port: int
    user: str
    password: str

    @classmethod
    def parse(cls, url: str) -> "Address":
        """From SMTP_URL; ServerDownError if it is none."""
        split = urlsplit(url)
        if split.scheme not in _PORTS or not split.hostname:
            raise ServerDownError("SMTP_URL is not smtp://, smtps:// or starttls://")
        return cls(
            split.scheme,
            split.hostname,
            split.port or _PORTS[split.scheme],
            unquote(split.username or ""),
            unquote(split.password or ""),
        )


class Server:
    """An open connection; ``sending`` makes one."""

    def __init__(self, smtp: smtplib.SMTP) -> None:
        self._smtp = smtp

    def send(self, mail: Mail, before_handing_over: Callable[[], None]) -> None:
        """Hand over one mail; it is the server's once this returns.

        ``before_handing_over`` is called when the server asks for the mail and has none of it
        yet: up to then it is certain that the mail was not taken. NoAnswerError if it may have
        been, another MailError if it was not.
        """
        try:
            body = compose(mail)
        except ValueError as unfit:
            raise RefusedError("an address that is none") from unfit
        with _faults():
            self._say(*self._smtp.mail(parseaddr(mail.sender)[1]), refused=ServerDownError)
            self._say(*self._smtp.rcpt(mail.to))
            self._say(*self._smtp.docmd("DATA"), expected=354)
        before_handing_over()
        with _faults():
            assert self._smtp.sock is not None
            self._smtp.sock.settimeout(TAKING_SECONDS)
            self._smtp.send(body + b".\r\n")
        with _faults(NoAnswerError):
            code, words = self._smtp.getreply()
            if code // 100 not in {2, 4, 5}:  # RFC 5321 4.2.1: a mail has no other answer
                raise NoAnswerError(str(code))
            self._smtp.sock.settimeout(STEP_SECONDS)
        if code // 100 != 2:
            with _faults():
                self._say(code, words)

    def _say(
        self,
        code: int,
        _words: bytes,
        expected: int = 250,
        refused: type[MailError] = RefusedError,
    ) -> None:
        """``refused``: what a 5xx says. To our own sender it is said of every mail."""
        if code in {expected, 251}:
            return
        if code == 421:
            raise ServerDownError("421")
        if code != 354:
            self._smtp.rset()
        raise (refused if 500 <= code < 600 else TryLaterError)(str(code))


@contextmanager
def sending(url: str) -> Iterator[Server]:
    """A connection to the server of SMTP_URL. ServerDownError if there is none to be had."""
    with _faults():
        smtp = _connect(Address.parse(url))
    try:
        yield Server(smtp)
        with suppress(smtplib.SMTPException, OSError):
            smtp.quit()
    finally:
        smtp.close()


def _connect(at: Address) -> smtplib.SMTP:
    tls = ssl.create_default_context()
    smtp: smtplib.SMTP
    if at.scheme == "smtps":
        smtp = smtplib.SMTP_SSL(at.host, at.port, timeout=STEP_SECONDS, context=tls)
    else:
        smtp = smtplib.SMTP(at.host, at.port, timeout=STEP_SECONDS)
    try:
        _make_safe(smtp, at, tls)
        if at.user:
            smtp.login(at.user, at.password)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _make_safe(smtp: smtplib.SMTP, at: Address, tls: ssl.SSLContext) -> None:
    smtp.ehlo()
    here = at.host in LOOPBACK
    wanted = at.scheme == "starttls" or (at.scheme == "smtp" and not here)
    if wanted and smtp.has_extn("starttls"):
        smtp.starttls(context=tls)
        smtp.ehlo()
    elif at.scheme == "starttls" or (wanted and at.user):
        raise ServerDownError("the server offers no TLS")


@contextmanager
def _faults(kind: type[MailError] = ServerDownError) -> Iterator[None]:
    """Turn what a connection can die of into one kind of error, its words left out."""
    try:
        yield
    except smtplib.SMTPResponseException as fault:
        raise kind(str(fault.smtp_code)) from fault
    except (smtplib.SMTPException, OSError) as fault:
        raise kind(type(fault).__name__) from fault
