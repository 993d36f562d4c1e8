from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest

from app.core.mail.message import Mail, compose, message_id

MAIL = Mail(
    key="digest 1",
    sender="Daylight <daylight@example.com>",
    to="amara@example.com",
    subject="Something new to read",
    words="Hello\n.\n.. three\nGrüße – goodbye\n",
    written_at=datetime(2026, 11, 19, 7, tzinfo=UTC),
)


def test_a_mail_has_the_headers_of_an_automatic_one() -> None:
    message = message_from_bytes(compose(MAIL), policy=policy.default)

    assert message["Auto-Submitted"] == "auto-generated"
    assert message["From"] == "Daylight <daylight@example.com>"
    assert message["To"] == "amara@example.com"
    assert message["Date"] == "Thu, 19 Nov 2026 07:00:00 +0000"
    assert message["Message-ID"] == message_id("digest 1", MAIL.sender)
    assert str(message["Message-ID"]).endswith("@example.com>")
    assert message.get_content_type() == "text/plain"


def test_the_same_mail_has_the_same_message_id_and_another_another() -> None:
    assert compose(MAIL) == compose(MAIL)
    assert message_id("digest 1", MAIL.sender) != message_id("digest 2", MAIL.sender)


def test_lines_end_as_smtp_wants_them_and_a_dot_is_doubled() -> None:
    body = compose(MAIL)

    assert b"\n" not in body.replace(b"\r\n", b"")
    assert not [line for line in body.split(b"\r\n") if line.startswith(b".") and line[1:2] != b"."]
    assert max(len(line) for line in body.split(b"\r\n")) < 998


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "a@example.com\r\nBcc: b@example.com",
        "a@example.com, b@example.com",
        "grüße@example.com",
    ],
)
def test_an_address_that_is_none_makes_no_mail(address: str) -> None:
    with pytest.raises(ValueError):
        compose(Mail("k", MAIL.sender, address, "s", "w", MAIL.written_at))
