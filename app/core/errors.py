"""What can go wrong, in the words of the domain.

Rooms subclass these kinds. Nothing here knows about HTTP: the kinds are turned into
status codes and pages in ``app.core.web.errors``.
"""

from app.core.language import gettext as _


class PortalError(Exception):
    """Something the portal refuses to do, with a sentence fit to show a person."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotFoundError(PortalError):
    """There is no such thing, or the viewer may not know that there is."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or _("We cannot find that page."))


class ForbiddenError(PortalError):
    """The viewer may see the thing but not do this to it."""


class ConflictError(PortalError):
    """The thing is in a state in which this cannot be done."""


class RejectedError(PortalError):
    """The input is well formed but breaks a rule of the domain."""


class UnavailableError(PortalError):
    """Something the answer depends on cannot be reached; trying again later may work."""
