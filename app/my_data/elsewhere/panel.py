"""What a practice's page says of the viewer's own records in the systems that hold its data.

The register stands below and cannot ask. So the application hands this panel to the page:
``request.app.state.records_about(request, practice)``.
"""

from fastapi import Request
from markupsafe import Markup

from app.core.web.render import environment
from app.identity.sources.rules import PORTAL
from app.my_data import queries as my_data
from app.my_data.elsewhere import queries
from app.register.in_force.rules import Practice


def records_about(request: Request, practice: Practice) -> Markup:
    """Her own rows as they were when she last asked, and how to ask; or why they are not here."""
    viewer, session = request.state.viewer, request.state.session
    sources = queries.sources_about(session, viewer, practice.id)
    words = {
        "practice": practice,
        "zone": viewer.zone,
        "url_for": request.url_for,
        "own": practice.document.system == PORTAL,
        "sources": [(each, my_data.glimpses(session, viewer, each)) for each in sources],
    }
    panel = environment().get_template("my_data/elsewhere/_records.html").render(words)
    return Markup(panel)  # noqa: S704 - rendered, with every value escaped, just now
