"""Which files can be given by hand, and what is wrong with the others: pure."""

import json
from collections.abc import Mapping
from pathlib import PurePath

from app.answers.by_hand.models import FileForm
from app.answers.documents import rules as documents
from app.core.errors import RejectedError
from app.core.language import gettext as _

MOST_FILES = 20
LONGEST_NAME = 200
OF_ENDINGS: Mapping[str, FileForm] = {
    ".pdf": FileForm.PDF,
    ".txt": FileForm.TEXT,
    ".eml": FileForm.MESSAGE,
    ".mbox": FileForm.MAILBOX,
    ".csv": FileForm.CSV,
    ".json": FileForm.JSON,
}
READ_WHOLE = 1 << 20  # bytes of JSON that are read at once to see whether it is some


class UnfitFileError(RejectedError):
    """A file that cannot be taken; the message names it and says why."""


def name_of(given: str) -> str:
    """A file's own name in one line, without folders."""
    name = documents.one_line(given.replace("\\", "/").rpartition("/")[2])
    return name[-LONGEST_NAME:] or _("A file without a name")


def form_of(name: str, head: bytes) -> FileForm:
    """What a file is, by its name and its first bytes. Raises UnfitFileError."""
    form = OF_ENDINGS.get(PurePath(name).suffix.lower())
    about = {"name": name}
    if form is None:
        raise UnfitFileError(
            _("“%(name)s”: only PDF, text (.txt), mail (.eml, .mbox), CSV and JSON are taken.")
            % about
        )
    if not head:
        raise UnfitFileError(_("“%(name)s” is empty.") % about)
    if not _is_readable(form, head):
        raise unreadable(name)
    return form


def unreadable(name: str) -> UnfitFileError:
    return UnfitFileError(_("“%(name)s” cannot be read as what its name says.") % {"name": name})


def is_json(content: bytes) -> bool:
    try:
        json.loads(content)
    except (ValueError, RecursionError):
        return False
    return True


def _is_readable(form: FileForm, head: bytes) -> bool:
    if form is FileForm.PDF:
        return b"%PDF-" in head[:1024]
    if form is FileForm.MAILBOX:
        return head.startswith(b"From ")
    return documents.is_text(documents.decoded(head))
