"""Checks of the portal's own state, shared by ``/readyz``, the health page and ``doctor``.

A check says whether something works, in words without personal data. The composition root
lists the checks; each opens a transaction of its own, so that one fault hides no other.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from app.core.logs import log


@dataclass(frozen=True)
class Finding:
    """What a check found. Not ``ok`` with ``ready`` still set: worth a look, yet serving."""

    ok: bool
    words: str
    ready: bool = True


@dataclass(frozen=True)
class Check:
    """A named question about the portal. ``run`` may raise: that counts as not ready."""

    name: str
    run: Callable[[], Finding]


def findings(checks: Iterable[Check]) -> list[tuple[str, Finding]]:
    """Every check's name and finding, in order; one that breaks is a finding too."""
    return [(check.name, _find(check)) for check in checks]


def _find(check: Check) -> Finding:
    try:
        return check.run()
    except Exception as error:
        log.warning("health check failed", check=check.name, kind=type(error).__name__)
        return Finding(ok=False, words="This could not be checked.", ready=False)
