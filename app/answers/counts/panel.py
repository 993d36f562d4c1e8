"""The counts of a request, for its page.

Requests stand below their answers and cannot ask. So the application hands this panel to the
page: ``request.app.state.counts_of(request, story)``.
"""

from fastapi import Request
from markupsafe import Markup

from app.answers.counts import queries
from app.core.web.render import environment
from app.subject_requests.queries import Story


def counts_of(request: Request, story: Story) -> Markup | None:
    """Sources, documents and covered passages by reason; None before anything was asked."""
    counts = queries.of(request.state.session, story)
    if counts is None:
        return None
    panel = environment().get_template("answers/_counts.html").render({"counts": counts})
    return Markup(panel)  # noqa: S704 - rendered, with every value escaped, just now
