"""A person's choice, or her objection, at the side of a practice's page.

The register stands below and cannot ask. So the application, which knows both, hands this panel
to the page: ``request.app.state.choice_about(request, practice)``, and which practices lack
her yes: ``request.app.state.declined_by(request)``.
"""

from fastapi import Request
from markupsafe import Markup

from app.consent import queries
from app.consent.forms import Answer
from app.consent.objections import queries as objections
from app.core.errors import NotFoundError
from app.core.web.forms import Filled
from app.core.web.render import environment
from app.register.in_force.rules import Practice
from app.register.rules import OBJECTION_BASES, why_it_applies


def choice_about(request: Request, practice: Practice) -> Markup:
    """A form where there is a true choice; else how to object, where that right exists."""
    viewer, session = request.state.viewer, request.state.session
    words = {"practice": practice, "zone": viewer.zone, "url_for": request.url_for}
    try:
        choice = queries.choice(session, viewer.person, viewer.language, practice.id)
    except NotFoundError:
        applies = why_it_applies(practice.document.scope, viewer.person) is not None
        objectable = practice.in_use and applies and practice.document.bases & OBJECTION_BASES
        words |= {
            "objectable": bool(objectable),
            "objections": objections.of(session, viewer.person, practice.id),
        }
        return _rendered("consent/_objecting.html", words)
    words |= {"choice": choice, "form": Filled[Answer]()}
    return _rendered("consent/_choosing.html", words)


def declined_by(request: Request) -> frozenset[str]:
    """The practices that need a yes the viewer has not given: nothing is collected for them."""
    viewer = request.state.viewer
    return queries.declined(request.state.session, viewer.person, viewer.language)


def _rendered(template: str, words: dict[str, object]) -> Markup:
    panel = environment().get_template(template).render(words)
    return Markup(panel)  # noqa: S704 - rendered, with every value escaped, just now
