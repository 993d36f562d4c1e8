"""A PDF page by page, read in a process that may fail without anybody noticing."""

import json
import subprocess
import sys
from pathlib import Path

from app.answers.documents import rules
from app.core.language import gettext as _

READER = Path(__file__).with_name("apart.py")
SECONDS = 60  # of waiting, on a machine that is busy; the reader itself has 20 of work
LARGEST = 50 << 20


def pages(content: bytes) -> tuple[list[str], list[str], list[str]]:
    """The texts of its pages, the names of files inside, and sentences on what was not read."""
    if len(content) > LARGEST:
        return [], [], [_("This PDF is larger than 50 MiB.")]
    try:
        done = subprocess.run(  # noqa: S603 - this interpreter and a file of ours
            [sys.executable, "-I", str(READER)],
            input=content,
            capture_output=True,
            timeout=SECONDS,
            check=True,
        )
        found = json.loads(done.stdout)
    except (subprocess.SubprocessError, OSError, ValueError):
        return [], [], [_("This PDF is broken, or takes too long to read.")]
    if found.get("locked"):
        return [], [], [_("This PDF is locked with a password.")]
    texts = [rules.seen(page) for page in found["pages"]]
    inside = [rules.one_line(name)[:200] for name in found["inside"]]
    return texts, inside, _missing(texts, found["count"])


def _missing(texts: list[str], count: int) -> list[str]:
    """Pages that say nothing, which may be pictures of text, and pages that were not read."""
    said = []
    empty = [str(number) for number, text in enumerate(texts, 1) if not text]
    if empty and len(empty) == len(texts):
        said.append(_("This PDF has no text: its pages may be pictures."))
    elif empty:
        said.append(_("Pages without text: %(pages)s.") % {"pages": ", ".join(empty)})
    if len(texts) < count:
        said.append(
            _("Only the first %(read)s of %(count)s pages were read.")
            % {"read": len(texts), "count": count}
        )
    return said
