"""“Who looked at this data about you”, for the page of a practice.

The register stands below the log and cannot ask it. So the application, which knows both,
hands this panel to the page: ``request.app.state.who_looked_at(request, practice)``,
how many different people looked in a year: ``how_many_looked_at(request, practice)``, and what
the practice's system owes: ``missing_of(request, practice)``.
"""

from fastapi import Request
from markupsafe import Markup

from app.access_log.errors import KeysUnavailableError, LogUnreadableError
from app.access_log.looks.by_practice import queries
from app.core.language import gettext as _
from app.core.web.render import environment
from app.register.in_force.rules import Practice
from app.register.states import queries as states


def who_looked_at(request: Request, practice: Practice) -> Markup:
    """The looks of the last 30 days at one practice's data about the viewer, as a table."""
    viewer = request.state.viewer
    try:
        looks = queries.looks_at(request.state.session, viewer, practice)
    except (KeysUnavailableError, LogUnreadableError):
        looks = None
    words = {
        "looks": looks,
        "caption": practice.title,
        "zone": viewer.zone,
        "reports": states.reports(request.state.session, practice),
        "missing": missing_of(request, practice),
    }
    panel = environment().get_template("access_log/_practice.html").render(words)
    return Markup(panel)  # noqa: S704 - rendered, with every value escaped, just now


def how_many_looked_at(request: Request, practice: Practice) -> str | None:
    """How many different people looked at the viewer's data of a practice in 12 months.

    None if it is not known: her entries cannot be read or opened, or nobody reports them.
    """
    session = request.state.session
    try:
        found = queries.how_many_looked_at(session, request.state.viewer, practice)
    except (KeysUnavailableError, LogUnreadableError):
        return None
    if not found.at_least and states.reports(session, practice):
        return str(found.people)
    return _("At least %(num)d") % {"num": found.people} if found.people else None


def missing_of(request: Request, practice: Practice) -> list[str]:
    """What the system of a practice has not reported, a sentence each."""
    try:
        return queries.missing_of(request.state.session, request.state.viewer, practice)
    except LogUnreadableError:
        return []
