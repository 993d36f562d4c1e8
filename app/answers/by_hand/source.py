"""What was found by hand as a source among the others: a file a portion, a mailbox in several."""

import io
from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple
from uuid import UUID

from app.answers.by_hand.models import FileForm, HandFile, HandSearch
from app.connectors.files.mail import reading, rules
from app.connectors.files.rules import ENOUGH
from app.connectors.schemas import Asked, Document, DocumentKind, Portion, Table
from app.core.language import gettext as _
from app.core.storage import service as storage
from app.core.storage.service import Opened

MOST_MESSAGES = 200
_KINDS = {
    FileForm.PDF: (DocumentKind.PDF, "application/pdf"),
    FileForm.TEXT: (DocumentKind.TEXT, "text/plain"),
    FileForm.CSV: (DocumentKind.TEXT, "text/csv"),
    FileForm.JSON: (DocumentKind.RECORD, "application/json"),
}


class Found(NamedTuple):
    """A file that was found: what names it among the others, and where it is kept."""

    id: UUID
    name: str
    form: FileForm
    file_id: UUID
    size: int


class ByHand:
    """Keeps the contract of a connector. What it gives may name others: it is read first."""

    name = "by-hand"
    tables: Sequence[Table] = ()

    def __init__(self, searches: Sequence[HandSearch], files: Sequence[HandFile]) -> None:
        self.terms_used = list(dict.fromkeys(t for each in searches for t in each.terms))
        self._files = [
            Found(each.id, each.name, each.form, each.file_id, each.size) for each in files
        ]

    def check(self) -> None:
        """Nothing has to be reached."""

    def portion(self, asked: Asked, after: str | None) -> Portion:  # noqa: ARG002 - a contract
        """The document of the next file, or the next messages of a mailbox."""
        number, _space, offset = (after or "0").partition(" ")
        at, begins = int(number), int(offset or 0)
        if at >= len(self._files):
            return Portion()
        found, skipped = self._files[at], []
        documents, left_at = _documents(found, begins)
        if not documents and not begins:
            skipped = [_("“%(name)s” has no messages that can be read.") % {"name": found.name}]
        if left_at is not None:
            return Portion(documents=documents, after=f"{at} {left_at}")
        more = str(at + 1) if at + 1 < len(self._files) else None
        return Portion(documents=documents, after=more, skipped=skipped)


def _documents(found: Found, begins: int) -> tuple[list[Document], int | None]:
    """What is in a file from there on, and where in it the next portion begins, if it does."""
    if found.form is FileForm.MAILBOX:
        return _messages(found, begins)
    content = storage.content(found.file_id)
    if found.form is FileForm.MESSAGE:
        return [_message(content)], None
    kind, media_type = _KINDS[found.form]
    return [Document(str(found.id), kind, found.name, media_type, content)], None


def _messages(found: Found, begins: int) -> tuple[list[Document], int | None]:
    documents: list[Document] = []
    size = 0
    with io.BufferedReader(Opened(found.file_id)) as file, suppress(reading.NoMailboxError):
        for letter in reading.letters(file, begins, found.size):
            if letter.raw is not None:
                documents.append(_message(letter.raw))
                size += len(letter.raw)
            if (size >= ENOUGH or len(documents) >= MOST_MESSAGES) and letter.end < found.size:
                return documents, letter.end
    return documents, None


def _message(raw: bytes) -> Document:
    try:
        return rules.document(raw, rules.parsed(raw))
    except ValueError:
        return rules.document(raw, None)
