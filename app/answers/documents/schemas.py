"""What is read out of a document, and which passages of it are covered."""

from dataclasses import dataclass

from app.connectors.schemas import Document


@dataclass(frozen=True)
class Reading:
    """A document as an officer reads it; passages are marked by offsets into ``text``.

    ``text`` is the same for the same bytes: NFC, lines that end in ``\\n``, no control characters
    and nothing invisible. It begins with its head, lines of “Label: value”, and an empty line.
    ``participants`` are those it was written by and to, “Name <address>” or one of the two.
    ``attachments`` are documents of their own (``key``: the parent's, “/” and a number).
    ``unreadable`` says in sentences what could not be read, in words of ours that name nobody;
    empty where all was.
    """

    text: str
    participants: tuple[str, ...] = ()
    attachments: tuple[Document, ...] = ()
    unreadable: str = ""


@dataclass(frozen=True)
class Covered:
    """A passage that the copy does not show, from ``start`` up to ``end``, and why, in words."""

    start: int
    end: int
    reason: str
