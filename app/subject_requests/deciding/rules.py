"""What a second officer approves, as one hash: a change of any of it is another."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Protocol
from uuid import UUID

from app.subject_requests.models import Act, Delivery, Outcome


class Words(Protocol):
    """What is asked of a proposal."""

    @property
    def id(self) -> UUID: ...
    @property
    def act(self) -> Act: ...
    @property
    def outcome(self) -> Outcome | None: ...
    @property
    def ground(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def reason(self) -> str: ...
    @property
    def enclosed(self) -> str: ...
    @property
    def decided(self) -> Mapping[str, Any] | None: ...
    @property
    def delivery(self) -> Delivery | None: ...


def digest(reference: str, number: int, words: Words, send_to: str) -> str:
    """Of these words about a request as it was after its event ``number``, as canonical JSON.

    ``send_to`` is where it is sent, if it is.
    """
    exact: dict[str, Any] = {
        "act": words.act.value,
        "enclosed": words.enclosed,
        "ground": words.ground,
        "outcome": words.outcome.value if words.outcome else None,
        "proposal": str(words.id),
        "reason": words.reason,
        "request": reference,
        "state": number,
        "text": words.text,
    }
    if words.decided:
        exact["decided"] = words.decided
    if words.delivery:
        exact |= {"delivery": words.delivery.value, "send_to": send_to}
    canonical = json.dumps(exact, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(canonical.encode()).hexdigest()
