"""PDF and text in which a person is mentioned; what cannot be searched is named."""

from pathlib import Path

import pytest

from app.connectors.files.asking import Files
from app.connectors.files.papers import rules as papers
from app.connectors.schemas import DocumentKind
from tests.support.folders import all_of, configured, keys, locked, pdf, skipped


def searching(root: Path) -> Files:
    return Files(configured(root, papers=["**/*.pdf", "**/*.txt"]))


def test_documents_that_mention_her_are_given_as_they_are(tmp_path: Path) -> None:
    hers = pdf("Agreement with Amara\n\nOkafor", "second page")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "agreement.PDF").write_bytes(hers)
    (tmp_path / "others.pdf").write_bytes(pdf("Agreement with Erik Sand"))
    (tmp_path / "a.txt").write_text("Said to AMARA  OKAFOR: ärgerlich")
    (tmp_path / "b.txt").write_bytes("Für E1001".encode("windows-1252"))
    (tmp_path / "c.txt").write_bytes("Für E1001".encode("utf-16"))
    (tmp_path / "d.txt").write_text("Nothing on E10011")
    (tmp_path / "E1001_note.txt").write_text("Named by its name")

    (portion,) = all_of(searching(tmp_path))

    found = {each.key: each for each in portion.documents}
    assert set(found) == {"sub/agreement.PDF", "a.txt", "b.txt", "c.txt", "E1001_note.txt"}
    assert found["sub/agreement.PDF"].content == hers
    assert found["sub/agreement.PDF"].kind is DocumentKind.PDF
    assert found["sub/agreement.PDF"].title == "agreement.PDF"
    assert found["b.txt"].media_type == "text/plain; charset=windows-1252"
    assert found["c.txt"].media_type == "text/plain; charset=utf-16"
    assert portion.skipped == []


def test_what_has_no_text_or_cannot_be_opened_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = pdf("Agreement with E1001")
    files = {
        "broken.pdf": b"%PDF-1.7\nrubbish",
        "cut.pdf": good[: len(good) // 3],
        "half-scanned.pdf": pdf("Agreement with Erik Sand", "", "third", ""),
        "locked.pdf": locked(good, "a password"),
        "no-password.pdf": locked(good, ""),
        "office.txt": b"PK\x03\x04\0\0",
        "scanned.pdf": pdf(""),
        "scan of E1001.pdf": pdf(""),
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    portions = all_of(searching(tmp_path))
    assert skipped(portions) == [
        "“broken.pdf” is broken and was not searched.",
        "“cut.pdf” is broken and was not searched.",
        "Pages of “half-scanned.pdf” without text were not searched: 2, 4.",
        "“locked.pdf” is locked with a password and was not searched.",
        "“office.txt” is neither PDF nor text and was not searched.",
        "“scan of E1001.pdf” has no text: it may be scanned, and was not searched.",
        "“scanned.pdf” has no text: it may be scanned, and was not searched.",
    ]
    assert keys(portions) == ["no-password.pdf", "scan of E1001.pdf"]

    monkeypatch.setattr("app.connectors.files.searching.LARGEST", len(good) - 1)
    (tmp_path / "whole.pdf").write_bytes(good)
    assert "“whole.pdf” is larger than 25 MiB and was not searched." in skipped(
        all_of(searching(tmp_path))
    )
    assert "500 pages" in papers.read(pdf(*["one"] * 501)).unread


def test_pdf_files_broken_at_any_place_do_not_break_the_search(tmp_path: Path) -> None:
    good = pdf("Agreement with E1001")
    for each in range(0, len(good), max(len(good) // 40, 1)):
        torn = bytearray(good)
        torn[each : each + 24] = b"<</Length -1>>[[[[(((((%"
        (tmp_path / f"{each}.pdf").write_bytes(torn)
    (tmp_path / "z.txt").write_text("E1001")
    portions = all_of(searching(tmp_path))
    assert keys(portions)[-1] == "z.txt"
    told = {name for name in (path.name for path in tmp_path.iterdir()) if name in str(portions)}
    assert len(told) >= len(skipped(portions))
