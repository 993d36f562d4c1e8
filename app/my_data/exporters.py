"""Every part of what the portal holds on a person, in the order in which she reads them."""

from dataclasses import replace

from sqlmodel import Session

from app.access_log.looks import exporter as looks
from app.access_log.proofs import exporter as proofs
from app.access_log.rules import ANSWER_CONCERN
from app.access_log.witnesses import exporter as witnesses
from app.answers.bundles import exporter as answers
from app.answers.by_hand import exporter as by_hand
from app.answers.gathering import exporter as gathering
from app.cases import exporter as cases
from app.cases.emergencies import exporter as emergencies
from app.cases.models import Purpose
from app.concerns import exporter as concerns
from app.consent import exporter as consent
from app.core.errors import NotFoundError
from app.identity.held.schemas import Part, Portion, Record
from app.identity.people import exporter as people
from app.identity.roles import exporter as roles
from app.identity.sessions import exporter as sessions
from app.identity.sign_in import exporter as sign_in
from app.identity.viewer import Whose
from app.learning import exporter as lessons
from app.my_data import exporter as downloads
from app.my_data.elsewhere import exporter as own_searches
from app.notifications import exporter as notifications
from app.questions import exporter as questions
from app.register.comments import exporter as comments
from app.register.consultations import exporter as consultations
from app.register.policies import exporter as policies
from app.subject_requests import exporter as requests
from app.subject_requests.apart.queries import about_handling
from app.subject_requests.by_code import exporter as codes
from app.subject_requests.outcomes import exporter as outcomes
from app.subject_requests.restrictions import exporter as restrictions
from app.surveys import exporter as surveys

PARTS: tuple[Part, ...] = (
    people.PERSON,
    people.HISTORY,
    looks.LOOKS,
    proofs.TAKEN,
    witnesses.MAILED,
    cases.CASES,
    emergencies.EMERGENCIES,
    consent.ANSWERS,
    consent.STOPS,
    requests.REQUESTS,
    requests.STEPS,
    requests.MESSAGES,
    requests.DRAFT,
    questions.QUESTIONS,
    questions.STEPS,
    questions.ABOUT_YOUR_LOOKS,
    concerns.CONCERNS,
    concerns.STEPS,
    concerns.MESSAGES,
    concerns.DRAFT,
    gathering.SEARCHES,
    by_hand.SEARCHES,
    answers.ANSWERS,
    answers.TAKEN,
    codes.CODES,
    restrictions.RESTRICTIONS,
    outcomes.NOTICES,
    policies.READINGS,
    comments.COMMENTS,
    consultations.COMMENTS,
    lessons.MARKS,
    surveys.INVITATIONS,
    notifications.UPDATES,
    notifications.MAILS,
    people.PREFERENCE,
    roles.ROLES,
    sign_in.ACCOUNT,
    sessions.SESSIONS,
    sign_in.REFUSED,
    people.VISIT,
    own_searches.SEARCHES,
    downloads.DOWNLOADS,
)
# What only she herself reads of it: whoever answers another request of hers would learn who
# raised a concern, or that she did, or that she asked about a look, which may be theirs, or
# whether she took part in a survey, or what she has not sent yet.
_HERS_ALONE = (
    concerns.CONCERNS,
    concerns.STEPS,
    concerns.MESSAGES,
    concerns.DRAFT,
    requests.DRAFT,
    questions.QUESTIONS,
    questions.STEPS,
    surveys.INVITATIONS,
)
_TELLING = {
    "who-looked": ("purpose", {ANSWER_CONCERN, Purpose.ANSWER_ABOUT_LOOK.value}),
    "cases": ("purpose", {Purpose.ANSWER_ABOUT_LOOK.value}),
    "updates": ("kind", {"concern", "question", "question-about-you", "question-waits"}),
}
# What names a complaint about how a request was handled, which is kept from who handled it.
_NAMING = {
    "requests": "reference",
    "request-steps": "request",
    "request-messages": "request",
    "request-codes": "request",
    "who-looked": "case",
    "cases": "ticket",
    "updates": "about",  # with what happened to it after it
}
_TELLING_FIELDS = {"who-looked": {"verdict": None, "reasons": None}}  # what came of her asking


def _gathered(part: Part) -> Part:
    """The part without what tells of a concern, a question about a look, or a complaint."""
    if part.name not in _TELLING | _NAMING:
        return part
    field, codes = _TELLING.get(part.name, ("", set()))
    naming = _NAMING.get(part.name, "")
    empty = _TELLING_FIELDS.get(part.name, {})

    def portion(session: Session, viewer: Whose, after: str | None, limit: int) -> Portion:
        found = part.portion(session, viewer, after, limit)
        apart = about_handling(session, viewer.id) if naming else set()
        kept = [
            each
            for each in found.records
            if each.values.get(field) not in codes
            and str(each.values.get(naming)).partition(" ")[0] not in apart
        ]
        return Portion([Record(each.key, {**each.values, **empty}) for each in kept], found.after)

    return replace(part, portion=portion)


GATHERED: tuple[Part, ...] = tuple(_gathered(part) for part in PARTS if part not in _HERS_ALONE)
_BY_NAME = {part.name: part for part in PARTS}


def part_named(name: str) -> Part:
    """The part with this name in addresses, or NotFoundError."""
    try:
        return _BY_NAME[name]
    except KeyError as unknown:
        raise NotFoundError from unknown
