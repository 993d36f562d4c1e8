"""What a second officer decides on: that a name is opened to the officer who has the concern."""

import json
from hashlib import sha256
from uuid import UUID


def digest(reference: str, to_id: UUID, given_at: int, reason: str) -> str:
    """Of exactly this: to this officer, since that event she has it, for this reason."""
    exact = {"concern": reference, "to": str(to_id), "given": given_at, "reason": reason}
    return sha256(json.dumps(exact, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
