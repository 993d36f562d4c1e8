"""What officers do about policies, in one step each."""

from sqlmodel import Session

from app.core.errors import NotFoundError
from app.desk.policies.forms import DraftPolicy, NewCampaign
from app.identity.viewer import Viewer
from app.register.policies import queries, service
from app.register.policies.campaigns import service as campaigns
from app.register.policies.queries import Version


def write_new(session: Session, officer: Viewer, form: DraftPolicy) -> str:
    """A new policy and its first draft; gives its name. Raises NameTakenError."""
    name = service.create(session, form.title)
    _keep(session, officer, name, form)
    return name


def require(session: Session, policy_id: str) -> None:
    """Raise NotFoundError if there is no policy of this name, whatever was typed."""
    if not queries.exists(session, policy_id):
        raise NotFoundError


def rewrite(session: Session, officer: Viewer, policy_id: str, form: DraftPolicy) -> None:
    """The next draft. Raises NotFoundError, DraftChangedError."""
    require(session, policy_id)
    _keep(session, officer, policy_id, form)


def ask(session: Session, officer: Viewer, policy_id: str, form: NewCampaign) -> None:
    """Ask people to read the version in force. Raises NotFoundError, DueDayError."""
    campaigns.start(session, officer.person, in_force(session, policy_id), form.due_on)


def stop_asking(session: Session, officer: Viewer, policy_id: str) -> None:
    """Ask nobody any more. Raises NotFoundError, NoCampaignError."""
    campaigns.end(session, officer.person, in_force(session, policy_id))


def in_force(session: Session, policy_id: str) -> Version:
    """The version that holds today. Raises NotFoundError if none does."""
    for version in queries.in_force(session):
        if version.policy_id == policy_id:
            return version
    raise NotFoundError


def _keep(session: Session, officer: Viewer, policy_id: str, form: DraftPolicy) -> None:
    service.draft(
        session,
        officer.person,
        policy_id,
        form.document,
        what_changed=form.what_changed,
        in_force_from=form.in_force_from,
        instead_of=form.instead_of,
    )
