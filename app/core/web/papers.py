"""Pages to take away: a template's words as a PDF letter of the organisation."""

from collections.abc import Sequence
from typing import Any

from fastapi import Request
from starlette.responses import Response

from app.core import clock
from app.core.config import settings
from app.core.papers import pages
from app.core.papers.letters import Letter, letter
from app.core.web.render import DEFAULT_ZONE, written

LANGUAGE = "en-GB"  # that of the pages (templates/layouts/document.html)


def paper(
    request: Request,
    template: str,
    *,
    name: str,
    to: Sequence[str],
    reference: str = "",
    **context: Any,
) -> Response:
    """The template as a PDF to download, kept by no cache. ``name`` comes from us, not from people.

    The template is a page of what ``core.papers.pages`` reads; its ``h1`` becomes the title.
    """
    said = pages.read(written(request, template, **context))
    viewer = context.get("viewer")
    made = letter(
        Letter(
            title=said.title,
            language=LANGUAGE,
            organisation=settings().organisation,
            address=settings().organisation_address.splitlines(),
            to=to,
            day=clock.today(viewer.zone if viewer else DEFAULT_ZONE),
            reference=reference,
            blocks=said.blocks,
        )
    )
    headers = {
        "content-disposition": f'attachment; filename="{name}.pdf"',
        "cache-control": "no-store",
    }
    return Response(made, media_type="application/pdf", headers=headers)
