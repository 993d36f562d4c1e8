"""To whom a code is offered: to nobody who can sign in and did not ask for one."""

from app.subject_requests.models import Channel


def is_offered(works_here: bool, channel: Channel) -> bool:
    """Who has left is offered one; so is, as “if they asked”, whoever asked outside the portal."""
    return not works_here or channel is not Channel.PORTAL
