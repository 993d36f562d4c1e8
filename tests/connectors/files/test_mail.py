"""Mailboxes are searched message by message, in portions that go on exactly where one ended."""

import os
from datetime import date
from email.message import EmailMessage
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from app.connectors.files import rules
from app.connectors.files.asking import Files
from app.connectors.schemas import Asked, DocumentKind, SourceError
from tests.support.folders import (
    ASKED,
    all_of,
    configured,
    keys,
    mailbox,
    message,
    skipped,
    titles,
)

MANY = 2000


def searching(root: Path, content: bytes, name: str = "all.mbox") -> Files:
    (root / name).write_bytes(content)
    return Files(configured(root, mail=["*.mbox", "*.eml"]))


def with_html(number: int, page: str) -> EmailMessage:
    made = message(number)
    made.add_alternative(page, subtype="html")
    return made


@cache
def many() -> tuple[list[EmailMessage], set[int]]:
    """Messages of which one in ten is hers, each for another reason."""
    found = [message(each, "Lunch? " * 30) for each in range(MANY)]
    ways = [
        lambda n: message(n, To="Amara.Okafor@Northfold.example"),
        lambda n: message(n, From="Amara Okafor <a@else.example>"),
        lambda n: message(n, Cc="x@y.example, amara.okafor@northfold.example"),
        lambda n: message(n, "We spoke with Amara\nOkafor about it."),
        lambda n: message(n, "Reimbursed: E1001, E1002."),
        lambda n: message(n, Subject="Über AMARA OKAFOR – ärgerlich"),
        lambda n: with_html(n, "<p>For <b>Ama</b>ra&nbsp;<i>Okafor</i></p>"),
        lambda n: message(n, "Grüße an Amara Okafor, 日本"),  # base64 or quoted
    ]
    hers = set(range(5, MANY, 10))
    for place, number in enumerate(sorted(hers)):
        found[number] = ways[place % len(ways)](number)
    return found, hers


@pytest.mark.parametrize("enough", [1, 20_000, rules.ENOUGH])
def test_what_is_hers_of_two_thousand_messages_is_found_once_and_as_it_is(
    tmp_path: Path, enough: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "ENOUGH", enough)
    messages, hers = many()
    files = searching(tmp_path, mailbox(messages))

    portions = all_of(files)

    assert titles(portions) == [messages[each]["Subject"] for each in sorted(hers)]
    assert len(set(keys(portions))) == len(hers)
    assert len(portions) == (201 if enough == 1 else len(portions))
    assert skipped(portions) == []
    documents = [document for portion in portions for document in portion.documents]
    for number, document in zip(sorted(hers), documents, strict=True):
        assert document.content == messages[number].as_bytes()
        assert document.kind is DocumentKind.MAIL
        assert document.key.startswith(f"<{number}@northfold.example> ")
    for before, portion in list(pairwise(portions))[:20]:
        assert files.portion(ASKED, before.after) == portion


def test_a_portion_reads_no_more_than_it_may(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "MOST_READ", 50_000)
    files = searching(tmp_path, mailbox([*(message(each, "x" * 5000) for each in range(50))]))
    portions = all_of(files)
    assert len(portions) > 4
    assert titles(portions) == []


def test_her_words_are_not_found_in_others(tmp_path: Path) -> None:
    others = [
        message(1, "E10011 and XE1001 and E100"),
        message(2, To="tamara.okafor@northfold.example"),
        message(3, "Amaram Okafor, Amara Okafors"),
        message(4, "Okafor and Amara"),
    ]
    files = searching(tmp_path, mailbox([*others, message(5, "(E1001)")]))
    assert titles(all_of(files)) == ["Number 5"]


def test_days_are_those_of_the_message_where_the_person_works(tmp_path: Path) -> None:
    dates = {
        1: "Tue, 10 Nov 2026 23:30:00 +1300",
        2: "Mon, 09 Nov 2026 10:30:00 +0000",  # the 9th in Auckland
        3: "Mon, 09 Nov 2026 11:30:00 +0000",  # the 10th
        4: "Tue, 10 Nov 2026 11:00:00 -0000",  # the 11th
        5: "next Tuesday",
        6: "",
        7: "Fri, 99 Nov 2026 99:99:99 +9999",
        9: "Tue, 10 Nov 99999 11:00:00 +0000",
    }
    raw = [
        message(number, "E1001").as_bytes().replace(message(number)["Date"].encode(), said.encode())
        for number, said in dates.items()
    ]
    day = date(2026, 11, 10)
    asked = Asked("E1001", since=day, until=day, time_zone="Pacific/Auckland")
    found = all_of(searching(tmp_path, mailbox(raw)), asked)
    assert [title[-1] for title in titles(found)] == ["1", "3", "5", "6", "7", "9"]


def test_a_line_that_begins_with_from_is_a_line(tmp_path: Path) -> None:
    text = "E1001\n\nFrom the beginning it was late.\nFrom me Mon Jan  5 09:00:00 2026\n\n>From x"
    raw = message(1, text).as_bytes()
    found = all_of(searching(tmp_path, mailbox([raw, message(2, "E1001")])))
    assert [len(portion.documents) for portion in found] == [2]
    assert found[0].documents[0].content == raw


def test_messages_with_the_same_id_are_told_apart_and_the_same_one_is_the_same(
    tmp_path: Path,
) -> None:
    one = message(1, "E1001, first").as_bytes()
    moved = b"X-Status: read\nReceived: by elsewhere\n" + one
    other = message(1, "E1001, second")
    anonymous = message(1, "E1001, third")
    del anonymous["Message-ID"]
    found = keys(all_of(searching(tmp_path, mailbox([one, moved, other, anonymous]))))
    assert found[0] == found[1]
    assert len(set(found)) == 3


HOSTILE = {
    "nested": b"Content-Type: multipart/mixed; boundary=a\n\n"
    + b"".join(
        b"--%d\nContent-Type: multipart/mixed; boundary=%d\n\n" % (each, each + 1)
        for each in range(3000)
    ),
    "messages in messages": b"Content-Type: message/rfc822\n\n" * 3000,
    "charset": b"Content-Type: text/plain; charset=klingon\n\nE1001",
    "charset of nul": b'Content-Type: text/plain; charset="\0"\n\nE1001',
    "encoded words": b"Subject: =?utf-8?b?////?= =?x?q?=ZZ?= =?utf-8?q?E1001?=\n\n",
    "base64": b"Content-Transfer-Encoding: base64\nContent-Type: text/plain\n\n!!!%%%",
    "uu": b"Content-Transfer-Encoding: x-uuencode\n\nbegin 666 x\n\xff\xff\nend",
    "only a header": b"Subject",
    "nothing": b"",
    "nul": b"\0" * 1000,
    "eight bits": b"Subject: \xff\xfe\nFrom: \xc3\x28\nMessage-ID: \xff\n\n\xff E1001",
    "a filename": b"Content-Disposition: attachment; filename*=klingon''%ff%\n\n",
    "many headers": b"X: y\n" * 50_000 + b"\nE1001",
    "a long line": b"Subject: " + b"x" * 2_000_000 + b"\n\nE1001",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_message_neither_breaks_the_search_nor_ends_it(tmp_path: Path, name: str) -> None:
    files = searching(tmp_path, mailbox([HOSTILE[name], message(2, "E1001")]))
    portions = all_of(files)
    assert titles(portions)[-1] == "Number 2"
    assert (b"E1001" in HOSTILE[name]) <= (len(titles(portions)) == 2)


def test_what_cannot_be_read_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "empty.mbox").write_bytes(b"")
    (tmp_path / "not.mbox").write_bytes(b"PK\x03\x04")
    monkeypatch.setattr("app.connectors.files.mail.reading.LARGEST", 20_000)
    box = mailbox([message(1, "E1001"), message(2, "E1001 " * 4000), message(3, "E1001")])
    portions = all_of(searching(tmp_path, box))
    assert titles(portions) == ["Number 1", "Number 3"]
    assert skipped(portions) == [
        f"A message in “all.mbox” at byte {len(mailbox([message(1, 'E1001')]))} "
        "is larger than 25 MiB.",
        "“not.mbox” is not a mailbox and was not searched.",
    ]


def test_a_message_may_be_a_file_of_its_own(tmp_path: Path) -> None:
    files = searching(tmp_path, message(1, "E1001").as_bytes(), "one.eml")
    assert titles(all_of(files)) == ["Number 1"]


def test_a_mailbox_may_grow_while_it_is_searched_but_not_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "ENOUGH", 1)
    box = mailbox([message(each, "E1001") for each in range(5)])
    files, path = searching(tmp_path, box), tmp_path / "all.mbox"
    first = files.portion(ASKED, None)
    with path.open("ab") as more:
        more.write(mailbox([message(9, "E1001")]))
    second = files.portion(ASKED, first.after)
    assert titles([second]) == ["Number 1"]

    path.write_bytes(box.replace(b"Number 0", b"Number X") + b"\n" * 500)
    with pytest.raises(SourceError, match="changed between two parts") as failed:
        files.portion(ASKED, first.after)
    assert not failed.value.again
    path.write_bytes(box[:900])
    with pytest.raises(SourceError, match="changed between two parts"):
        files.portion(ASKED, second.after)
    path.unlink()
    with pytest.raises(SourceError, match="not there any more"):
        files.portion(ASKED, second.after)
    path.write_bytes(box)
    assert titles(all_of(files)) == [f"Number {each}" for each in range(5)]


def test_a_file_that_changes_under_the_search_is_asked_for_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files, path = searching(tmp_path, mailbox([message(1, "E1001")])), tmp_path / "all.mbox"
    stamps = iter([100, 200])
    real = rules.Sought.is_in

    def touching(sought: rules.Sought, text: str) -> bool:
        for stamp in stamps:
            os.utime(path, (stamp, stamp))
            break
        return real(sought, text)

    monkeypatch.setattr(rules.Sought, "is_in", touching)
    with pytest.raises(SourceError, match="changed while it was read") as failed:
        files.portion(ASKED, None)
    assert failed.value.again
    monkeypatch.undo()
    assert titles(all_of(files)) == ["Number 1"]
