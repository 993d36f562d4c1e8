"""How the names of a concern are sealed, as values: AES-256-GCM, bound to the concern's row.

The key is the installation's own for this purpose, so that no query joins a concern to a person.
"""

import hmac
import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from app.concerns.models import Naming
from app.core.crypto import aead, boxes


@dataclass(frozen=True)
class Sealed:
    """Who raised a concern, where her clock runs, and whom or which entry of hers it is about.

    ``concerned`` are people of the portal whom the concern is about; ``person`` is whom the
    reporter wrote, as typed; ``entry`` and ``sentence`` are an entry of her log, as she reads it.
    Of who came without a name there is no id; ``words`` are hers, and the key of her answers.
    """

    reporter_id: UUID | None
    jurisdiction: str
    concerned: tuple[UUID, ...] = ()
    person: str = ""
    entry: str = ""
    sentence: str = ""
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def people(self) -> set[UUID]:
        """Whoever of the portal is in it."""
        return {*self.concerned} | ({self.reporter_id} if self.reporter_id else set())


def digest(key: bytes, naming: Naming, person_id: UUID) -> str:
    """By which a person's concerns are found: HMAC-SHA256, hexadecimal.

    Other for named and confidential ones, so that the one does not give the other away.
    """
    return hmac.digest(key, naming.value.encode() + person_id.bytes, "sha256").hex()


def seal(key: bytes, concern_id: UUID, content: Sealed) -> bytes:
    """Padded to a whole number of blocks of 512 bytes, so that the length tells little.

    With words of somebody without a name, to the sizes of the speak-up origin.
    """
    plain = json.dumps(vars(content), default=str, ensure_ascii=False).encode()
    filled = boxes.padded(plain) if content.words else plain + b" " * (-len(plain) % 512)
    return aead.seal(key, filled, concern_id.bytes)


def unseal(key: bytes, concern_id: UUID, sealed: bytes) -> Sealed:
    """Raises CannotOpenError."""
    told: Mapping[str, Any] = json.loads(aead.unseal(key, bytes(sealed), concern_id.bytes))
    ids = {"reporter_id": UUID(told["reporter_id"]) if told["reporter_id"] else None}
    return Sealed(**{**told, **ids, "concerned": tuple(map(UUID, told["concerned"]))})


def seal_person(key: bytes, event_id: UUID, person_id: UUID) -> bytes:
    """Whom an officer named as concerned."""
    return aead.seal(key, person_id.bytes, event_id.bytes)


def unseal_person(key: bytes, event_id: UUID, sealed: bytes) -> UUID:
    """Raises CannotOpenError."""
    return UUID(bytes=aead.unseal(key, bytes(sealed), event_id.bytes))


def seal_words(key: bytes, message_id: UUID, text: str) -> bytes:
    """A message of somebody without a name, padded as her first words were."""
    return aead.seal(key, boxes.padded(json.dumps(text).encode()), message_id.bytes)


def unseal_words(key: bytes, message_id: UUID, sealed: bytes) -> str:
    """Raises CannotOpenError."""
    return str(json.loads(aead.unseal(key, bytes(sealed), message_id.bytes)))


def same_name(typed: str, names: Iterable[str]) -> bool:
    """Whether what was typed is one of these, whatever its case, spaces and forms of letters."""
    wanted = _folded(typed)
    return bool(wanted) and any(_folded(name) == wanted for name in names)


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
