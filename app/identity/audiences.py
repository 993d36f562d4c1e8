"""The audiences as typed dependencies. Every route names exactly one of them.

    def index(request: Request, session: SessionDep, viewer: Employee) -> Response: …

``Anyone`` gives the viewer or None; the others give a Viewer or refuse; ``Source`` gives
the source system whose key was shown.
"""

from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from app.core.db.session import reading, writing
from app.core.errors import ForbiddenError
from app.core.language import gettext as _
from app.core.logs import log
from app.core.web.session import SAFE_METHODS, SessionDep
from app.identity import queries
from app.identity.errors import NotSignedInError
from app.identity.matrix import Audience
from app.identity.roles.models import Role
from app.identity.sessions import service as sessions
from app.identity.sources import queries as sources
from app.identity.sources.models import SourceSystem
from app.identity.viewer import Viewer

_ROLE_OF = {
    Audience.REPRESENTATIVE: Role.REPRESENTATIVE,
    Audience.OFFICER: Role.OFFICER,
    Audience.AUDITOR: Role.AUDITOR,
    Audience.ADMINISTRATOR: Role.ADMINISTRATOR,
}


class AudienceGate:
    """A dependency that lets certain audiences in; the start-up reads which."""

    def __init__(self, *audiences: Audience) -> None:
        self.audiences = frozenset(audiences)


class AnyoneGate(AudienceGate):
    """Lets everybody in, and knows who it is if somebody is signed in.

    It uses a short transaction of its own: pages for anyone stay up without a database. Who
    shows no cookie of ours is nobody without one.
    """

    def __call__(self, request: Request) -> Viewer | None:
        viewer = _who_is_there(request) if sessions.cookie() in request.cookies else None
        request.state.viewer = viewer
        return viewer


class SignedInGate(AudienceGate):
    """Lets in who is signed in, or only who holds one of the roles."""

    def __call__(self, request: Request, session: SessionDep) -> Viewer:
        viewer = _viewer(session, request)
        if viewer is None:
            raise NotSignedInError
        request.state.viewer = viewer
        if Audience.EMPLOYEE in self.audiences:
            return viewer
        if not viewer.roles & {_ROLE_OF[audience] for audience in self.audiences}:
            raise ForbiddenError(_("This page is for %(whom)s.") % {"whom": _whom(self.audiences)})
        return viewer


class ApartGate(AudienceGate):
    """Lets in who holds one of the roles, known in a short transaction of its own.

    For a route that waits for another system, or reads for long: it holds nothing meanwhile.
    """

    def __call__(self, request: Request) -> Viewer:
        with reading() if request.method in SAFE_METHODS else writing() as session:
            return SignedInGate(*self.audiences)(request, session)


class SourceGate(AudienceGate):
    """Lets in a source system that shows its key as ``Authorization: Bearer dls_…``.

    The key is looked up in a short transaction of its own: a source that sends its body
    slowly holds nothing.
    """

    def __call__(self, request: Request) -> SourceSystem:
        scheme, _space, key = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            with reading() as session:
                source = sources.by_key(session, key.strip())
            if source is not None:
                return source
        raise NotSignedInError(_("Show the key of a source: Authorization: Bearer dls_…"))


def one_of(*audiences: Audience) -> SignedInGate:
    """A gate for several roles: ``Annotated[Viewer, Depends(one_of(OFFICER, AUDITOR))]``."""
    return SignedInGate(*audiences)


Anyone = Annotated[Viewer | None, Depends(AnyoneGate(Audience.ANYONE))]
Employee = Annotated[Viewer, Depends(SignedInGate(Audience.EMPLOYEE))]
Representative = Annotated[Viewer, Depends(SignedInGate(Audience.REPRESENTATIVE))]
Officer = Annotated[Viewer, Depends(SignedInGate(Audience.OFFICER))]
Auditor = Annotated[Viewer, Depends(SignedInGate(Audience.AUDITOR))]
Administrator = Annotated[Viewer, Depends(SignedInGate(Audience.ADMINISTRATOR))]
AdministratorApart = Annotated[Viewer, Depends(ApartGate(Audience.ADMINISTRATOR))]
OfficerApart = Annotated[Viewer, Depends(ApartGate(Audience.OFFICER))]
Source = Annotated[SourceSystem, Depends(SourceGate(Audience.SOURCE))]


def _whom(audiences: frozenset[Audience]) -> str:
    names = {
        Audience.REPRESENTATIVE: _("employee representatives"),
        Audience.OFFICER: _("privacy officers"),
        Audience.AUDITOR: _("auditors"),
        Audience.ADMINISTRATOR: _("administrators"),
    }
    *others, last = (names[audience] for audience in sorted(audiences))
    return _(" and ").join([", ".join(others), last] if others else [last])


def _who_is_there(request: Request) -> Viewer | None:
    try:
        with reading() if request.method in SAFE_METHODS else writing() as session:
            return _viewer(session, request)
    except SQLAlchemyError as failed:
        log.warning("session not read", kind=type(failed).__name__)
        return None


def _viewer(session: Session, request: Request) -> Viewer | None:
    signed_in = sessions.current(session, request)
    return None if signed_in is None else queries.viewer_of(session, signed_in)
