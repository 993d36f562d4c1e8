"""A page of the speak-up origin: no viewer, no address of whoever asked, always of one size."""

from typing import Any

from starlette.responses import HTMLResponse, Response

from app.core.config import settings
from app.core.web.render import environment
from app.speakup import rules

SIZE = 128 * 1024  # bytes, or a whole number of times as many


def page(template: str, *, status_code: int = 200, **context: Any) -> Response:
    """Filled up with spaces behind its end, so that its length tells nothing of what it is."""
    always = {
        "organisation": settings().organisation,
        "help_contact": settings().help_contact,
        "address": settings().organisation_address,
        "theme": "device",
        "text_size": "normal",
        "zone": "UTC",
        "most": rules.MOST,
    }
    text = environment().get_template(template).render(always | context).encode()
    return HTMLResponse(text.ljust(-(-len(text) // SIZE) * SIZE), status_code)
