"""What every page is given beside its own content: sections by role, and unread updates."""

from dataclasses import dataclass
from gettext import gettext as _
from typing import Any

from fastapi import Request

from app.access_log import checks as access_log
from app.identity.viewer import Viewer
from app.notifications import queries as notifications

_BESIDE = {"/have-your-say": ("/consultations", "/assessments")}  # pages its hub leads to


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
    unread = notifications.unread_count(session, viewer.id) if session else 0
    return {
        "navigation": sections(viewer, request.url.path),
        "unread": unread,
        "log_takes_entries": access_log.takes_entries,
    }


def sections(viewer: Viewer, here: str) -> list[Section]:
    """The sections of this viewer's roles; at work on others' cases, her own data is one link."""
    if viewer.is_officer and here.startswith(("/desk", "/approvals")):
        links = [
            (_("Workbench"), "/desk"),
            (_("Register"), "/collected"),
            (_("Impact assessments"), "/desk/assessments"),
            (_("Consultations"), "/desk/consultations"),
            (_("My own data"), "/"),
        ]
    elif viewer.is_administrator and here.startswith("/admin"):
        links = [(_("Health"), "/admin/health"), (_("Roles"), "/admin/roles")]
        links += [(_("My own data"), "/")]
    elif viewer.is_auditor and here.startswith("/audit"):
        links = [
            (_("Audit"), "/audit"),
            (_("Register"), "/collected"),
            (_("Impact assessments"), "/assessments"),
            (_("My own data"), "/"),
        ]
    else:
        links = [
            (_("Home"), "/"),
            (_("What’s collected"), "/collected"),
            (_("Who looked"), "/looked"),
            (_("Your choices"), "/choices"),
            (_("Have your say"), "/have-your-say"),
        ]
        links += [(_("Reps"), "/reps")] if viewer.is_representative else []
        links += [(_("Workbench"), "/desk")] if viewer.is_officer else []
        links += [(_("Admin"), "/admin/health")] if viewer.is_administrator else []
        links += [(_("Audit"), "/audit")] if viewer.is_auditor else []
    here = here.replace("/approvals", "/desk", 1) if viewer.is_officer else here
    nearest = max((url for _label, url in links if _under(here, url)), key=len, default=None)
    return [Section(label, url, url == nearest) for label, url in links]


def _under(here: str, url: str) -> bool:
    if here.startswith(_BESIDE.get(url, ())):
        return True
    return here == url or (url != "/" and here.startswith(url + "/"))
