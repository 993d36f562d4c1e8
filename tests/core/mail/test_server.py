import socket
import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from threading import Event, Thread

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from app.core.mail import server
from app.core.mail.message import Mail
from tests.support.mail import LOST, Postbox, serving
from tests.support.ports import free_port

MAIL = Mail("k", "daylight@example.com", "amara@example.com", "S", ".W\n", datetime.now(UTC))


def send(url: str, mail: Mail = MAIL, before: Callable[[], None] = lambda: None) -> None:
    with server.sending(url) as open_server:
        open_server.send(mail, before)


def test_a_mail_arrives_as_it_was_written() -> None:
    with serving(Postbox()) as postbox:
        send(postbox.url)

    assert postbox.recipients() == ["amara@example.com"]
    assert postbox.taken[0].get_content().splitlines() == [".W"]


def test_one_connection_carries_several_mails_even_after_a_refusal() -> None:
    postbox = Postbox(on_recipient=lambda to: "250 OK" if to.startswith("a") else "550 No")
    with serving(postbox), server.sending(postbox.url) as open_server:
        open_server.send(MAIL, lambda: None)
        with pytest.raises(server.RefusedError) as refused:
            open_server.send(
                Mail("l", MAIL.sender, "bob@example.com", "S", "W", MAIL.written_at), lambda: None
            )
        open_server.send(MAIL, lambda: None)

    assert refused.value.kind == "550"
    assert len(postbox.taken) == 2


def test_before_handing_over_is_told_when_the_server_has_nothing_yet() -> None:
    seen: list[int] = []
    with serving(Postbox()) as postbox:
        send(postbox.url, before=lambda: seen.append(len(postbox.taken)))

        def stop() -> None:
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            send(postbox.url, before=stop)

    assert seen == [0]
    assert len(postbox.taken) == 1


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ("450 Busy", server.TryLaterError),
        ("550 No such mailbox", server.RefusedError),
        ("421 Closing", server.ServerDownError),
    ],
)
def test_what_the_server_answers_is_told_apart(answer: str, error: type[Exception]) -> None:
    for postbox in (
        Postbox(on_recipient=lambda _to: answer),
        Postbox(on_data=lambda _message: answer),
    ):
        with serving(postbox), pytest.raises(error):
            send(postbox.url)
        assert not postbox.taken


@pytest.mark.parametrize("answer", [LOST, "late", "What?", "354 Go on"])
def test_a_mail_whose_answer_is_not_heard_is_neither_sent_nor_refused(
    answer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "TAKING_SECONDS", 0.3 if answer == "late" else 60)
    heard = Event()

    def answered(_message: object) -> str:
        return "250 OK" if answer == "late" and heard.wait(20) else answer

    with serving(Postbox(on_data=answered)) as postbox:
        with pytest.raises(server.NoAnswerError) as lost:
            send(postbox.url)
        heard.set()
        assert "example.com" not in lost.value.kind
        postbox.on_data = lambda _message: "251 It will be"
        send(postbox.url)
    assert postbox.taken or answer != LOST


def test_no_server_at_all_is_said_without_its_address() -> None:
    with pytest.raises(server.ServerDownError) as down:
        send(f"smtp://127.0.0.1:{free_port()}")
    assert down.value.kind == "ConnectionRefusedError"


@pytest.mark.parametrize("url", ["", "http://example.com", "smtp://", "mail.example.com:25"])
def test_an_address_of_no_server_is_a_server_down(url: str) -> None:
    with pytest.raises(server.ServerDownError):
        send(url)


def test_a_server_that_says_nothing_is_given_up_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "STEP_SECONDS", 0.2)
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        pytest.raises(server.ServerDownError),
    ):
        send(f"smtp://127.0.0.1:{silent.getsockname()[1]}")


def test_a_server_that_hangs_up_in_the_middle_is_down() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def hang_up() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.sendall(b"220 hello\r\n")
                connection.recv(100)

        Thread(target=hang_up, daemon=True).start()
        with pytest.raises(server.ServerDownError):
            send(f"smtp://127.0.0.1:{listening.getsockname()[1]}")


def test_tls_from_the_start_and_tls_demanded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tls = a_certificate(tmp_path)
    for scheme, from_the_start in (("smtps", True), ("starttls", False)):
        with serving(Postbox(), tls=tls, from_the_start=from_the_start) as postbox:
            url = f"{scheme}://127.0.0.1:{postbox.port}"
            with pytest.raises(server.ServerDownError) as untrusted:
                send(url)
            assert untrusted.value.kind == "SSLCertVerificationError"
            with monkeypatch.context() as patch:
                patch.setenv("SSL_CERT_FILE", str(tmp_path / "server.pem"))
                send(url)
            assert len(postbox.taken) == 1


def test_tls_that_is_demanded_and_not_offered_sends_nothing() -> None:
    with serving(Postbox()) as postbox, pytest.raises(server.ServerDownError, match="TLS"):
        send(f"starttls://127.0.0.1:{postbox.port}")
    assert not postbox.taken


def test_a_password_is_given() -> None:
    def check(
        _server: object, _session: object, _envelope: object, how: str, data: object
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        right = (data.login, data.password) == (b"daylight", b"p@ss")
        return AuthResult(success=right, handled=False)

    how = {"authenticator": check, "auth_require_tls": False}
    with serving(Postbox(), **how) as postbox:
        send(f"smtp://daylight:p%40ss@127.0.0.1:{postbox.port}")
        with pytest.raises(server.ServerDownError, match="535"):
            send(f"smtp://daylight:wrong@127.0.0.1:{postbox.port}")
    assert len(postbox.taken) == 1


def a_certificate(folder: Path) -> ssl.SSLContext:
    """A server's TLS for 127.0.0.1, and its certificate in ``server.pem``."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    here = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(here, critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "server.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "server.pem", folder / "key.pem")
    return context
