"""The gate: what is still missing before an answer can be put to a second officer (RSP-1): pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.core.errors import ConflictError
from app.core.language import gettext as _


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


SAMPLE = 5  # documents that a second officer reads in full


class NotReadyError(ConflictError):
    """Something is still missing; which one it is stands in the message."""


def check_may_pack(gate: Gate) -> None:
    """Raise NotReadyError unless a bundle would be whole."""
    _check(gate, without=Check.BUNDLE)


def check_open(gate: Gate) -> None:
    """Raise NotReadyError unless the answer may be put to a second officer, or sent."""
    _check(gate)


def _check(gate: Gate, without: Check | None = None) -> None:
    missing = next((check for check, done in gate.done.items() if not done and check != without), None)
    if missing is not None:
        raise NotReadyError(_words(gate, missing))


def _words(gate: Gate, check: Check) -> str:
    if check is Check.IDENTITY:
        return _("Who asked has still to be shown. That comes first.")
    if check is Check.SOURCES and not gate.searched:
        return _("No source was asked yet. That comes first.")
    if check is Check.SOURCES:
        return _("%(number)s sources have not answered, and nobody said why they are left out.") % {
            "number": gate.unsettled
        }
    if check is Check.DOCUMENTS:
        return _("%(number)s documents are not checked yet.") % {"number": gate.unchecked}
    if check is Check.LETTER:
        return _("Parts of the letter are empty: %(parts)s.") % {"parts": ", ".join(gate.parts_missing)}
    if not gate.bundle_made:
        return _("The files are not put together yet.")
    return _("Something was changed since the files were put together. Put them together again.")


def changed() -> str:
    """That what was approved is not what would be sent now."""
    return _("Something was changed since. Nothing was sent.")
