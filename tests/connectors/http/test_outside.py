"""No address and no link leads where none may: nothing is connected to, and the right one works."""

import socket
from typing import Any

import pytest
from pydantic import ValidationError

from app.connectors.http.asking import Http
from app.connectors.schemas import Asked, SourceError
from tests.support.interface import as_json, configured, interface, listed

AMARA = Asked("E1001")
PORT = ":PORT"  # the interface's own, so that a connection to this machine would be one

NOT_CONFIGURED = [
    "http://hr.example.com",
    "http://10.0.0.1",
    "http://169.254.169.254/latest/meta-data",
    "http://[::ffff:169.254.169.254]",
    "http://localhost:PORT",  # this machine, but not by a name that is allowed
    "http://127.0.0.2:PORT",
    "http://127.1:PORT",
    "http://0.0.0.0:PORT",
    "http://[::]:PORT",
    "http://127.0.0.1@evil.example",
    "http://user:secret@127.0.0.1:PORT",
    "https://user:secret@hr.example.com",
    "https://127.0.0.1:PORT\\@hr.example.com",
    "https://hr.example.com#@127.0.0.1",
    "https://hr.example.com\n.evil.example",
    "https://hr.example.com\t",
    "https:/hr.example.com",
    "https://",
    "//127.0.0.1:PORT",
    "file:///etc/passwd",
    "gopher://127.0.0.1:PORT/",
    "ftp://127.0.0.1:PORT/",
    "https://[::1",
    "https://hr.example.com:0",
    "https://hr.exämple.com",
]
NOT_REACHED = [
    "https://127.0.0.1:PORT",
    "https://127.0.0.2:PORT",
    "https://127.1:PORT",
    "https://2130706433:PORT",
    "https://0x7f000001:PORT",
    "https://0177.0.0.1:PORT",
    "https://localhost:PORT",
    "https://LOCALHOST:PORT",
    "https://0.0.0.0:PORT",
    "https://0:PORT",
    "https://[::1]:PORT",
    "https://[::]:PORT",
    "https://[::ffff:127.0.0.1]:PORT",
    "https://[::ffff:7f00:1]:PORT",
    "https://[::127.0.0.1]:PORT",
    "https://[64:ff9b::7f00:1]:PORT",
    "https://[64:ff9b::a9fe:a9fe]",
    "https://[64:ff9b:1::7f00:1]",
    "https://[2002:7f00:1::]:PORT",
    "https://[2001:0:7f00:1::1]",
    "https://[fe80::1]",
    "https://[fc00::1]",
    "https://[fd00:ec2::254]",
    "https://[fec0::1]",
    "https://[ff02::1]",
    "https://169.254.169.254",
    "https://10.0.0.1",
    "https://172.16.0.1",
    "https://192.168.1.1",
    "https://100.64.0.1",
    "https://100.100.100.200",
    "https://192.0.0.1",
    "https://198.18.0.1",
    "https://224.0.0.1",
    "https://240.0.0.1",
    "https://255.255.255.255",
]
LINKS = [
    "http://evil.example/",
    "https://evil.example/",
    "//evil.example/next",
    "https://127.0.0.1:PORT/none/people/E1001",
    "http://127.0.0.1:1/next",
    "http://127.0.0.1/next",
    "http://127.0.0.2:PORT/next",
    "http://localhost:PORT/next",
    "http://[::1]:PORT/next",
    "http://[::ffff:127.0.0.1]:PORT/next",
    "http://127.0.0.1:PORT@evil.example/",
    "http://evil.example@127.0.0.1:PORT/",
    "http://127.0.0.1:PORT\\@evil.example/",
    "http:\\\\evil.example/",
    "\\\\evil.example/next",
    "/\\evil.example/next",
    "http://127.0.0.1:PORT.evil.example/",
    "http://127.0.0.1:0/",
    "http://169.254.169.254/latest",
    "http://2130706433:PORT/next",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "data:application/json,[]",
    "gopher://127.0.0.1:PORT/_GET",
    "/next\r\nHost: evil.example",
    "/next\tx",
    "ht\ntp://evil.example/",
    "http://[::1/next",
    "http://127.0.0.1:PORTx/",
    "/nächste",
]
NO_LINKS: list[Any] = [5, True, [], {}, ["/next"], 1.5]
IN_HEADERS = [each for each in LINKS if each.isascii() and each.isprintable()]


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every address that this process connects to, in turn."""
    to: list[Any] = []
    real = socket.create_connection

    def noted(address: Any, *rest: Any, **more: Any) -> socket.socket:
        to.append(address)
        return real(address, *rest, **more)

    monkeypatch.setattr(socket, "create_connection", noted)
    return to


@pytest.mark.parametrize("where", ["base_url", "token_url"])
@pytest.mark.parametrize("url", NOT_CONFIGURED)
def test_an_address_that_says_no_machine_outside_is_not_configured(url: str, where: str) -> None:
    with interface() as one:
        given = _with(url.replace("PORT", str(one.machine.port)), where)
        with pytest.raises(ValidationError) as refused:
            configured(one.machine.url, **given)
        assert "s3cret" not in str(refused.value)
        assert one.machine.connections == 0
        assert Http(configured(one.machine.url)).portion(AMARA, None).records


@pytest.mark.parametrize("where", ["base_url", "token_url"])
@pytest.mark.parametrize("url", NOT_REACHED)
def test_an_address_inside_is_not_connected_to(url: str, where: str, connected: list[Any]) -> None:
    with interface() as one:
        given = _with(url.replace("PORT", str(one.machine.port)), where)
        if where == "base_url":
            given |= {"auth": None, "secret": None}
        for act in (lambda it: it.check(), lambda it: it.portion(AMARA, None)):
            with pytest.raises(SourceError, match=r"may not be reached|is not known"):
                act(Http(configured(one.machine.url, **given)))
        assert (connected, one.machine.connections) == ([], 0)
        assert Http(configured(one.machine.url)).portion(AMARA, None).records
        assert len(connected) == 2


@pytest.mark.parametrize(
    ("style", "link"),
    [
        *(("link", each) for each in LINKS + NO_LINKS),
        *(("link-header", each) for each in IN_HEADERS),
    ],
)
def test_a_link_that_leads_elsewhere_is_not_followed(
    style: str, link: Any, connected: list[Any]
) -> None:
    with interface() as one:
        if isinstance(link, str):
            link = link.replace("PORT", str(one.machine.port))
        if style == "link-header":
            one.turns = [as_json([], Link=f'<{link}>; rel="next"')]
        else:
            one.turns = [as_json({"data": {"items": []}, "next": link})]
        connector = Http(configured(one.machine.url, listed(style)))
        with pytest.raises(SourceError, match="link to the next page") as refused:
            connector.portion(AMARA, None)
        assert not refused.value.again
        assert len(connected) == 2  # the token, and the page with the link
        assert connector.portion(AMARA, None).records


def test_a_private_network_is_reached_only_where_it_is_allowed(connected: list[Any]) -> None:
    """Nobody is there; that it was tried is what is told apart."""
    with interface() as one:
        for allowed, tried in (((), 0), (("192.0.2.77",), 1)):
            given = {"base_url": "https://192.0.2.77", "auth": None, "secret": None}
            connector = Http(configured(one.machine.url, **given, allowed_hosts=allowed))
            with pytest.raises(SourceError) as failed:
                connector.portion(AMARA, None)
            assert ("may not be reached" in failed.value.message) is (tried == 0)
            assert len(connected) == tried


def _with(url: str, where: str) -> dict[str, Any]:
    if where == "base_url":
        return {"base_url": url}
    return {"auth": {"by": "client", "token_url": url, "client_id": "daylight"}}
