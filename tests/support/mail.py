"""A real mail server on a free port of this machine, and what it took."""

import asyncio
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.support.ports import free_port

LOST = "250 Taken, and the connection breaks before this is heard"


@dataclass
class Postbox:
    """What the server took, in order. The hooks answer for it, or do mischief first."""

    port: int = field(default_factory=free_port)
    taken: list[EmailMessage] = field(default_factory=list)
    on_sender: Callable[[str], str] = lambda _address: "250 OK"
    on_recipient: Callable[[str], str] = lambda _address: "250 OK"
    on_data: Callable[[EmailMessage], str] = lambda _message: "250 OK"

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def recipients(self) -> list[str]:
        return [str(message["To"]) for message in self.taken]

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[Any]
    ) -> str:
        answer = await asyncio.to_thread(self.on_sender, address)
        if answer.startswith("250"):
            envelope.mail_from = address
        return answer

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[Any]
    ) -> str:
        answer = await asyncio.to_thread(self.on_recipient, address)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=policy.default)
        answer = await asyncio.to_thread(self._take, message)
        if answer == LOST:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return answer

    def _take(self, message: EmailMessage) -> str:
        """In a thread, so that a mail is taken even if its sender has gone by then."""
        answer = self.on_data(message)
        if answer.startswith("250"):
            self.taken.append(message)
        return answer


@contextmanager
def serving(
    postbox: Postbox, *, tls: ssl.SSLContext | None = None, from_the_start: bool = False, **how: Any
) -> Iterator[Postbox]:
    """Run the server while the block runs."""
    context = {"ssl_context": tls} if from_the_start else {"tls_context": tls}
    controller = Controller(postbox, hostname="127.0.0.1", port=postbox.port, **context, **how)
    controller.start()
    try:
        yield postbox
    finally:
        controller.stop()
