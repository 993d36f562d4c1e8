"""The gate: what is still missing before an answer can be put to a second officer (RSP-1): pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from app.core.errors import ConflictError
from app.core.language import gettext as _

LEAST, MOST = 5, 100  # copies that a second officer reads in full, our own
TENTH = 10


class Check(StrEnum):
    """One line of the list before release, in its order."""

    IDENTITY = "identity"
    SOURCES = "sources"
    DOCUMENTS = "documents"
    LETTER = "letter"
    BUNDLE = "bundle"


@dataclass(frozen=True)
class Gate:
    """Where a request stands before its release."""

    proven: bool
    searched: bool
    unsettled: int
    unchecked: int
    parts_missing: Sequence[str]
    bundle_made: bool
    bundle_current: bool

    @property
    def done(self) -> dict[Check, bool]:
        """Each line, and whether it is done."""
        return {
            Check.IDENTITY: self.proven,
            Check.SOURCES: self.searched and not self.unsettled,
            Check.DOCUMENTS: self.searched and not self.unsettled and not self.unchecked,
            Check.LETTER: not self.parts_missing,
            Check.BUNDLE: self.bundle_made and self.bundle_current,
        }

    @property
    def may_pack(self) -> bool:
        """Whether a bundle of what there is would be whole."""
        return all(done for check, done in self.done.items() if check is not Check.BUNDLE)

    @property
    def is_open(self) -> bool:
        return all(self.done.values())


def sample(numbers: Sequence[int], digest: str) -> list[int]:
    """Which copies a second officer reads in full: a tenth, but five at least, a hundred at most.

    They follow from the digest of the exact files, so that nobody can choose them, and whoever
    approves the same files reads the same ones.
    """
    size = min(max(LEAST, -(-len(numbers) // TENTH)), MOST)
    drawn = sorted(numbers, key=lambda number: sha256(f"{digest} {number}".encode()).digest())
    return sorted(drawn[:size])


class NotReadyError(ConflictError):
    """Something is still missing; which one it is stands in the message."""


def check_may_pack(gate: Gate) -> None:
    """Raise NotReadyError unless a bundle would be whole."""
    _check(gate, without=Check.BUNDLE)


def check_open(gate: Gate) -> None:
    """Raise NotReadyError unless the answer may be put to a second officer, or sent."""
    _check(gate)


def _check(gate: Gate, without: Check | None = None) -> None:
    lacking = (check for check, done in gate.done.items() if not done and check is not without)
    missing = next(lacking, None)
    if missing is not None:
        raise NotReadyError(_words(gate)[missing])


def _words(gate: Gate) -> dict[Check, str]:
    parts = ", ".join(gate.parts_missing)
    return {
        Check.IDENTITY: _("Who asked has still to be shown. That comes first."),
        Check.SOURCES: _("Not every source has answered, and nobody said why one is left out.")
        if gate.searched
        else _("No source was asked yet. That comes first."),
        Check.DOCUMENTS: _("%(number)s documents are not checked yet.")
        % {"number": gate.unchecked},
        Check.LETTER: _("Parts of the letter are empty: %(parts)s.") % {"parts": parts},
        Check.BUNDLE: _("Something was changed since the files were put together. Do it again.")
        if gate.bundle_made
        else _("The files are not put together yet."),
    }


def changed() -> str:
    """That what was approved is not what would be sent now."""
    return _("Something was changed since. Nothing was sent.")
