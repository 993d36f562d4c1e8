"""The covered copy shows what it may, and nothing of the rest."""

from bs4 import BeautifulSoup

from app.answers.documents.copies import copy, merged, plain
from app.answers.documents.schemas import Covered

TEXT = "From: Craig Dunlop\nSubject: Your <leave>\n\nDear Sarah,\n\nPriya Raman said no.\nBye"
OTHER = "another person's information"


def cover(*passages: str) -> list[Covered]:
    return [Covered(TEXT.index(p), TEXT.index(p) + len(p), OTHER) for p in passages]


def shown(*passages: str) -> BeautifulSoup:
    made = copy(TEXT, cover(*passages), heading="Document 3", kind="Message")
    return BeautifulSoup(made, "html5lib")


def test_a_copy_is_a_page_of_its_own_with_its_facts_and_paragraphs() -> None:
    page = shown("Priya")
    assert page.html is not None
    assert page.html["lang"] == "en"
    assert page.select("title")[0].text == page.select("h1")[0].text == "Document 3"
    assert [each.text for each in page.select("dt")] == ["Kind", "From", "Subject"]
    assert [each.text for each in page.select("dd")] == ["Message", "Craig Dunlop", "Your <leave>"]
    assert [each.text for each in page.select("p")] == [
        "Dear Sarah,",
        f"[Covered: {OTHER}] Raman said no.Bye",
    ]
    assert not page.select("script")


def test_the_sender_and_the_subject_can_be_covered_too() -> None:
    page = shown("Craig Dunlop", "leave")
    assert "Craig" not in page.text
    assert [each.text for each in page.select("dd span.covered")] == [f"[Covered: {OTHER}]"] * 2


def test_passages_that_meet_are_one_mark_without_a_length() -> None:
    assert plain(TEXT, cover("Priya", "Raman")).count("[Covered") == 1
    assert plain(TEXT, cover("Dear Sarah,\n\nPriya", "Priya Raman")).count("[Covered") == 1


def test_reasons_that_overlap_are_both_named() -> None:
    both = [Covered(0, 10, "one"), Covered(6, 18, "two")]
    assert [each.reason for each in merged(TEXT, both)] == ["one; two"]


def test_half_a_word_or_an_accent_alone_is_never_left() -> None:
    start = TEXT.index("riya")
    assert "P" not in plain(TEXT, [Covered(start, start + 2, OTHER)]).split("Sarah,")[1]
    text = "x re\u0301sume\u0301 y"
    assert plain(text, [Covered(2, 4, "")]) == "x [Covered] y"


def test_offsets_outside_the_text_harm_nothing() -> None:
    assert plain("abc", [Covered(-5, 99, "")]) == "[Covered]"
    assert plain("abc", [Covered(2, 1, ""), Covered(7, 9, "")]) == "abc"


def test_the_brackets_of_a_covered_address_go_with_it() -> None:
    text = "From: Craig Dunlop <craig@northfold.example>, Sarah"
    found = [Covered(6, 18, OTHER), Covered(20, 43, OTHER)]
    assert plain(text, found) == f"From: [Covered: {OTHER}], Sarah"
