"""What a second officer sees of an answer with its files, and what approving it does."""

from functools import partial

from sqlmodel import Session

from app.answers.bundles import queries as bundles
from app.answers.bundles import service as packing
from app.answers.covering.exempting.rules import TITLES
from app.answers.release import service
from app.answers.release.queries import enclosed
from app.approvals.matters import Matter
from app.approvals.models import Approval
from app.core.errors import NotFoundError
from app.identity.people.models import Person
from app.subject_requests.deciding import approving as deciding


def matter(session: Session, approval: Approval) -> Matter:
    """The words, and with them the files that were approved with them, if there are any."""
    words = deciding.matter(session, approval)
    sar, proposal = deciding.proposed(session, approval)
    decided = approval.decision is not None  # then nobody needs to read the files for it
    if not proposal.enclosed or decided:
        return words
    bundle = bundles.with_digest(session, sar.id, proposal.enclosed)
    if bundle is None:
        raise NotFoundError
    values = {
        **words.values,
        "bundle": bundle,
        "enclosed": partial(enclosed, session, bundle),
        "titles": TITLES,
    }
    return words._replace(template="answers/_release.html", values=values)


def carry_out(session: Session, approval: Approval, approver: Person) -> None:
    """The person may take the files from now on, or they are sent.

    Raises NotReadyError if it changed, CannotSignInError if she left meanwhile.
    """
    sar, proposal = deciding.proposed(session, approval)
    if proposal.enclosed:
        bundle = service.check_approved(session, sar, proposal)
        if proposal.delivery is None:
            packing.release(session, bundle)
    deciding.carry_out(session, approval, approver)
