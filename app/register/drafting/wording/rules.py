"""What counts as the same words: all that a practice says, but for its checks."""

from collections.abc import Mapping
from typing import Any

from app.register.drafting.rules import partial
from app.register.schemas import canonical, digest


def digest_of(words: Mapping[str, Any]) -> str:
    """SHA-256 of a practice's words without its checks, however they are spelt as JSON."""
    return digest(canonical(partial({name: words[name] for name in words if name != "checks"})))
