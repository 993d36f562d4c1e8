"""Which addresses of other machines may be asked."""

import pytest

from app.core.outgoing import rules

ADDRESSES = [
    ("https", "hr.example.com", ["93.184.215.14"], "", True),
    ("https", "hr.example.com", ["2606:2800:21f:cb07:6820:80da:af6b:8b2c"], "", True),
    ("https", "hr.example.com", [], "", False),
    ("https", "hr.internal", ["10.2.3.4"], "", False),
    ("https", "hr.internal", ["10.2.3.4"], "hr.internal", True),
    ("https", "hr.internal", ["10.2.3.4"], "other.internal", False),
    ("https", "hr.internal", ["fd00::1"], "HR.internal , x", True),
    ("https", "hr.example.com", ["93.184.215.14", "10.2.3.4"], "", False),
    ("https", "hr.example.com", ["127.0.0.1"], "hr.example.com", False),
    ("https", "hr.example.com", ["169.254.169.254"], "hr.example.com", False),
    ("https", "hr.example.com", ["::ffff:127.0.0.1"], "hr.example.com", False),
    ("https", "hr.example.com", ["::ffff:10.0.0.1"], "", False),
    ("https", "hr.example.com", ["fe80::1%eth0"], "hr.example.com", False),
    ("https", "hr.example.com", ["0.0.0.0"], "hr.example.com", False),
    ("https", "hr.example.com", ["100.64.0.1"], "", False),
    ("https", "hr.example.com", ["224.0.0.1"], "hr.example.com", False),
    ("https", "hr.example.com", ["fec0::1"], "hr.example.com", False),
    ("https", "hr.example.com", ["240.0.0.1"], "hr.example.com", False),
    ("https", "hr.example.com", ["255.255.255.255"], "hr.example.com", False),
    ("https", "hr.example.com", ["::ffff:93.184.215.14"], "hr.example.com", False),
    ("https", "hr.example.com", ["::7f00:1"], "hr.example.com", False),
    ("https", "hr.example.com", ["2002:7f00:1::"], "hr.example.com", False),
    ("https", "hr.example.com", ["64:ff9b::7f00:1"], "hr.example.com", False),
    ("https", "hr.example.com", ["64:ff9b:1::a00:1"], "hr.example.com", False),
    ("https", "hr.example.com", ["2001:0:7f00:1::"], "hr.example.com", False),
    ("https", "hr.example.com", ["::ffff:0:7f00:1"], "hr.example.com", False),
    ("http", "localhost", ["127.0.0.1", "::1"], "", True),
    ("http", "localhost", ["93.184.215.14"], "localhost", False),
    ("http", "localhost", ["10.2.3.4"], "localhost", False),
]


@pytest.mark.parametrize(("scheme", "host", "addresses", "allowed", "may"), ADDRESSES)
def test_only_fit_addresses_are_reached(
    scheme: str, host: str, addresses: list[str], allowed: str, may: bool
) -> None:
    assert rules.may_be_reached(scheme, host, addresses, allowed.split(",")) is may


@pytest.mark.parametrize(
    "url",
    [
        "ftp://hr.example.com/",
        "file:///etc/passwd",
        "//hr.example.com/",
        "hr.example.com",
        "",
        "https://",
        "https:///path",
        "http://hr.example.com/",
        "https://user@hr.example.com/",
        "https://:secret@hr.example.com/",
        "https://@hr.example.com/",
        "https://hr.example.com:0/",
        "https://hr.example.com:99999/",
        "https://hr.example.com:x/",
        "https://[::1/",
        "https://hr.example.com\\@evil.example/",
        "https://hr.example.com /",
        "https://hr.example.com/\n",
        "https://hr.example.com/\t",
        "https://hr.example.com/\u202e",
        "https://hr.example.com/" + "a" * 4000,
    ],
)
def test_what_is_no_address_is_not_asked(url: str) -> None:
    assert not rules.may_be_asked(url)
    assert rules.may_be_asked("https://hr.example.com/people?of=E1001")
    assert rules.may_be_asked("http://127.0.0.1:8000/people")


def test_an_origin_is_scheme_host_and_port() -> None:
    assert rules.origin("https://HR.example.com/x") == ("https", "hr.example.com", 443)
    assert rules.origin("https://hr.example.com:8443") == ("https", "hr.example.com", 8443)
    assert rules.origin("http://hr.example.com") == ("http", "hr.example.com", 80)
    assert rules.origin("https://u@hr.example.com") is None
