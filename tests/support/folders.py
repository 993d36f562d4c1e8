"""Folders with files of people in them: mailboxes, tables, and PDFs that typst makes."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import typst
from pypdf import PdfReader, PdfWriter

from app.connectors.files.asking import Files
from app.connectors.files.schemas import Configuration
from app.connectors.schemas import Asked, Portion

ASKED = Asked("E1001", ("Amara Okafor", "amara.okafor@northfold.example"))
FIRST = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


def configured(root: Path, **more: Any) -> Configuration:
    given = {
        "name": "archive",
        "title": "Archive",
        "kind": "files",
        "run_by": "IT",
        "practices": ["mail-archive"],
        "root": str(root),
    }
    return Configuration.model_validate(given | more)


def sheet(files: str = "*.csv", **more: Any) -> dict[str, Any]:
    """A table of a configuration."""
    return {
        "name": "absences",
        "title": "Absences",
        "files": [files],
        "format": "csv",
        "person_field": "person",
        "key_field": "id",
        "at_field": "day",
        "columns": {"day": {"title": "Day"}, "note": {"title": "Note"}},
    } | more


def all_of(files: Files, asked: Asked = ASKED) -> list[Portion]:
    portions = [files.portion(asked, None)]
    while (after := portions[-1].after) is not None:
        portions.append(files.portion(asked, after))
        assert len(portions) < 3000
    return portions


def skipped(portions: Iterable[Portion]) -> list[str]:
    return [sentence for portion in portions for sentence in portion.skipped]


def keys(portions: Iterable[Portion]) -> list[str]:
    return [document.key for portion in portions for document in portion.documents]


def titles(portions: Iterable[Portion]) -> list[str]:
    return [document.title for portion in portions for document in portion.documents]


def message(number: int, text: str = "Nothing of note.", **headers: str) -> EmailMessage:
    """A message between two people who are not the one asked for."""
    made = EmailMessage()
    given = {
        "From": "Erik Sand <erik.sand@northfold.example>",
        "To": "jo@northfold.example",
        "Subject": f"Number {number}",
        "Message-ID": f"<{number}@northfold.example>",
        "Date": format_datetime(FIRST + timedelta(hours=number)),
    } | {name.replace("_", "-"): value for name, value in headers.items()}
    for name, value in given.items():
        made[name] = value
    made.set_content(text)
    return made


def mailbox(messages: Sequence[EmailMessage | bytes]) -> bytes:
    """Messages as an mbox has them (RFC 4155)."""
    raw = [each if isinstance(each, bytes) else each.as_bytes() for each in messages]
    head = b"From MAILER-DAEMON Mon Jan  5 09:00:00 2026\n"
    return b"".join(head + each.rstrip(b"\n") + b"\n\n" for each in raw)


def pdf(*pages: str) -> bytes:
    """A PDF with these pages; one without words has a picture instead."""
    picture = "#box(width: 4cm, height: 4cm, fill: gradient.linear(red, blue))"
    made = "\n#pagebreak()\n".join(page or picture for page in pages)
    compiled = typst.compile(made.encode())
    assert isinstance(compiled, bytes)
    return compiled


def locked(content: bytes, password: str) -> bytes:
    writer, out = PdfWriter(PdfReader(BytesIO(content))), BytesIO()
    writer.encrypt(password, algorithm="AES-256")
    writer.write(out)
    return out.getvalue()
