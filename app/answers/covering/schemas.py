"""Who is known, and what is suggested to be covered."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a suggestion seems to be."""

    NAME = "name"
    PARTICIPANT = "participant"
    ADDRESS = "address"
    EMPLOYEE_ID = "employee-id"
    PHONE = "phone"
    NATIONAL_NUMBER = "national-number"
    ACCOUNT = "account"


@dataclass(frozen=True)
class Known:
    """Somebody of the directory, or the person who asked.

    ``ids`` are employee numbers, user names and, for the person who asked, any other number that
    is her own (telephone, account, national number).
    """

    names: tuple[str, ...]
    addresses: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Suggestion:
    """A passage from ``start`` up to ``end`` that may be somebody else's.

    ``same`` is equal for passages that say the same in other spelling (case, accents, spaces, the
    order of a name's words), so that one decision can hold for all of them.
    """

    start: int
    end: int
    kind: Kind
    same: str
