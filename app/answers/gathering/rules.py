"""Which sources are asked, when a failing one is asked again, and what is left out and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, datetime, timedelta
from hashlib import sha256
from typing import Any, Protocol
from uuid import UUID

from app.answers.gathering.models import PORTAL, Progress
from app.connectors.schemas import Document, Table
from app.core.errors import RejectedError
from app.core.language import gettext as _

KEPT = timedelta(days=90)  # own: after the end, for complaints about the answer
ATTEMPTS = 6  # in a row that failed, over about half an hour
SILENT = timedelta(days=14)  # own: half of the time there is
ASKED_AGAIN_AFTER = timedelta(minutes=1)  # a source that sends by itself
LONGEST_REASON = 1000
FORGOTTEN = "forgotten "  # and its number: the key of a document whose name was removed
LONGEST_KEY, LONGEST_TYPE = 300, 120
ATTACHED = 40  # eight messages in each other, with “/” and a number up to 100 each


class NothingAskedError(RejectedError):
    def __init__(self) -> None:
        super().__init__(_("Choose at least one source to ask."))


class ReasonMissingError(RejectedError):
    def __init__(self, title: str) -> None:
        super().__init__(
            _("Say why %(source)s is not asked. The person reads it.") % {"source": title}
        )


@dataclass(frozen=True)
class Candidate:
    """A source that could be asked. ``version_id`` None: the portal, or nothing is connected."""

    name: str
    title: str
    run_by: str = ""
    version_id: UUID | None = None
    third_parties: bool = False
    connected: bool = True
    in_scope: bool = True


class Asked(Protocol):
    """What is asked of a source's row."""

    @property
    def progress(self) -> Progress: ...


def key(document: Document) -> str:
    """A document's name in its source, as it is kept: two that differ never have one name.

    Not even where a source uses a name twice, or for a row and for a file. “/” is ours, for the
    numbers of what is attached, for which there is room however deep (documents.reading).
    """
    said = document.key.replace("%", "%25").replace("/", "%2F")
    own = f"{document.kind.value}:{said}"
    digest = sha256(own.encode() + b"\0" + document.content).hexdigest()
    return f"{own[: LONGEST_KEY - ATTACHED - 65]} {digest}"


def forgotten(numbers: Mapping[str, int]) -> dict[str, str]:
    """For each key of a source's documents, by their numbers, another that says nothing.

    What is attached still hangs on its message: the message's number, “/” and its part.
    """
    roots: dict[str, int] = {}
    for name, number in sorted(numbers.items()):
        roots.setdefault(name.partition("/")[0], number)
    found = {}
    for name in numbers:
        root, slash, rest = name.partition("/")
        found[name] = f"{FORGOTTEN}{roots[root]}{slash}{rest}"
    return found


def within_reach(at: datetime | None) -> datetime | None:
    """A moment that can be told in any time zone; others are no dates of documents."""
    return at if at is not None and MINYEAR < at.year < MAXYEAR else None


def back_off(attempts: int) -> timedelta:
    """The wait before a source is asked again: a minute, doubled each time, at most an hour."""
    return timedelta(seconds=min(60 * 2 ** max(attempts - 1, 0), 3600))


def beginning(
    candidate: Candidate, left_out: Mapping[str, str], others: Sequence[str]
) -> tuple[Progress, str]:
    """How a source begins, and why it is not asked if it is not.

    ``left_out``: the officer's reasons by source; ``others``: the sources she could choose.
    Raises ReasonMissingError.
    """
    if not candidate.connected:
        return Progress.MISSING, _("This system is not connected.")
    if candidate.name in left_out and candidate.name in others:
        reason = left_out[candidate.name].strip()
        if not reason:
            raise ReasonMissingError(candidate.title)
        return Progress.LEFT_OUT, reason[:LONGEST_REASON]
    if not candidate.in_scope:
        return Progress.LEFT_OUT, _("It holds nothing of the data that was asked for.")
    return Progress.WAITING, ""


def described(table: Table) -> dict[str, Any]:
    """A table in words, as it is kept with the source."""
    return {
        "name": table.name,
        "title": table.title,
        "by_day": table.by_day,
        "by_practice": table.by_practice,
        "columns": {
            name: {"title": column.title, "codes": dict(column.codes)}
            for name, column in table.columns.items()
        },
    }


def is_over(sources: Iterable[Asked]) -> bool:
    """Whether nothing is on its way any more."""
    return all(source.progress is not Progress.WAITING for source in sources)


def unsettled(sources: Iterable[Asked]) -> int:
    """How many sources still keep an answer from being complete."""
    return sum(source.progress in {Progress.WAITING, Progress.MISSING} for source in sources)


def is_portal(name: str) -> bool:
    return name == PORTAL
