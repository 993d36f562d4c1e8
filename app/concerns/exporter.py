"""The concerns a person raised, what was done with them, and what was written about them.

Of a concern that others raised about her nothing is here: who raised it and whom it is about
are sealed, and whether she gets it is decided with her request (LAW, RSP). The notes of officers
are personal data too; they are read and given with such a request, not in this file.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from app.concerns.asking.queries import opened as draft_opened
from app.concerns.models import Concern, ConcernDraft, ConcernEvent, ConcernMessage
from app.concerns.reporters import queries as reporters
from app.core.language import N_
from app.identity.held.queries import rows
from app.identity.people.models import Person
from app.identity.viewer import Whose


def _own(viewer: Whose) -> Any:
    return col(Concern.raised_by).in_(reporters.digests(viewer.id))


def _raised(concern: Concern) -> Mapping[str, Any]:
    names = reporters.opened(concern)
    return {
        "reference": concern.reference,
        "naming": concern.naming.value,
        "about": concern.about.value,
        "object": concern.object_id,
        "entry": names.entry,
        "entry_said": names.sentence,
        "person": names.person,
        "what": concern.what,
        "wish": concern.wish,
        "received_on": concern.received_on,
        "filed_at": concern.filed_at,
    }


CONCERNS = rows(
    name="concerns",
    title=N_("Concerns you raised"),
    why=N_("They are kept as you wrote them, so that both sides can prove it."),
    fields={
        "reference": N_("Its reference"),
        "naming": N_("Who may know your name, as a code"),
        "about": N_("What it is about, as a code"),
        "object": N_("Which practice or policy"),
        "entry": N_("Which entry of your record of who looked"),
        "entry_said": N_("What that entry said"),
        "person": N_("Whom you named"),
        "what": N_("What happened, in your words"),
        "wish": N_("What would put it right"),
        "received_on": N_("The day on which we received it"),
        "filed_at": N_("When it was written down"),
    },
    covers=["concern.raised_by"],
    at="filed_at",
    by=Concern.id,
    own=lambda viewer: select(Concern).where(_own(viewer)),
    words=_raised,
)

STEPS = rows(
    name="concern-steps",
    title=N_("What was done with your concerns"),
    why=N_("Every step is kept, so that you can see who did what and when."),
    fields={
        "concern": N_("The reference of the concern"),
        "number": N_("Which step of the concern"),
        "act": N_("What was done, as a code"),
        "on": N_("The day on which it counts"),
        "at": N_("When it was written down"),
        "by": N_("Which officer did it; nobody means you"),
        "outcome": N_("What was found, as a code"),
        "text": N_("What you were told, or said"),
        "reason": N_("Why, or what we do"),
    },
    covers=["concern_event.concern_id"],
    at="at",
    by=ConcernEvent.id,
    own=lambda viewer: (
        select(ConcernEvent, col(Concern.reference), col(Person.name))
        .join(Concern, col(Concern.id) == col(ConcernEvent.concern_id))
        .join(Person, col(Person.id) == col(ConcernEvent.actor_id), isouter=True)
        .where(_own(viewer))
    ),
    words=lambda one, reference, name: {
        "concern": reference,
        "number": one.number,
        "act": one.act.value,
        "on": one.on,
        "at": one.at,
        "by": name,
        "outcome": one.outcome and one.outcome.value,
        "text": one.text,
        "reason": one.reason,
    },
)

MESSAGES = rows(
    name="concern-messages",
    title=N_("Messages about your concerns"),
    why=N_("What you and the privacy team wrote stays with the concern."),
    fields={
        "concern": N_("The reference of the concern"),
        "by": N_("Which officer wrote it; nobody means you"),
        "text": N_("The message"),
        "at": N_("When"),
    },
    covers=["concern_message.concern_id"],
    at="at",
    by=ConcernMessage.id,
    own=lambda viewer: (
        select(ConcernMessage, col(Concern.reference), col(Person.name))
        .join(Concern, col(Concern.id) == col(ConcernMessage.concern_id))
        .join(Person, col(Person.id) == col(ConcernMessage.author_id), isouter=True)
        .where(_own(viewer))
    ),
    words=lambda one, reference, name: {
        "concern": reference,
        "by": name,
        "text": one.text,
        "at": one.at,
    },
)

DRAFT = rows(
    name="concern-draft",
    title=N_("A concern that you have begun"),
    why=N_("It is kept for 30 days, so that you can finish it. Nobody else reads it."),
    fields={
        "answers": N_("What you have answered so far"),
        "saved_at": N_("When it was last saved"),
    },
    covers=["concern_draft.person_id"],
    at="saved_at",
    by=ConcernDraft.id,
    own=lambda viewer: select(ConcernDraft).where(col(ConcernDraft.person_id) == viewer.id),
    words=lambda one: {
        "answers": [
            f"{question.value}: {said}"
            for question, answer in sorted(draft_opened(one).answers.items())
            for said in answer.values()
        ],
        "saved_at": one.saved_at,
    },
)
