"""What a practice's page says of the viewer's own rights: what is kept out of use, objecting.

The register stands below and cannot ask. So the application hands this panel to the page:
``request.app.state.rights_about(request, practice)``.
"""

from fastapi import Request
from markupsafe import Markup

from app.core.web.render import environment
from app.register.in_force.rules import Practice
from app.subject_requests.objecting import queries
from app.subject_requests.restrictions import queries as restrictions


def rights_about(request: Request, practice: Practice) -> Markup:
    """That it is not to be used, since when; and how to object, where that right exists."""
    viewer, session = request.state.viewer, request.state.session
    words = {
        "practice": practice,
        "zone": viewer.zone,
        "url_for": request.url_for,
        "objectable": queries.is_objectable(practice, viewer.person),
        "objections": queries.about(session, viewer.person, practice.id),
        "flags": restrictions.open_of(session, viewer.person, practice.id),
    }
    panel = environment().get_template("subject_requests/_objecting.html").render(words)
    return Markup(panel)  # noqa: S704 - rendered, with every value escaped, just now
