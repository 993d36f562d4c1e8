"""Trust policies and submissions to witnesses: as C2SP writes them, and everything amiss."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.crypto import notes
from app.core.crypto.notes import COSIGNATURE, ED25519, NoteError
from app.core.crypto.policies import Policy, PolicyError, parse_policy
from app.core.crypto.submissions import parse_size, parse_submission
from tests.core.crypto.test_notes import CHECKPOINT, LOG


def vkey(name: str, number: int, kind: int = COSIGNATURE) -> str:
    return str(notes.Key(name, kind, bytes([number]) * 32))


NAMES = ("X1", "X2", "X3", "Y1", "Y2", "Y3")
WITNESSES = "".join(
    f"witness {name} {vkey(f'{name}.example', at)}\n" for at, name in enumerate(NAMES)
)
TWO_LEVELS = (
    f"log {LOG}\n\n{WITNESSES}"
    "group X-witnesses 2 X1 X2 X3\ngroup Y-witnesses any Y1 Y2 Y3\n"
    "group X-and-Y all X-witnesses Y-witnesses\nquorum X-and-Y\n"
)


@pytest.mark.parametrize(
    ("signed", "met"),
    [
        ("", False),
        ("X1 X2", False),
        ("X1 X2 X3", False),
        ("X1 Y1", False),
        ("Y1 Y2 Y3", False),
        ("X1 X3 Y2", True),
        ("X2 X3 Y1 Y2 Y3", True),
        ("X1 X1 Y1", False),
        ("X-witnesses Y-witnesses", False),
        ("X-and-Y", False),
        ("X1 Z2 Y1", False),
    ],
)
def test_a_quorum_of_two_levels(signed: str, met: bool) -> None:
    assert parse_policy(TWO_LEVELS).is_met(signed.split()) is met
    assert parse_policy(TWO_LEVELS).is_met(NAMES)


def test_how_many_a_quorum_takes_at_least() -> None:
    assert parse_policy(TWO_LEVELS).fewest == 3
    assert parse_policy(f"{WITNESSES}quorum X1\n").fewest == 1
    assert parse_policy("quorum none\n").fewest == 0


def test_a_policy_is_read_however_it_is_spaced_and_written_in_one_way() -> None:
    spaced = TWO_LEVELS.replace(" ", " \t ").replace("\n", " \n\t# said\n \n")
    found = parse_policy(spaced)

    assert found == parse_policy(TWO_LEVELS) == parse_policy(str(found))
    assert parse_policy(f"log {LOG} https://log.example/\nquorum none").logs[0].url
    assert parse_policy("quorum none\n") == Policy((), {}, {}, "none")
    assert parse_policy("quorum none\n").is_met([])
    one = parse_policy(f"{WITNESSES}quorum X1\n")
    assert (one.is_met(["X1"]), one.is_met(["X2"])) == (True, False)
    kelvin = parse_policy(f"witness \u212a {vkey('k.example', 1)}\nquorum \u212a\n")
    assert not kelvin.is_met(["K"])


ONE = f"witness A {vkey('a.example', 1)}\n"
BOTH = f"{ONE}witness B {vkey('b.example', 2)}\n"


@pytest.mark.parametrize(
    "text",
    [
        "",
        ONE,
        f"{ONE}quorum A\nquorum A\n",
        f"{ONE}quorum none\nquorum none\n",
        f"quorum A\n{ONE}",
        f"{ONE}quorum B\n",
        f"{ONE}quorum A B\n",
        f"{ONE}Quorum A\n",
        f"{ONE}{ONE}quorum A\n",
        f"{ONE}witness B {vkey('other.example', 1)}\nquorum A\n",
        f"witness none {vkey('a.example', 1)}\nquorum none\n",
        f"witness A {vkey('a.example', 1, ED25519)}\nquorum A\n",
        f"log {vkey('a.example', 1)}\nquorum none\n",
        f"log {LOG}\nlog {LOG}\nquorum none\n",
        f"log {LOG} a b\nquorum none\n",
        f"log {LOG[:-1]}\nquorum none\n",
        f"{BOTH}group G 0 A B\nquorum G\n",
        f"{BOTH}group G 3 A B\nquorum G\n",
        f"{BOTH}group G 02 A B\nquorum G\n",
        f"{BOTH}group G +1 A B\nquorum G\n",
        f"{BOTH}group G \u0661 A B\nquorum G\n",
        f"{BOTH}group G some A B\nquorum G\n",
        f"{BOTH}group G all\nquorum G\n",
        f"{BOTH}group G all A A\nquorum G\n",
        f"{BOTH}group G all A\ngroup H any A B\nquorum H\n",
        f"{BOTH}group G all A G\nquorum G\n",
        f"{BOTH}group A all B\nquorum A\n",
        f"{BOTH}group none all B\nquorum none\n",
        f"{BOTH}group G all none B\nquorum G\n",
        f"{BOTH}group G all C\nwitness C {vkey('c.example', 3)}\nquorum G\n",
        f"{ONE}quorum A\r\n",
        f"{ONE}quorum\u00a0A\n",
        f"{ONE}quorum A\x7f\n",
        f"{ONE}\x0b\nquorum A\n",
        f"{ONE}# \0\nquorum A\n",
        "\n" * 20_000 + "quorum none\n",
    ],
)
def test_what_is_no_policy_is_refused(text: str) -> None:
    with pytest.raises(PolicyError):
        parse_policy(text)
    assert parse_policy(f"{BOTH}group G all A B\nquorum G\n").is_met(["A", "B"])


BODY = f"old 2\nTHnQ1i989cqIdBVfLTuHXyYl2iuzq8hrvWgz8lupDlE=\n\n{CHECKPOINT}"


def test_the_designs_submission() -> None:
    found = parse_submission(BODY.encode())

    assert (found.old, len(found.path), found.checkpoint.size) == (2, 1, 3)
    assert str(found) == BODY
    assert parse_submission(f"old 0\n\n{CHECKPOINT}".encode()).path == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        BODY.replace("old 2", "old 02").encode(),
        BODY.replace("old 2", "old +2").encode(),
        BODY.replace("old 2", "old \u0662").encode(),
        BODY.replace("old 2", "old  2").encode(),
        BODY.replace("old 2", "Old 2").encode(),
        BODY.replace("old 2\n", "").encode(),
        BODY.replace("\n", "\r\n").encode(),
        BODY.replace("lE=", "lE").encode(),
        BODY.replace("THnQ1i", "").encode(),
        BODY.replace("\n\n", "\n", 1).encode(),
        BODY.replace("\n3\n", "\n03\n").encode(),
        BODY.replace("\u2014", "-").encode(),
        BODY.replace(
            "\nTHnQ", "\n" + "THnQ1i989cqIdBVfLTuHXyYl2iuzq8hrvWgz8lupDlE=\n" * 63 + "THnQ"
        ).encode(),
        b"\xff" + BODY.encode(),
    ],
)
def test_what_is_no_submission_is_refused(body: bytes) -> None:
    with pytest.raises(NoteError):
        parse_submission(body)
    assert parse_submission(BODY.encode())


@pytest.mark.parametrize("body", [b"", b"3", b"03\n", b"3\n\n", b"+3\n", b" 3\n", b"\xb3\n"])
def test_what_is_no_size_is_refused(body: bytes) -> None:
    with pytest.raises(NoteError):
        parse_size(body)
    assert (parse_size(b"3\n"), parse_size(b"0\n")) == (3, 0)


@settings(deadline=None)
@given(st.text(), st.binary(max_size=300), st.integers(0, len(TWO_LEVELS)))
def test_nothing_makes_a_parser_fail_in_another_way(text: str, raw: bytes, at: int) -> None:
    for policy in (text, TWO_LEVELS[:at] + text, TWO_LEVELS[:at] + text + TWO_LEVELS[at:]):
        try:
            found = parse_policy(policy)
        except PolicyError:
            continue
        assert parse_policy(str(found)) == found
    for body in (raw, BODY.encode()[: at % 80] + raw, raw + BODY.encode()):
        try:
            parse_submission(body)
        except NoteError:
            continue
