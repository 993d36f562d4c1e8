"""Any document is read to the end, or it is said what could not be."""

import json
import re
import time
import unicodedata
import zlib
from datetime import UTC, datetime
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfWriter

from app.answers.documents.reading import LARGEST, read, read_all
from app.answers.documents.rules import LONGEST, seen
from app.answers.documents.schemas import Reading
from app.connectors.schemas import Document, DocumentKind
from tests.support.pdfs import drawn, pdf

MESSAGE = b"""\
From: =?utf-8?b?TcO8bGxlciwgSsO8cmdlbg==?= <j.mueller@northfold.example>
To: "Dunlop, Craig"
 <craig.dunlop@northfold.example>, Sarah
 Kent <sarah.kent@northfold.example>
Subject: About =?iso-8859-1?q?Fran=E7ois?= and
 the rota
Date: Fri, 20 Nov 2026 09:30:00 +0100
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=outer

--outer
Content-Type: multipart/alternative; boundary=inner

--inner
Content-Type: text/plain; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

Caf=E9 at noon, Craig =
Dunlop.
--inner
Content-Type: text/html; charset=utf-8

<p>Caf\xc3\xa9 at noon, <b>Cr</b>aig Dunlop.</p>
--inner--
--outer
Content-Type: text/plain; name="notes.txt"
Content-Disposition: attachment; filename*=utf-8''n%C3%B6tes.txt
Content-Transfer-Encoding: base64

UHJpeWEgUmFtYW4=
--outer
Content-Type: image/png; name=scan.png

xx
--outer
Content-Type: message/rfc822

From: priya.raman@northfold.example
Subject: Inner

Hello
--outer--
"""


def of(content: bytes, kind: str = "text", media_type: str = "") -> Document:
    return Document("k", DocumentKind(kind), "A title", media_type, content)


def html(page: str) -> str:
    """What is read of a page, without the head."""
    return read(of(page.encode(), media_type="text/html; charset=utf-8")).text.partition("\n\n")[2]


def test_a_message_is_read_with_its_head_words_and_attachments() -> None:
    reading = read(of(MESSAGE, "mail"))
    assert reading.text == (
        "From: Müller, Jürgen <j.mueller@northfold.example>\n"
        'To: "Dunlop, Craig" <craig.dunlop@northfold.example>,'
        " Sarah Kent <sarah.kent@northfold.example>\n"
        "Date: 2026-11-20 09:30 +0100\n"
        "Subject: About François and the rota\n\n"
        "Café at noon, Craig Dunlop.\n\n"
        "Attachment: nötes.txt\nAttachment: Inner\nAttachment, not shown: scan.png (image/png)"
    )
    assert reading.participants == (
        "Müller, Jürgen <j.mueller@northfold.example>",
        "Dunlop, Craig <craig.dunlop@northfold.example>",
        "Sarah Kent <sarah.kent@northfold.example>",
    )
    assert reading.unreadable == "1 attachment cannot be shown."
    assert [(each.key, each.kind) for each in reading.attachments] == [
        ("k/1", DocumentKind.TEXT),
        ("k/2", DocumentKind.MAIL),
    ]


def test_attachments_are_read_as_documents_of_their_own() -> None:
    whole = read_all(of(MESSAGE, "mail"))
    assert [document.key for document, _ in whole] == ["k", "k/1", "k/2"]
    assert whole[1][1].text == "Title: nötes.txt\n\nPriya Raman"
    assert whole[2][1].text.endswith("Subject: Inner\n\nHello")
    assert "Sarah Kent <sarah.kent@northfold.example>" in whole[1][1].participants


def test_a_formatted_part_that_says_more_than_the_plain_one_is_read_too() -> None:
    more = MESSAGE.replace(b"aig Dunlop.</p>", b"aig Dunlop.</p><p>Also ask Priya on Monday</p>")
    assert "Also ask Priya" not in read(of(MESSAGE, "mail")).text
    assert "Also ask Priya" in read(of(more, "mail")).text


def test_what_is_hidden_in_a_page_is_in_its_text_and_scripts_are_not() -> None:
    assert html("<p style='display:none'>Priya</p><!-- Craig --><b>Dun</b>lop") == (
        "Priya\n\nCraig\nDunlop"
    )
    assert html("<script>steal()</script><style>p{}</style>a<br>b") == "a\nb"
    assert html("<img alt='Craig &amp; Priya'><a href='mailto:x@y.example'>x</a>") == (
        "[Craig & Priya] [mailto:x@y.example] x"
    )
    assert html("<!-- never closed Craig") == "never closed Craig"
    assert html("<script>never closed Craig") == "never closed Craig"
    assert html("1 < 2 &lt;b&gt; <td>a</td><td>b</td>") == "1 < 2 <b> a b"


def test_nothing_invisible_stays_in_a_text() -> None:
    hidden = "Cr\u200baig\u202e D\u00adun\u2066lop\ufeff \U000e0041e\u0301\x00\x07\r\nx\u2028y\tz"
    assert seen(hidden) == "Craig Dunlop \u00e9\nx\ny z"


def test_a_record_is_read_as_its_fields_with_nothing_lost() -> None:
    row = (
        b'{"Note": "a\\nb", "Big": 12345678901234567890.10, "In": {"Who": ["x", null, true]},'
        b' "Note": 2}'
    )
    assert read(of(row, "record")).text == (
        "Title: A title\n\nNote: a\nb\nBig: 12345678901234567890.10\nIn, Who: x\nIn, Who:\n"
        "In, Who: Yes\nNote: 2"
    )
    broken = read(of(b'{"Note": ', "record"))
    assert '{"Note":' in broken.text
    assert broken.unreadable


@pytest.mark.parametrize(
    "content",
    [
        "Zoë naïve".encode(),
        "Zoë naïve".encode("cp1252"),
        "Zoë naïve".encode("utf-16"),
        "Zoë naïve".encode("utf-16-le"),
        "Zoë naïve".encode("utf-8-sig"),
    ],
)
def test_text_is_read_in_the_charset_it_is_in(content: bytes) -> None:
    assert read(of(content)).text.endswith("Zoë naïve")
    assert read(of(content, media_type="text/plain; charset=zip")).text.endswith("Zoë naïve")


def test_a_pdf_is_read_page_by_page_with_what_stands_under_boxes() -> None:
    made = pdf([drawn(["Craig Dunlop said", "no (again)"], boxes=True), drawn([]), drawn(["End"])])
    reading = read(of(made, "pdf"))
    assert re.sub(r"\s+", " ", reading.text) == (
        "Title: A title Page 1 Craig Dunlop said no (again) Page 3 End"
    )
    assert reading.unreadable == "Pages without text: 2."


def test_notes_on_a_page_are_read() -> None:
    note = "/Annots [<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /Contents (Ask Priya) >>]"
    assert "Ask Priya" in read(of(pdf([drawn(["x"])], extra=note), "pdf")).text


def test_files_inside_a_pdf_are_named_where_their_names_can_be_covered() -> None:
    holding = PdfWriter(clone_from=BytesIO(pdf([drawn(["x"])])))
    holding.add_attachment("Craig Dunlop.xls", b"secret")
    written = BytesIO()
    holding.write(written)
    assert read(of(written.getvalue(), "pdf")).text.endswith(
        "File inside, not shown: Craig Dunlop.xls"
    )


def test_a_pdf_that_cannot_be_read_says_why() -> None:
    locked = PdfWriter(clone_from=BytesIO(pdf([drawn(["secret"])])))
    locked.encrypt("open sesame", algorithm="RC4-128")
    written = BytesIO()
    locked.write(written)
    for content, said in (
        (written.getvalue(), "locked"),
        (b"%PDF-1.7 nonsense", "broken"),
        (pdf([drawn([])]), "pictures"),
    ):
        reading = read(of(content, "pdf"))
        assert said in reading.unreadable
        assert reading.text == "Title: A title"


def test_a_pdf_that_grows_without_end_is_given_up() -> None:
    bomb = zlib.compress(b"(Craig) Tj " * 20_000_000, 9)
    assert len(bomb) < 1 << 20
    made = pdf([bomb], packed=False).replace(b"<< /Length", b"<< /Filter /FlateDecode /Length")
    started = time.monotonic()
    assert read(of(made, "pdf")).unreadable
    assert time.monotonic() - started < 60


@pytest.mark.parametrize(
    "page",
    [
        "<!--" * 250_000,
        "<script>" * 120_000,
        '<a "' * 250_000 + ">",
        "<a x='>" * 150_000,
        "<" * 1_000_000,
        "<p>" * 300_000,
        "a" + "\u0301\u0316" * 400_000,
    ],
)
def test_no_page_takes_for_ever(page: str) -> None:
    started = time.process_time()
    html(page)
    assert time.process_time() - started < 20


def test_a_message_of_parts_within_parts_is_given_up_in_time() -> None:
    deep = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(3000)
    )
    started = time.process_time()
    reading = read(of(b"From: a@b.example\n" + deep + b"x\n" * 100_000, "mail"))
    assert reading.unreadable
    assert time.process_time() - started < 20


def test_messages_within_messages_are_opened_to_a_depth_and_the_rest_is_named() -> None:
    inner = b"From: a@b.example\nSubject: innermost\n\nx"
    for number in range(12):
        inner = (
            b"From: a@b.example\nSubject: s%d\nContent-Type: message/rfc822\n\n" % number + inner
        )
    whole = read_all(of(inner, "mail"))
    assert len(whole) == 9
    assert "1 attachment was not opened" in whole[-1][1].unreadable


def test_what_is_too_large_is_said_to_be() -> None:
    assert "64 MiB" in read(of(b"x" * (LARGEST + 1))).unreadable
    long = read(of("wörd ".encode() * 2_000_000))
    assert len(long.text) <= LONGEST
    assert "wörd wörd" in long.text[-20:]
    assert "first two million" in long.unreadable


def test_bytes_that_are_no_text_are_said_to_be_none() -> None:
    assert read(of(bytes(range(256)) * 20)).unreadable


def sound(document: Document, reading: Reading) -> None:
    """What holds for every reading of anything."""
    assert reading == read(document)
    assert reading.text == seen(reading.text)
    assert unicodedata.is_normalized("NFC", reading.text)
    assert not [c for c in reading.text if c != "\n" and unicodedata.category(c) in {"Cc", "Cf"}]
    assert len({each.key for each in reading.attachments}) == len(reading.attachments)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["mail", "text", "record"]), st.binary(max_size=400), st.text(max_size=30))
def test_no_bytes_make_it_fail(kind: str, content: bytes, media_type: str) -> None:
    document = of(content, kind, media_type)
    sound(document, read(document))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(MESSAGE)), st.binary(max_size=6)), max_size=8))
def test_no_damage_to_a_message_makes_it_fail(cuts: list[tuple[int, bytes]]) -> None:
    content = MESSAGE
    for place, put in cuts:
        content = content[:place] + put + content[place + len(put) :]
    document = of(content, "mail")
    for each, _reading in read_all(document):
        sound(each, read(each))


@settings(max_examples=100, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=9),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3)
        ),
    )
)
def test_every_row_is_read(row: object) -> None:
    document = of(json.dumps(row).encode(), "record")
    sound(document, read(document))


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 400), st.binary(min_size=1, max_size=40))
def test_no_damage_to_a_pdf_makes_it_fail(place: int, put: bytes) -> None:
    made = pdf([drawn(["Craig Dunlop"])])
    document = of(made[:place] + put + made[place + len(put) :], "pdf")
    sound(document, read(document))


def test_a_document_without_a_head_of_its_own_gets_one() -> None:
    document = Document(
        "k",
        DocumentKind.TEXT,
        "A\nnote",
        "text/plain",
        b"x",
        datetime(2026, 11, 20, 9, 30, tzinfo=UTC),
        "Craig",
    )
    reading = read(document)
    assert reading.text == "Title: A note\nFrom: Craig\nDate: 2026-11-20 09:30\n\nx"
    assert reading.participants == ("Craig",)
