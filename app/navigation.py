"""What every page is given beside its own content: sections by role, and unread updates."""

from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

from fastapi import Request
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from app.access_log import checks as access_log
from app.core import clock
from app.core.db.session import reading
from app.core.language import gettext as _
from app.identity.viewer import Viewer
from app.notifications import queries as notifications
from app.register import queries as register

_BESIDE = {  # pages a hub leads to
    "/have-your-say": ("/consultations", "/surveys", "/assessments", "/promises", "/insights"),
    "/requests": ("/concerns",),
}


@dataclass(frozen=True)
class Section:
    """A link of the header; ``current`` when the page lies under it."""

    label: str
    url: str
    current: bool


def page_context(request: Request) -> dict[str, Any]:
    """The header's part of a page. A page without a viewer, or without a database, has none."""
    viewer: Viewer | None = getattr(request.state, "viewer", None)
    if viewer is None:
        return {"navigation": [], "unread": 0}
    session = getattr(request.state, "session", None)
    return {
        "navigation": sections(viewer, request.url.path),
        "unread": _unread(request, session, viewer),
        "log_takes_entries": access_log.takes_entries,
        "practice_title": partial(_practice_title, session),
    }


def _unread(request: Request, session: Session | None, viewer: Viewer) -> int:
    """The badge's number, read on its own where the page reads nothing else.

    Where there is trouble nothing is asked of the database, and the badge is absent.
    """
    if session is not None:
        return notifications.unread_count(session, viewer.id)
    if not getattr(request.state, "in_trouble", False):
        with suppress(SQLAlchemyError), reading() as own:
            return notifications.unread_count(own, viewer.id)
    return 0


def sections(viewer: Viewer, here: str) -> list[Section]:
    """The sections of this viewer's roles; at work on others' cases, her own data is one link."""
    if viewer.is_officer and here.startswith(("/desk", "/approvals", "/admin")):
        links = [
            (_("Workbench"), "/desk"),
            (_("Register"), "/collected"),
            (_("Impact assessments"), "/desk/assessments"),
            (_("Consultations"), "/desk/consultations"),
            (_("Insights"), "/insights"),
            (_("My own data"), "/"),
        ]
    elif viewer.is_administrator and here.startswith("/admin"):
        links = [(_("Health"), "/admin/health"), (_("Roles"), "/admin/roles")]
        links += [(_("Connectors"), "/admin/connectors"), (_("Sources"), "/admin/sources")]
        links += [(_("My own data"), "/")]
    elif viewer.is_auditor and here.startswith(("/audit", "/admin")):
        links = [
            (_("Audit"), "/audit"),
            (_("Register"), "/collected"),
            (_("Impact assessments"), "/assessments"),
            (_("Insights"), "/insights"),
            (_("My own data"), "/"),
        ]
    else:
        links = [
            (_("Home"), "/"),
            (_("What’s collected"), "/collected"),
            (_("Who looked"), "/looked"),
            (_("Your choices"), "/choices"),
            (_("Requests"), "/requests"),
            (_("Have your say"), "/have-your-say"),
            (_("Learn"), "/learn"),
        ]
        links += [(_("Reps"), "/reps")] if viewer.is_representative else []
        links += [(_("Workbench"), "/desk")] if viewer.is_officer else []
        links += [(_("Admin"), "/admin/health")] if viewer.is_administrator else []
        links += [(_("Audit"), "/audit")] if viewer.is_auditor else []
    here = here.replace("/approvals", "/desk", 1) if viewer.is_officer else here
    nearest = max((url for _label, url in links if _under(here, url)), key=len, default=None)
    return [Section(label, url, url == nearest) for label, url in links]


def _practice_title(session: Session | None, practice_id: str) -> str:
    """What a practice is called, for pages of rooms below the register; empty if it is unknown."""
    known = register.in_force(session, clock.now()).practice(practice_id) if session else None
    return known.title if known else ""


def _under(here: str, url: str) -> bool:
    if here.startswith(_BESIDE.get(url, ())):
        return True
    return here == url or (url != "/" and here.startswith(url + "/"))
