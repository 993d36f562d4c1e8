"""Why a provider's answer is not believed, or why there is none.

The reason code goes into the record of refusals; the person reads one of a few sentences.
"""

from app.core.errors import PortalError


class RefusedError(PortalError):
    """Nobody is signed in by this. ``reason`` is a code, ``detail`` is for operators."""

    status = 401
    kind = "untrusted"

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__("We could not sign you in.")
        self.reason = reason
        self.detail = detail


class AttemptError(RefusedError):
    """The browser brought something that does not belong to a sign-in begun here."""

    status = 400
    kind = "attempt"


class DeclinedError(RefusedError):
    """The provider said that the person did not sign in."""

    kind = "declined"


class UnfinishedError(RefusedError):
    """The provider needs the person to do something first (OpenID Connect Core §3.1.2.6)."""

    kind = "unfinished"


class MisaskedError(RefusedError):
    """The provider does not take what this portal asks for (RFC 6749 §4.1.2.1, Core §3.1.2.6)."""

    kind = "misasked"


class UnexplainedError(RefusedError):
    """The provider signs nobody in and gives a reason that no standard has."""

    kind = "unexplained"


class NoAuthTimeError(RefusedError):
    """The provider does not say when the person last proved who she is."""

    kind = "no_auth_time"


class ProviderFaultError(RefusedError):
    """The provider cannot be reached or does not speak the protocol."""

    status = 503
    kind = "provider"


class ProviderFailedError(ProviderFaultError):
    """The provider says that it cannot sign anybody in now (RFC 6749 §4.1.2.1)."""

    kind = "provider_failed"
