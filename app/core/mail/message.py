"""A mail as bytes: plain words, honest headers, the same Message-ID each time it is tried."""

import re
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from hashlib import sha256


@dataclass(frozen=True)
class Mail:
    """What is sent to one person. ``key`` is unique to the mail; ``written_at`` its Date.

    ``files``: names and texts, which arrive byte for byte.
    """

    key: str
    sender: str
    to: str
    subject: str
    words: str
    written_at: datetime
    files: tuple[tuple[str, str], ...] = ()


def message_id(key: str, sender: str) -> str:
    """The Message-ID of a mail: a digest of its key, so that it tells nothing (RFC 5322 3.6.4)."""
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    return f"<{sha256(key.encode()).hexdigest()[:40]}@{domain}>"


def compose(mail: Mail) -> bytes:
    """The message with CRLF lines, dots doubled for DATA (RFC 5321 4.5.2).

    ValueError if an address or the subject is none.
    """
    if not mail.to.isascii() or "@" not in mail.to:
        raise ValueError("an address that this server cannot be given")
    message = EmailMessage(policy=SMTP)
    name, address = parseaddr(mail.sender)
    message["From"] = Address(name, addr_spec=address)
    message["To"] = Address(addr_spec=mail.to)
    message["Subject"] = mail.subject
    message["Date"] = mail.written_at
    message["Message-ID"] = message_id(mail.key, mail.sender)
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no machine answers this
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(mail.words)
    for name, text in mail.files:
        message.add_attachment(
            text.encode(), maintype="application", subtype="octet-stream", filename=name
        )
    return re.sub(rb"(?m)^\.", b"..", message.as_bytes())
