"""A letter is a tagged PDF of plain values: readable by everyone, and silent about its maker."""

import io
import re
from dataclasses import replace
from datetime import date

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from app.core.papers.glyphs import BREAK, SHOWN_CLASS, shown
from app.core.papers.letters import Heading, Letter, Listing, Notice, Paragraph, Table, letter

LETTER = Letter(
    title="What we do with your request",
    language="en-GB",
    organisation="Northfold Logistics",
    address=["12 Harbour Way", "Northport"],
    to=["Amara Okafor", "4 Mill Lane"],
    day=date(2026, 11, 27),
    reference="R-4K7M-22",
    blocks=[
        Paragraph("Dear Amara,\n\nYou asked for a copy.\nWe began."),
        Notice("Nothing is decided yet."),
        Heading("What comes next"),
        Listing(["We ask five sources.", "We check them."], numbered=True),
        Listing(["Payroll"]),
        Table(["Source", "Found"], [["Attendance", "14 documents"], ["Payroll"]]),
    ],
)
MARKUP = '#panic() $x$ *bold* _it_ `raw` @ref <label> // no /* \\u{41} ~ -- ... "q" #(1+1) = no'


def of(*blocks, **changes):
    return letter(replace(LETTER, blocks=blocks, **changes))


def text(pdf):
    pages = (page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return "\n".join(pages).replace(BREAK, "")


def tags(pdf):
    found = []

    def walk(node):
        node = node.get_object()
        if isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, DictionaryObject):
            found.append(node.get("/S"))
            walk(node.get("/K", DictionaryObject()))

    walk(PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/StructTreeRoot"]["/K"])
    return [tag for tag in found if tag]


def test_a_letter_is_tagged_and_says_its_language_and_title():
    root = PdfReader(io.BytesIO(letter(LETTER))).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value and not root["/MarkInfo"]["/Suspects"].value
    assert root["/Lang"] == "en-GB" and root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"<pdfuaid:part>1<" in root["/Metadata"].get_data()


def test_its_tags_are_headings_lists_and_tables_with_headers():
    found = tags(letter(LETTER))
    assert [tag for tag in found if tag[:2] == "/H"] == ["/H1", "/H2"]
    assert found.count("/L") == 2 and found.count("/LI") == 3
    assert found.count("/Table") == 1 and found.count("/TH") == 2 and found.count("/TD") == 4


def test_its_words_are_read_in_the_order_they_were_given():
    words = text(letter(LETTER))
    told = ["Northfold", "Harbour", "Amara Okafor", "27 November 2026", "R-4K7M-22"]
    told += ["What we do with", "Dear Amara", "copy.\nWe", "Nothing is", "What comes next"]
    told += ["1. We ask", "2. We", "• Payroll", "Source", "14 documents", "Page 1 of 1"]
    assert sorted(told, key=words.index) == told


def test_it_tells_its_title_and_its_day_and_nobodys_name():
    about = PdfReader(io.BytesIO(letter(LETTER))).metadata
    assert about["/Title"] == LETTER.title and about["/CreationDate"].startswith("D:20261127000000")
    assert set(about) == {"/Title", "/Creator", "/CreationDate", "/ModDate"}
    assert about["/Creator"].startswith("Typst ") and b"/tmp" not in letter(LETTER)


def test_the_same_letter_is_the_same_bytes_and_another_is_not():
    assert letter(LETTER) == letter(LETTER) != of(Paragraph("Another."))


def test_nothing_in_it_is_markup():
    blocks = [Paragraph(MARKUP), Notice(MARKUP), Heading(MARKUP), Listing([MARKUP])]
    made = of(*blocks, Table([MARKUP], [[MARKUP]]), title=MARKUP, to=[MARKUP], reference=MARKUP)
    assert text(made).count("#panic() $x$ *bold* _it_ `raw` @ref <label> //") >= 6


def test_empty_values_leave_no_hole():
    nothing = [Paragraph(" \n\n "), Heading(""), Listing(["", " "]), Notice(""), Table([], [])]
    made = of(*nothing, title="", organisation="", address=[], to=[], reference="")
    assert PdfReader(io.BytesIO(made)).metadata["/Title"] == "Letter"
    assert "/L" not in tags(made) and "/Table" not in tags(made)
    assert "/TH" in tags(of(Table(["Source"], [])))


def test_every_letter_the_fonts_are_said_to_have_is_there_in_each_weight():
    has = [sign for sign in map(chr, range(0x2700)) if re.match(f"[{SHOWN_CLASS}]", sign)]
    signs = " ".join(has)
    assert len(has) > 2500
    assert len(of(Paragraph(signs), Heading(signs), Table([signs], [[signs]]))) > 100_000


@pytest.mark.parametrize("language", ["en", "ar", "he-IL", "zh-CN", "xx"])
def test_names_of_any_script_are_set_or_written_out(language):
    names = "Łukasz Ωmega Иван مريم שלום Նարե 李娜 ナナ สมชาย नमस्ते 😀 Ａ ﬀ a\u0301"
    said = text(of(Paragraph(names), to=[names], language=language))
    assert "Łukasz Ωmega Иван" in said and "[U+674E][U+5A1C]" in said
    assert "[grinning face]" in said and "\xe1" in said


def test_controls_and_marks_that_turn_text_around_are_left_out():
    assert shown("a\x00b\x1b[0m\u202egpj\ud800\ufffe\ufeff\u2066") == f"ab[0mgpj[U+FFFE]{BREAK}"
    assert "ab" in text(of(Paragraph("a\x00b"), to=["\x07"], title="\ud800 T"))


def test_a_long_word_and_a_long_text_stay_on_the_paper():
    pdf = of(Paragraph("x" * 5000), Table(["a", "b", "c"], [["y" * 900, "", "z"]]), title="T" * 400)
    assert text(pdf).replace("\n", "").count("x") == 5000
    assert all(len(line) < 130 for line in text(pdf).splitlines())
    assert len(PdfReader(io.BytesIO(of(Paragraph("word " * 20_000)))).pages) > 20


def test_a_table_of_ten_thousand_lines_repeats_its_header_and_loses_none():
    rows = [[f"{number}.", "Somebody", "opened your absence record"] for number in range(10_000)]
    reader = PdfReader(io.BytesIO(of(Table(["No", "Who", "What"], rows))))
    last = reader.pages[-1].extract_text()
    assert len(reader.pages) > 200 and "9999." in last and last.startswith("No Who What")


def test_what_no_letter_can_be_is_refused():
    with pytest.raises(ValueError, match="language"):
        of(language="English; DROP")
    with pytest.raises(ValueError, match="more cells"):
        of(Table(["one"], [["1", "2"]]))
    assert of(Table(["one"], [["1"]]), language="en")
