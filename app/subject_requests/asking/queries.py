"""One's own draft, and what may be asked for in it."""

from collections.abc import Collection, Sequence

from sqlmodel import Session, col, select

from app.core import clock
from app.core.errors import RejectedError
from app.core.language import gettext as _
from app.identity.people.models import Person
from app.register import queries as register
from app.register.in_force.rules import Practice
from app.register.rules import OBJECTION_BASES
from app.register.terms.schemas import Basis
from app.subject_requests import queries as requests
from app.subject_requests.asking import rules
from app.subject_requests.asking.rules import Asked, Scope, What
from app.subject_requests.models import Kind, SubjectRequestDraft
from app.subject_requests.queries import Story

_PORTABLE = frozenset({Basis.CONSENT, Basis.CONTRACT})  # GDPR Art 20(1)(a)


class NotObjectableError(RejectedError):
    def __init__(self) -> None:
        super().__init__(
            _("You can object only to what rests on our interests or on a public task.")
        )


def draft_of(session: Session, person: Person) -> SubjectRequestDraft | None:
    """What this person is still writing, unless it is older than 30 days."""
    since = clock.now() - rules.KEPT
    hers = select(SubjectRequestDraft).where(
        SubjectRequestDraft.person_id == person.id, col(SubjectRequestDraft.saved_at) > since
    )
    return session.exec(hers).one_or_none()


def offered(session: Session, person: Person, kind: Kind | None) -> Sequence[Practice]:
    """The kinds of data that a person may name: they apply to her, and the right exists there."""
    applying = register.in_force(session, clock.now()).practices_for(person)
    return [
        practice
        for practice, _why in applying
        if (kind is not Kind.OBJECTION or practice.document.bases & OBJECTION_BASES)
        and (kind is not Kind.PORTABILITY or practice.document.bases & _PORTABLE)
    ]


def nameable_by_others(session: Session) -> Sequence[Practice]:
    """What whoever asks for somebody else may name: she need not know what applies to her."""
    return register.in_force_now(session).practices


def named_by_others(session: Session, kind: Kind, practices: Collection[str]) -> Scope:
    """Of which data somebody else asks: an objection is about what one can object to."""
    if kind not in rules.NAMED:
        return rules.EVERYTHING
    found = tuple(
        practice.id
        for practice in nameable_by_others(session)
        if practice.id in practices
        and (kind is not Kind.OBJECTION or practice.document.bases & OBJECTION_BASES)
    )
    return Scope(What.CHOSEN, found) if found else Scope(What.UNSURE)


def check_objectable(session: Session, kind: Kind, scope: Scope) -> None:
    """That an objection names only what rests on our interests or a public task (Art 21(1)).

    Raises NotObjectableError.
    """
    if kind is not Kind.OBJECTION:
        return
    known = register.in_force(session, clock.now())
    for practice in map(known.practice, scope.practices):
        if practice is None or not practice.document.bases & OBJECTION_BASES:
            raise NotObjectableError


def same_as(session: Session, person: Person, kind: Kind, asked: Asked) -> list[Story]:
    """The person's open requests that ask for the same already. Two complaints never do."""
    if kind is Kind.COMPLAINT:
        return []
    return [
        story
        for story in requests.open_of_kind(session, person, kind)
        if rules.overlap(rules.scope_of(story.request.scope), asked.scope)
    ]
