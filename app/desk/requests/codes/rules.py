"""To whom a code is offered: to nobody who asked in the portal, and works here."""

from app.subject_requests.models import Channel


def is_offered(works_here: bool, channel: Channel) -> bool:
    """Who has left is offered one; so is whoever asked outside the portal."""
    return not works_here or channel is not Channel.PORTAL
