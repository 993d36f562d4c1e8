"""“Show once more that it is you”, before what matters most.

A route that needs it names it after its audience:

    def new(request: Request, viewer: Employee, _fresh: StepUp) -> Response: …

Opening the confirm page needs a proof of at most 5 minutes, posting it one of at most 15.
"""

from typing import Annotated

from fastapi import Depends, Request

from app.core import clock
from app.core.errors import PortalError
from app.core.language import gettext as _
from app.core.web.session import SAFE_METHODS
from app.identity.errors import NotSignedInError
from app.identity.sign_in import rules


class StepUpNeededError(PortalError):
    def __init__(self) -> None:
        super().__init__(_("Sign in once more to do this."))


def require_step_up(request: Request) -> None:
    """Refuse a viewer whose last proof is too old. Needs the route's audience before it."""
    viewer = getattr(request.state, "viewer", None)
    if viewer is None:
        raise NotSignedInError
    opening = request.method in SAFE_METHODS
    within = rules.STEP_UP_OPENS if opening else rules.STEP_UP_ACCEPTS
    if not rules.is_fresh(viewer.signed_in.auth_time, clock.now(), within):
        raise StepUpNeededError


StepUp = Annotated[None, Depends(require_step_up)]
