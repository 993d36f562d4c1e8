"""A page of the speak-up origin: no viewer, no address of whoever asked, always of one size."""

import json
from collections.abc import Mapping
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
    text = environment().get_template(template).render(always | context)
    return HTMLResponse(_filled(text), status_code)


def file(name: str, said: Mapping[str, Any]) -> Response:
    """Something to take away, of one size too."""
    text = json.dumps(said, indent=2, ensure_ascii=False)
    heads = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(_filled(text), media_type="application/json", headers=heads)


def _filled(text: str) -> bytes:
    return text.encode().ljust(-(-len(text.encode()) // SIZE) * SIZE)
