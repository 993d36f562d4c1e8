"""Nothing leads out of the folder, no name breaks the search, and nothing is left out unsaid."""

import os
import socket
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from app.connectors.files import folder, rules
from app.connectors.files.asking import Files
from app.connectors.files.folder import UnreadError, opened
from app.connectors.files.rules import Place, Sought, Spot, Stamp
from app.connectors.schemas import Asked, SourceError
from tests.support.folders import (
    ASKED,
    all_of,
    configured,
    keys,
    mailbox,
    message,
    sheet,
    skipped,
    titles,
)

NAMES = [
    b"\xff\xfe of E1001.txt",
    b"new\nline.txt",
    b"bidi \xe2\x80\xae txt.txt",
    b"%2e%2e%2f.txt",
    b"..txt",
    b"-rf.txt",
    b"a" * 250 + b".txt",
    "e\u0301 composed.txt".encode(),
    "\U0001f600.txt".encode(),
    b'";drop.txt',
    b"back\\slash.txt",
    b"{braces} %(name)s %s.txt",
]


@pytest.mark.parametrize("enough", [1, rules.ENOUGH])
def test_whatever_a_file_is_called_it_is_searched(
    tmp_path: Path, enough: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "ENOUGH", enough)
    for name in NAMES:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text("E1001")
    portions = all_of(Files(configured(tmp_path, papers=["*.txt"])))
    assert len(set(keys(portions))) == len(NAMES)
    assert all((key.isprintable() and key.isascii()) or key.encode() for key in keys(portions))
    assert all(title.isprintable() for title in titles(portions))
    assert skipped(portions) == []


def test_links_and_devices_are_named_and_not_followed(tmp_path: Path) -> None:
    outside, root = tmp_path / "outside", tmp_path / "root"
    for each in (outside, root, root / "inner"):
        each.mkdir()
    (outside / "secret.txt").write_text("E1001 outside")
    (root / "inner" / "a.txt").write_text("E1001 inside")
    (root / "to-file.txt").symlink_to(outside / "secret.txt")
    (root / "to-folder").symlink_to(outside)
    (root / "up").symlink_to("..")
    (root / "round").symlink_to(root)
    (root / "nowhere.txt").symlink_to("nothing")
    os.mkfifo(root / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(root / "socket.txt"))
        (portion,) = all_of(Files(configured(root, papers=["**/*"])))
    assert keys([portion]) == ["inner/a.txt"]
    assert sorted(portion.skipped) == [
        "“nowhere.txt” is a link and was not followed.",
        "“pipe.txt” is not a file.",
        "“round” is a link and was not followed.",
        "“socket.txt” is not a file.",
        "“to-file.txt” is a link and was not followed.",
        "“to-folder” is a link and was not followed.",
        "“up” is a link and was not followed.",
    ]
    (tmp_path / "linked").symlink_to(root)
    assert keys(all_of(Files(configured(tmp_path / "linked", papers=["**/*"])))) == ["inner/a.txt"]


@pytest.mark.parametrize(
    "name",
    ["../outside.txt", "a/../../outside.txt", "/etc/passwd", "", ".", "..", "a//b", "a/./b",
     "link.txt", "links/outside.txt", "a\0b"],
)  # fmt: skip
def test_no_step_leads_out_even_if_it_became_a_link_after_it_was_listed(
    tmp_path: Path, name: str
) -> None:
    root = tmp_path / "root"
    (root / "a").mkdir(parents=True)
    (root / "a" / "inside.txt").write_text("inside")
    (tmp_path / "outside.txt").write_text("outside")
    (root / "link.txt").symlink_to(tmp_path / "outside.txt")
    (root / "links").symlink_to(tmp_path)
    with pytest.raises(UnreadError), opened(str(root), name):
        raise AssertionError
    with opened(str(root), "a/inside.txt") as file:
        assert file.read() == b"inside"


@pytest.mark.parametrize(
    "after",
    ["", "x", "[]", "{}", '{"part": 0, "name": "a", "spot": {"offset": -1}}',
     '{"part": "0", "name": "a", "spot": {"stamp": null}}',
     '{"part": 0, "name": 1, "spot": {"stamp": null}}',
     '{"part": 0, "name": "a", "spot": {"stamp": {"size": 1}}}',
     '{"part": 0, "name": "a", "spot": {"stamp": null, "strange": 1}}'],
)  # fmt: skip
def test_a_place_that_is_none_is_not_gone_on_from(tmp_path: Path, after: str) -> None:
    (tmp_path / "a.txt").write_text("E1001")
    files = Files(configured(tmp_path, papers=["*.txt"]))
    with pytest.raises(SourceError, match="place to go on from"):
        files.portion(ASKED, after)
    assert keys(all_of(files)) == ["a.txt"]


def test_a_place_outside_is_not_opened(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (tmp_path / "outside.txt").write_text("E1001")
    (root / "a.txt").write_text("E1001")
    files = Files(configured(root, papers=["*.txt"]))
    after = rules.written(Place(1, "../outside.txt", Spot(0, 0, "", Stamp(5, 1, 1))))
    with pytest.raises(SourceError, match="not there any more"):
        files.portion(ASKED, after)
    assert keys(all_of(files)) == ["a.txt"]


def test_a_place_is_read_as_it_was_written() -> None:
    for place in (Place(2, "a/\udcff\n", Spot(7, 8, "x", Stamp(1, 2, 3))), Place(1, "b")):
        assert rules.place(rules.written(place)) == place
    assert rules.place(None) == Place()


def test_files_that_no_pattern_names_are_told_unless_they_are_left_out(tmp_path: Path) -> None:
    for name in ("a.txt", "b.docx", "c.tmp"):
        (tmp_path / name).write_text("E1001")
    files = Files(configured(tmp_path, papers=["*.txt"], left_out=["*.tmp"]))
    assert skipped(all_of(files)) == [
        "“b.docx” is named by no part of the settings and was not searched."
    ]
    for each in range(150):
        (tmp_path / f"{each}.docx").write_text("x")
    told = skipped(all_of(files))
    assert (len(told), told[-1]) == (101, "51 more files were not searched.")


def test_a_folder_that_is_missing_or_too_full_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "root"
    files = Files(configured(root, papers=["*.txt"]))
    for act in (files.check, lambda: files.portion(ASKED, None)):
        with pytest.raises(SourceError, match="folder is not there"):
            act()
    root.mkdir()
    with pytest.raises(SourceError, match=r"No file in the folder is called “\*.txt”"):
        files.check()
    (root / "a.txt").write_text("E1001")
    (root / "b.txt").write_text("E1001")
    monkeypatch.setattr(folder, "MOST_FILES", 1)
    with pytest.raises(SourceError, match="more than 100,000 files"):
        files.check()
    monkeypatch.undo()
    files.check()
    assert keys(all_of(files)) == ["a.txt", "b.txt"]


def test_folders_that_lie_too_deep_are_told(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["d"] * 60)
    deep.mkdir(parents=True)
    (deep / "a.txt").write_text("E1001")
    (tmp_path / "b.txt").write_text("E1001")
    portions = all_of(Files(configured(tmp_path, papers=["**/*.txt"])))
    assert "lie too deep" in skipped(portions)[0]
    assert keys(portions) == ["b.txt"]


def test_settings_are_tried_at_the_beginning_of_each_file(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("person,id,day\n")
    (tmp_path / "b.mbox").write_text("not a mailbox")
    with pytest.raises(SourceError, match="has no column “note”"):
        Files(configured(tmp_path, tables=[sheet()])).check()
    with pytest.raises(SourceError, match="is not a mailbox"):
        Files(configured(tmp_path, mail=["*.mbox"])).check()
    (tmp_path / "a.csv").write_text("person,id,day,note\n")
    (tmp_path / "b.mbox").write_text("From x Mon Jan  5 09:00:00 2026\nSubject: x\n\n")
    files = Files(configured(tmp_path, tables=[sheet()], mail=["*.mbox"]))
    files.check()
    assert files.terms_used == ["employee number", "names and e-mail addresses"]
    assert files.tables[0].columns["note"].title == "Note"


@pytest.mark.parametrize("enough", [1, rules.ENOUGH])
def test_tables_mail_and_papers_of_one_folder_are_searched_in_turn(
    tmp_path: Path, enough: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "ENOUGH", enough)
    for name in ("z", "a"):
        (tmp_path / f"{name}.csv").write_text(
            "person,id,day,note\n" + "E1001,1,2026-11-01,x\nE1002,2,2026-11-01,y\n" * 3
        )
        (tmp_path / f"{name}.mbox").write_bytes(
            mailbox([message(each, "E1001", Subject=f"{name}{each}") for each in range(3)])
        )
        (tmp_path / f"{name}.eml").write_bytes(
            message(9, "E1001", Subject=f"{name} alone").as_bytes()
        )
        (tmp_path / f"{name}.txt").write_text("E1001")
    (tmp_path / "b.bin").write_text("x")
    given = {"tables": [sheet()], "mail": ["*.mbox", "*.eml"], "papers": ["*.txt"]}
    portions = all_of(Files(configured(tmp_path, **given)))
    assert titles(portions) == [
        *("a alone", "a0", "a1", "a2", "z alone", "z0", "z1", "z2"),
        *("a.txt", "z.txt"),
    ]
    assert sum(len(each.rows) for portion in portions for each in portion.records) == 6
    assert skipped(portions) == [
        "“b.bin” is named by no part of the settings and was not searched."
    ]


def test_a_file_that_fails_while_it_is_read_is_asked_for_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that fails cannot be had here, so the parser of mail fails as one does."""
    (tmp_path / "a.mbox").write_bytes(mailbox([message(1, "E1001")]))
    files = Files(configured(tmp_path, mail=["*.mbox"]))

    def failing(*_given: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("app.connectors.files.mail.reading._letter", failing)
    with pytest.raises(SourceError, match="could not be read to its end") as failed:
        files.portion(ASKED, None)
    assert failed.value.again
    monkeypatch.undo()
    assert titles(all_of(files)) == ["Number 1"]


PATTERNS = [
    ("*.csv", "a.csv", True),
    ("*.csv", "A.CSV", True),
    ("*.csv", "sub/a.csv", False),
    ("*.csv", "a.csv.bak", False),
    ("**/*.csv", "a.csv", True),
    ("**/*.csv", "sub/sub/a.csv", True),
    ("sub/**/a?.csv", "sub/x/ab.csv", True),
    ("sub/**/a?.csv", "subx/ab.csv", False),
    ("a.b", "axb", False),
    ("[a].csv", "a.csv", False),
]


@pytest.mark.parametrize(("pattern", "name", "fits"), PATTERNS)
def test_patterns(pattern: str, name: str, fits: bool) -> None:
    assert bool(rules.patterned([pattern]).fullmatch(name)) is fits
    assert not rules.patterned([]).fullmatch(name)


MENTIONS = [
    ("E1001", True),
    ("e1001.", True),
    ("XE1001", False),
    ("E10012", False),
    ("E1001_x", True),
    ("Zoe\u0308 Brown", True),
    ("ZOË\n\tBROWN", True),
    ("Zoë\u00a0Bro\u00adwn", True),
    ("Zoë\u200b Brown", True),
    ("Ｚｏë Brown", True),
    ("Zoëlle Brown", False),
    ("Zoë Browne", False),
    ("straße", True),
    ("STRASSE", True),
    (".*", False),
    ("x", False),
    ("", False),
]


@pytest.mark.parametrize(("text", "is_hers"), MENTIONS)
def test_mentions(text: str, is_hers: bool) -> None:
    sought = Sought(Asked("E1001", ("Zoë Brown", "Straße", "x", "", ".+")))
    assert sought.is_in(f"before {text} after") is is_hers
    assert not Sought(Asked("")).is_in(text)


def test_words_in_a_page_are_found_through_its_tags() -> None:
    sought = Sought(Asked("E1001", ("Zoë Brown",)))
    assert sought.is_in_page("<p>Zo<b>&euml;</b><br>Brown</p>") is False
    assert sought.is_in_page("<p>Zo&euml;<br>Brown</p>")
    assert sought.is_in_page("<p>Zo<b>&euml;</b>&nbsp;Brown</p>")
    assert not sought.is_in_page("<" * 100_000)


WRONG: list[dict[str, Any]] = [
    {"root": "relative"},
    {"root": "/"},
    {"root": "/srv/../etc"},
    {"papers": []},
    {"papers": ["../*.txt"]},
    {"papers": ["a/../../*.txt"]},
    {"papers": ["/etc/*"]},
    {"third_parties": False},
    {"tables": [sheet(), sheet()]},
    {"tables": [sheet(names_others=["nothing"])]},
    {"tables": [sheet(encoding="utf-7")]},
    {"tables": [sheet(delimiter="ab")]},
    {"kind": "sql"},
]


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_wrong_is_not_configured(tmp_path: Path, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        given: dict[str, Any] = {"root": tmp_path, "papers": ["*.txt"]} | wrong
        configured(**given)
    configured(tmp_path, papers=["*.txt"])
