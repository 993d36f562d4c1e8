"""What the workbench writes into the log about an officer's looks."""

from app.access_log.rules import Act

ROLE = "Privacy officer"
FOUND_AT_ONCE = 10
SEARCH = Act("find-person", ("portal-account",), action="search", role=ROLE)


def look(purpose: str, ticket: str) -> Act:
    """A look under a case; its codes are those of the practice ``this-portal``."""
    return Act(purpose, ("portal-account", "register-scope"), case=ticket, role=ROLE)
