"""What was found by hand as a source among the others: a file a portion."""

import io
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from uuid import UUID

from app.answers.by_hand.models import FileForm, HandFile, HandSearch
from app.connectors.files.mail import reading, rules
from app.connectors.schemas import Asked, Document, DocumentKind, Portion, Table
from app.core.language import gettext as _
from app.core.storage import service as storage

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


class ByHand:
    """Keeps the contract of a connector. What it gives may name others: it is read first."""

    name = "by-hand"
    tables: Sequence[Table] = ()

    def __init__(self, searches: Sequence[HandSearch], files: Sequence[HandFile]) -> None:
        self.terms_used = list(dict.fromkeys(t for each in searches for t in each.terms))
        self._files = [Found(each.id, each.name, each.form, each.file_id) for each in files]

    def check(self) -> None:
        """Nothing has to be reached."""

    def portion(self, asked: Asked, after: str | None) -> Portion:  # noqa: ARG002 - a contract
        """The documents of the next file."""
        at = int(after or 0)
        if at >= len(self._files):
            return Portion()
        found, skipped = self._files[at], []
        documents = list(_documents(found, b"".join(storage.blocks(found.file_id))))
        if not documents:
            skipped = [_("“%(name)s” has no messages that can be read.") % {"name": found.name}]
        more = str(at + 1) if at + 1 < len(self._files) else None
        return Portion(documents=documents, after=more, skipped=skipped)


def _documents(found: Found, content: bytes) -> Iterator[Document]:
    if found.form is FileForm.MESSAGE:
        yield _message(content)
    elif found.form is FileForm.MAILBOX:
        yield from _messages(content)
    else:
        kind, media_type = _KINDS[found.form]
        yield Document(str(found.id), kind, found.name, media_type, content)


def _messages(content: bytes) -> Iterator[Document]:
    try:
        for letter in reading.letters(io.BytesIO(content), 0, len(content)):
            if letter.raw is not None:
                yield _message(letter.raw)
    except reading.NoMailboxError:
        return


def _message(raw: bytes) -> Document:
    try:
        return rules.document(raw, rules.parsed(raw))
    except ValueError:
        return rules.document(raw, None)
