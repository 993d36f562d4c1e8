"""What goes wrong before it is known who is asking."""

from app.core.errors import PortalError


class NotSignedInError(PortalError):
    """Nobody is signed in here, or a source's key opens nothing."""

    def __init__(self, message: str = "Sign in to see this page.") -> None:
        super().__init__(message)
