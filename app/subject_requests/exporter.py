"""What a person asked for under her rights, what was done, and what was written about it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased
from sqlmodel import col

from app.core.language import N_
from app.identity.held.queries import rows
from app.identity.people.models import Person
from app.subject_requests.asking.rules import scope_of
from app.subject_requests.models import (
    SubjectRequest,
    SubjectRequestDraft,
    SubjectRequestEvent,
    SubjectRequestMessage,
)

_About = aliased(SubjectRequest)


def _decided(outcome: Mapping[str, Any]) -> list[str]:
    """Each part as one line: its code, and what was written."""
    words = {"result": outcome.get("result"), **outcome.get("words", {})}
    return [f"{part}: {said}" for part, said in words.items() if said]


def _sent(details: Mapping[str, Any]) -> list[str]:
    """The way, as a code, where to and why there: of the answer, and of what opens it."""
    went = (details.get(name) for name in ("sent", "code"))
    return [f"{one['way']}: {one['to']} {one.get('why', '')}".strip() for one in went if one]


REQUESTS = rows(
    name="requests",
    at="filed_at",
    practice="practices",
    title=N_("Your requests"),
    why=N_("They are kept as you made them, so that both sides can prove it."),
    fields={
        "reference": N_("Its reference"),
        "kind": N_("What you asked for, as a code"),
        "received_on": N_("The day on which we received it"),
        "jurisdiction": N_("The law of your place of work, as a code"),
        "what": N_("Of which data, as a code"),
        "practices": N_("The practices you chose"),
        "since": N_("From which day on"),
        "until": N_("Up to which day"),
        "details": N_("Your own words"),
        "access_needs": N_("What you need to be able to read the answer"),
        "format": N_("In which form, as a code"),
        "delivery": N_("Where the answer goes, as a code"),
        "send_to": N_("The address for an answer that is sent"),
        "channel": N_("How it came, as a code"),
        "representative": N_("Who asked for you"),
        "authority": N_("How we know that they may"),
        "filed_at": N_("When it was written down"),
        "about": N_("The request that a complaint is about"),
    },
    covers=["subject_request.person_id", "subject_request.about_id"],
    by=SubjectRequest.id,
    own=lambda viewer: (
        select(SubjectRequest, col(_About.reference))
        .join(_About, col(_About.id) == col(SubjectRequest.about_id), isouter=True)
        .where(col(SubjectRequest.person_id) == viewer.id)
    ),
    words=lambda one, about: {
        "reference": one.reference,
        "kind": one.kind.value,
        "received_on": one.received_on,
        "jurisdiction": one.jurisdiction,
        "what": scope_of(one.scope).what.value,
        "practices": list(scope_of(one.scope).practices),
        "since": one.since,
        "until": one.until,
        "details": one.details,
        "access_needs": one.access_needs,
        "format": one.format and one.format.value,
        "delivery": one.delivery and one.delivery.value,
        "send_to": one.send_to,
        "channel": one.channel.value,
        "representative": one.representative,
        "authority": one.authority,
        "filed_at": one.filed_at,
        "about": about,
    },
)

STEPS = rows(
    name="request-steps",
    at="at",
    title=N_("What was done with your requests"),
    why=N_("Every step is kept, so that you can see who did what and when."),
    fields={
        "request": N_("The reference of the request"),
        "number": N_("Which step of the request"),
        "act": N_("What was done, as a code"),
        "on": N_("The day on which it counts"),
        "at": N_("When it was written down"),
        "by": N_("Who did it"),
        "outcome": N_("How the request was decided, as a code"),
        "decided": N_("What was decided under your right, part by part"),
        "sent": N_("How an answer was sent and where to, and how its code was"),
        "text": N_("What you were told, or said"),
        "reason": N_("Why"),
    },
    covers=["subject_request_event.request_id"],
    by=SubjectRequestEvent.id,
    own=lambda viewer: (
        select(SubjectRequestEvent, col(SubjectRequest.reference), col(Person.name))
        .join(SubjectRequest, col(SubjectRequest.id) == col(SubjectRequestEvent.request_id))
        .join(Person, col(Person.id) == col(SubjectRequestEvent.actor_id))
        .where(col(SubjectRequest.person_id) == viewer.id)
    ),
    words=lambda one, reference, name: {
        "request": reference,
        "number": one.number,
        "act": one.act.value,
        "on": one.on,
        "at": one.at,
        "by": name,
        "outcome": one.details.get("outcome"),
        "decided": _decided(one.details.get("decided") or {}),
        "sent": _sent(one.details),
        "text": one.text,
        "reason": one.reason,
    },
)

MESSAGES = rows(
    name="request-messages",
    at="at",
    title=N_("Messages about your requests"),
    why=N_("What you and the privacy team wrote stays with the request."),
    fields={
        "request": N_("The reference of the request"),
        "by": N_("Who wrote it"),
        "text": N_("The message"),
        "at": N_("When"),
    },
    covers=["subject_request_message.request_id"],
    by=SubjectRequestMessage.id,
    own=lambda viewer: (
        select(SubjectRequestMessage, col(SubjectRequest.reference), col(Person.name))
        .join(SubjectRequest, col(SubjectRequest.id) == col(SubjectRequestMessage.request_id))
        .join(Person, col(Person.id) == col(SubjectRequestMessage.author_id))
        .where(col(SubjectRequest.person_id) == viewer.id)
    ),
    words=lambda one, reference, name: {
        "request": reference,
        "by": name,
        "text": one.text,
        "at": one.at,
    },
)

DRAFT = rows(
    name="request-draft",
    at="saved_at",
    title=N_("A request that you have begun"),
    why=N_("It is kept for 30 days, so that you can finish it. Nobody else reads it."),
    fields={
        "answers": N_("What you have answered so far"),
        "saved_at": N_("When it was last saved"),
    },
    covers=["subject_request_draft.person_id"],
    by=SubjectRequestDraft.id,
    own=lambda viewer: select(SubjectRequestDraft).where(
        col(SubjectRequestDraft.person_id) == viewer.id
    ),
    words=lambda one: {
        "answers": [
            f"{question}: {said}"
            for question, answer in sorted(one.answers.items())
            for said in answer.values()
        ],
        "saved_at": one.saved_at,
    },
)
