"""What a second officer sees of a proposed answer or extension, and what approving it does."""

from sqlmodel import Session

from app.approvals.matters import Matter
from app.approvals.models import Approval
from app.core.errors import NotFoundError
from app.core.language import gettext as _
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.subject_requests import queries
from app.subject_requests.deciding import service
from app.subject_requests.deciding.rules import digest
from app.subject_requests.models import Act, SubjectRequest, SubjectRequestProposal
from app.subject_requests.outcomes import queries as outcomes


def matter(session: Session, approval: Approval) -> Matter:
    """The very words that were asked about, and the request as it is now."""
    request, words = proposed(session, approval)
    story = queries.story(session, request)
    return Matter(
        title=_("Answer to %(reference)s") % {"reference": request.reference}
        if words.act is Act.ANSWERED
        else _("More time for %(reference)s") % {"reference": request.reference},
        url=f"/desk/requests/{request.reference}",
        digest=digest(request.reference, story.standing.number, words, request.send_to),
        template="subject_requests/_proposal.html",
        values={
            "story": story,
            "words": words,
            "extended": service.preview_extension(story),
            "decided": outcomes.lines(session, words.decided or {}),
        },
    )


def carry_out(session: Session, approval: Approval, approver: Person) -> None:
    """Tell the person. Raises what ``deciding.service.carry_out`` raises."""
    request, words = proposed(session, approval)
    officer = people.by_id(session, approval.requester_id)
    if officer is None:
        raise NotFoundError
    service.carry_out(
        session,
        request,
        words,
        officer=officer,
        approver=approver,
        reference=approval.reference,
    )


def proposed(session: Session, approval: Approval) -> tuple[SubjectRequest, SubjectRequestProposal]:
    """A request and the words of it that were asked about. NotFoundError: others, or none."""
    request = queries.by_reference(session, approval.about)
    if request is not None:
        for words in queries.proposals(session, request.id):
            asked = digest(request.reference, words.number, words, request.send_to)
            if asked == approval.digest:
                return request, words
    raise NotFoundError
