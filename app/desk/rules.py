"""What the workbench writes into the log about an officer's looks."""

import hmac
from uuid import UUID

from app.access_log.rules import ACCESS_RECORD, Act

ROLE = "Privacy officer"
FOUND_AT_ONCE = 10
SEARCH = Act("find-person", ("portal-account",), action="search", role=ROLE)


def look(purpose: str, ticket: str) -> Act:
    """A look under a case; its codes are those of the practice ``this-portal``."""
    return Act(purpose, ("portal-account", "register-scope"), case=ticket, role=ROLE)


def look_in_emergency(reference: str) -> Act:
    """A look without a case; ``reference`` is where its reason and its review stand."""
    return Act("emergency", ("portal-account", "register-scope"), case=reference, role=ROLE)


def mark(key: bytes, session_id: UUID, person_id: UUID) -> str:
    """That a search in this session found this person, and she was told: HMAC-SHA256 in hex."""
    return hmac.digest(key, session_id.bytes + person_id.bytes, "sha256").hex()


def is_mark(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode(), expected.encode())


def look_at_request(
    purpose: str, reference: str, *, documents: bool = False, taken: bool = False
) -> Act:
    """A look at what somebody asked for under her rights, at who she is, and at documents.

    Of documents gathered for her it is not told which kind they are: one of them may be kept
    back in silence (RSP-8). ``taken``: what is looked at is taken out of the portal.
    """
    found = ("gathered-document",) if documents else ()
    categories, action = ("portal-account", "rights-request", *found), "export" if taken else "view"
    return Act(purpose, categories, case=reference, action=action, role=ROLE)


def second_check(purpose: str, reference: str) -> Act:
    """A second officer's look at the words that are to be approved."""
    return Act(purpose, ("rights-request",), case=reference, role=ROLE)


def look_at_question(purpose: str, reference: str) -> Act:
    """A look at what somebody asked about a look, and at that entry of her record."""
    return Act(purpose, ("portal-account", ACCESS_RECORD), case=reference, role=ROLE)
