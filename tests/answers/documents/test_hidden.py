"""Once everything suggested is covered, the copy has it nowhere, in no coding."""

import base64
import quopri
from collections.abc import Iterator
from html import escape
from urllib.parse import quote

import pytest

from app.answers.covering.names import Names
from app.answers.covering.rules import suggestions
from app.answers.documents.copies import copy, plain
from app.answers.documents.reading import read_all
from app.answers.documents.schemas import Covered
from app.connectors.schemas import Document, DocumentKind
from tests.support.correspondence import directory, messages
from tests.support.pdfs import drawn, pdf

PEOPLE = directory(300)
HER, OTHER, THIRD = PEOPLE[0], PEOPLE[1], PEOPLE[2]
NAMES = Names(each.known for each in PEOPLE)
SECRETS = [OTHER.name, OTHER.address, THIRD.name, OTHER.number, "0131 496 0123", "AB 12 34 56 C"]
PAGE = f"""<html><head><title>{OTHER.name}</title></head><body>
<!-- {THIRD.name} {OTHER.number} --><p style="display:none">{OTHER.address}</p>
<p style="color:#fff" title="{THIRD.name}">Call 0131 496 0123, AB 12 34 56 C</p>
<a href="mailto:{OTHER.address}">write</a><img src="x.png" alt="{OTHER.name}"></body></html>"""
MAIL = f"""From: {OTHER.name} <{OTHER.address}>
To: {HER.name} <{HER.address}>
Subject: {THIRD.name}
X-Original-Sender: {OTHER.address}
Message-ID: <{OTHER.number}@northfold.example>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: base64

{base64.encodebytes(PAGE.encode()).decode()}
--b
Content-Type: text/plain; name="{OTHER.name}.txt"
Content-Transfer-Encoding: quoted-printable

{quopri.encodestring(" ".join(SECRETS).encode()).decode()}
--b
Content-Type: image/png; name="{THIRD.name}.png"

xx
--b--
"""
RECORD = "{" + ", ".join(f'"Note {n}": "{each}"' for n, each in enumerate(SECRETS)) + "}"
DOCUMENTS = {
    "mail": MAIL.encode(),
    "pdf": pdf(
        [drawn(SECRETS, boxes=True)],
        extra="/Annots [<< /Type /Annot /Subtype /Text /Rect [0 0 9 9]"
        f" /Contents ({THIRD.name}) >>]",
    ),
    "text": "\n".join(SECRETS).encode("utf-16"),
    "record": RECORD.encode(),
}


def copies(document: Document) -> Iterator[tuple[bytes, list[str]]]:
    """Each copy of a document and its attachments, and the words that were covered in it."""
    for _document, reading in read_all(document):
        found = suggestions(
            reading.text, names=NAMES, subject=HER.known, participants=reading.participants
        )
        covered = [Covered(each.start, each.end, "somebody else") for each in found]
        made = copy(reading.text, covered, heading="Document 1", kind="Message")
        yield made, [reading.text[each.start : each.end] for each in found]
        yield plain(reading.text, covered).encode(), []


def codings(said: str) -> Iterator[bytes]:
    """A passage in every coding in which something might keep it."""
    for text in {said, said.upper(), said.lower(), "".join(said.split())}:
        yield text.encode()
        yield escape(text).encode()
        yield "".join(f"&#{ord(each)};" for each in text).encode()
        yield "".join(f"&#x{ord(each):x};" for each in text).encode()
        yield quote(text).encode()
        yield quopri.encodestring(text.encode())
        yield text.encode("utf-16-le")
        yield text.encode("utf-16-be")
        yield text.encode().hex().encode()
        for start in range(3):  # whichever of three bytes the word begins at
            coded = base64.b64encode(b" " * start + text.encode()).rstrip(b"=")
            yield coded[4 if start else 0 : -2]


@pytest.mark.parametrize("kind", sorted(DOCUMENTS))
def test_what_is_covered_is_nowhere_in_the_copy(kind: str) -> None:
    document = Document("k", DocumentKind(kind), "A title", "", DOCUMENTS[kind], author=OTHER.name)
    made = list(copies(document))
    words = [each for _copy, found in made for each in found]
    assert {OTHER.name, THIRD.name, OTHER.address} <= set(words)
    for content, _found in made:
        for said in SECRETS:
            assert not [each for each in codings(said) if each in content], said
        assert OTHER.family.encode() not in content


def test_nothing_covered_is_left_in_copies_of_labelled_mail() -> None:
    for labelled in messages(PEOPLE, 60):
        for content, found in copies(labelled.document):
            for said in {each for each in found if len(each) > 8}:
                assert not [each for each in codings(said) if len(each) > 8 and each in content]


def test_a_copy_has_no_script_and_nothing_of_the_original_file() -> None:
    document = Document("k", DocumentKind.MAIL, "", "", DOCUMENTS["mail"])
    for content, _found in copies(document):
        for word in (b"<script", b"javascript:", b"X-Original", b"Message-ID", b"display:none"):
            assert word not in content
