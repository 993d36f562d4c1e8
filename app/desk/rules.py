"""What the workbench writes into the log about an officer's looks."""

from app.access_log.rules import Act

ROLE = "Privacy officer"
FOUND_AT_ONCE = 10
SEARCH = Act("find-person", ("portal-account",), action="search", role=ROLE)


def look(purpose: str, ticket: str) -> Act:
    """A look under a case; its codes are those of the practice ``this-portal``."""
    return Act(purpose, ("portal-account", "register-scope"), case=ticket, role=ROLE)


def look_at_request(purpose: str, reference: str) -> Act:
    """A look at what somebody asked for under her rights, and at who she is."""
    return Act(purpose, ("portal-account", "rights-request"), case=reference, role=ROLE)


def second_check(purpose: str, reference: str) -> Act:
    """A second officer's look at the words that are to be approved."""
    return Act(purpose, ("rights-request",), case=reference, role=ROLE)
