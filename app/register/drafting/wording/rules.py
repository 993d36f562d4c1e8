"""What counts as the same words: all that a practice says, but for its checks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.register.drafting.rows.rules import ROWS
from app.register.drafting.rules import partial
from app.register.schemas import PracticeDocument, canonical, digest


def digest_of(words: Mapping[str, Any]) -> str:
    """SHA-256 of a practice's words without its checks, however they are spelt as JSON."""
    return digest(canonical(partial({name: words[name] for name in words if name != "checks"})))


def rows_that_differ(before: PracticeDocument, after: PracticeDocument) -> list[str]:
    """The rows of the label in which two wordings differ, but for their checks."""
    old, new = (document.model_dump(mode="json") for document in (before, after))
    return [
        row
        for row, names in ROWS.items()
        if row != "checks" and any(old.get(name) != new.get(name) for name in names)
    ]


@dataclass(frozen=True)
class Dropped:
    """The proposals of one practice that were given up: from when until when each was open.

    ``published`` are the digests of all words that were published of it, ``proposed`` is that of
    the words proposed now.
    """

    times: tuple[tuple[datetime, datetime], ...] = ()
    published: frozenset[str] = frozenset()
    proposed: str | None = None

    def took(self, at: datetime, of: str | None) -> bool:
        """Whether what was decided at a moment, of words with this digest, ended with one.

        A decision on words that are proposed again is a decision on them: it stands.
        """
        return of != self.proposed and self.took_reason(at, of)

    def took_reason(self, at: datetime, of: str | None) -> bool:
        """The same of a reason for asking nobody: each proposal needs one of its own."""
        if of is None or of in self.published:
            return False
        return any(begun <= at <= ended for begun, ended in self.times)
