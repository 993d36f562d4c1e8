"""A person's choice at the side of a practice's page.

The register stands below and cannot ask. So the application, which knows both, hands this panel
to the page: ``request.app.state.choice_about(request, practice)``, and which practices lack
her yes: ``request.app.state.declined_by(request)``.
"""

from fastapi import Request
from markupsafe import Markup

from app.consent import queries
from app.consent.forms import Answer
from app.core.errors import NotFoundError
from app.core.web.forms import Filled
from app.core.web.render import environment
from app.register.in_force.rules import Practice


def choice_about(request: Request, practice: Practice) -> Markup:
    """A form where there is a true choice; nothing where there is none."""
    viewer, session = request.state.viewer, request.state.session
    try:
        choice = queries.choice(session, viewer.person, viewer.language, practice.id)
    except NotFoundError:
        return Markup()
    words = {"practice": practice, "zone": viewer.zone, "url_for": request.url_for}
    words |= {"choice": choice, "form": Filled[Answer]()}
    panel = environment().get_template("consent/_choosing.html").render(words)
    return Markup(panel)  # noqa: S704 - rendered, with every value escaped, just now


def declined_by(request: Request) -> frozenset[str]:
    """The practices that need a yes the viewer has not given: nothing is collected for them."""
    viewer = request.state.viewer
    return queries.declined(request.state.session, viewer.person, viewer.language)
