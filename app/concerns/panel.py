"""One's own concerns in the list of requests, questions and complaints.

Requests stand below and cannot ask. So the application hands this panel to that page:
``request.app.state.concerns_raised(request)``.
"""

from fastapi import Request
from markupsafe import Markup

from app.concerns import queries
from app.core.web.render import environment


def concerns_raised(request: Request) -> Markup:
    """The viewer's concerns as a list; nothing where she has raised none."""
    viewer, session = request.state.viewer, request.state.session
    stories = queries.all_own(session, viewer.person)
    if not stories:
        return Markup()
    words = {"stories": stories, "zone": viewer.zone, "url_for": request.url_for}
    panel = environment().get_template("concerns/_panel.html").render(words)
    return Markup(panel)  # noqa: S704 - rendered, with every value escaped, just now
