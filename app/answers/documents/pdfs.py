"""A PDF page by page."""

from app.answers.documents import rules
from app.core.language import gettext as _
from app.core.papers import reading
from app.core.papers.reading import LARGEST, UnreadableError


def pages(content: bytes) -> tuple[list[str], list[str], list[str]]:
    """The texts of its pages, the names of files inside, and sentences on what was not read."""
    if len(content) > LARGEST:
        return [], [], [_("This PDF is larger than 50 MiB.")]
    try:
        found = reading.read(content)
    except UnreadableError:
        return [], [], [_("This PDF is broken, or takes too long to read.")]
    if found.locked:
        return [], [], [_("This PDF is locked with a password.")]
    texts = [rules.seen(page) for page in found.pages]
    inside = [rules.one_line(name)[:200] for name in found.inside]
    return texts, inside, _missing(texts, found.count)


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
