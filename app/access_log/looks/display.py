"""How an accessor is shown to the person looked at: by name, by role, or by unit (LAW LOG-3, 4).

People are shown as the policy says, each under a pseudonym that stays the same for one reader
and cannot be matched with what another reader sees. Services and parties from outside are
always named.
"""

import hashlib
import hmac
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from app.access_log.sentences import Naming
from app.core.language import gettext as _
from app.core.references import ALPHABET
from app.core.secrets import derive
from app.identity.establishments.rules import display_of
from app.register.rules import inside_a_sentence

KEY_LENGTH = 12
SHOWN_LENGTH = 3


class Display(StrEnum):
    NAME = "name"
    ROLE = "role"
    UNIT = "unit"


class Accessor(Protocol):
    """Who looked, as the log has it: ``kind`` is person, service or external."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str | None: ...
    @property
    def role(self) -> str | None: ...
    @property
    def unit(self) -> str | None: ...
    @property
    def organisation(self) -> str | None: ...
    @property
    def kind(self) -> str: ...


@dataclass(frozen=True)
class Who:
    """An accessor in the words this reader may see. ``key`` stands in addresses."""

    naming: Naming
    key: str
    name: str
    beside: str = ""
    initials: str = ""
    automatic: bool = False


def policy(setting: str, jurisdiction: str) -> Display:
    """NAME_DISPLAY if set, else the profile of the reader's establishment (LOG-4)."""
    return Display(setting or display_of(jurisdiction))


def pseudonym(subject: str, accessor: str) -> str:
    """The accessor as this subject knows them: 12 letters and digits, about 59 bits.

    HMAC-SHA256 under a derived key over both employee ids, so that two subjects who compare
    notes cannot tell whether they saw the same person, nor can anyone without the key.
    """
    message = f"{len(subject)}:{subject}{accessor}".encode()
    digest = hmac.digest(derive("accessor pseudonym"), message, hashlib.sha256)
    number = int.from_bytes(digest, "big")
    letters = []
    for _place in range(KEY_LENGTH):
        number, letter = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[letter])
    return "".join(letters)


def shown(
    accessor: Accessor, subject: str, display: Display, relation: str = "", *, ours: bool = True
) -> Who:
    """The accessor as ``subject`` (an employee id) sees them.

    ``relation`` is “your manager” or “your former manager”; it would give a name away, so it
    replaces the role only where names are shown.
    """
    if accessor.kind == "person" and accessor.id == subject:
        return Who(Naming.YOU, subject, _("You"), initials=initials(accessor.name or ""))
    key = pseudonym(subject, f"{accessor.kind}:{accessor.id}")
    if accessor.kind != "person" or not ours:
        return _always_named(accessor, key)
    if display is Display.NAME:
        return _by_name(accessor, relation)
    code = key[:SHOWN_LENGTH]
    return (
        _by_role(accessor, key, code) if display is Display.ROLE else _by_unit(accessor, key, code)
    )


def initials(name: str) -> str:
    """“PR” for Priya Raman: the first letters of the first and the last word."""
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


def _always_named(accessor: Accessor, key: str) -> Who:
    name = accessor.name or accessor.organisation or accessor.id
    if accessor.kind == "service":
        return Who(Naming.PLAIN, key, name, automatic=True)
    beside = accessor.organisation or accessor.role or ""
    if not beside or beside == name:
        return Who(Naming.PLAIN, key, name)
    return Who(Naming.NAMED, key, name, beside)


def _by_name(accessor: Accessor, relation: str) -> Who:
    name = accessor.name or accessor.id
    beside = relation or inside_a_sentence(accessor.role or "") or accessor.unit or ""
    naming = Naming.NAMED if beside else Naming.PLAIN
    return Who(naming, accessor.id, name, beside, initials(name))


def _by_role(accessor: Accessor, key: str, code: str) -> Who:
    if not accessor.role:
        return _by_unit(accessor, key, code)
    name = _("%(role)s %(code)s") % {"role": accessor.role, "code": code}
    naming = Naming.PLACED if accessor.unit else Naming.PLAIN
    return Who(naming, key, name, accessor.unit or "")


def _by_unit(accessor: Accessor, key: str, code: str) -> Who:
    if not accessor.unit:
        return Who(Naming.PLAIN, key, _("Someone (%(code)s)") % {"code": code})
    name = _("Someone in %(unit)s (%(code)s)") % {"unit": accessor.unit, "code": code}
    return Who(Naming.PLAIN, key, name)
