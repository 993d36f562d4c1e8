"""Handing over what came without a name, and writing what its reporters may read."""

import json
import secrets
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import uuid4

from sqlmodel import Session

from app.access_log import service as access_log
from app.concerns import queries as concerns
from app.concerns.anonymous import queries, rules
from app.concerns.anonymous.models import ConcernRelease
from app.concerns.anonymous.queries import Batch
from app.concerns.anonymous.rules import Content
from app.concerns.models import About, Act, Concern, ConcernMessage, Naming
from app.concerns.progress import rules as stages
from app.concerns.progress import service as progress
from app.concerns.progress.rules import Part, Status
from app.concerns.queries import Story
from app.concerns.reporters import queries as reporters
from app.concerns.reporters.rules import Sealed
from app.core import clock, references
from app.core.crypto import boxes
from app.core.db.base import new_id
from app.identity.calendars.rules import local_day
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.speakup.rules import TO_REPORTER, Kind
from app.subject_requests.service import DEFAULT_JURISDICTION

_TYPED = ("what", "when", "where", "who")


def hand_over(session: Session, contents: Iterable[Content], *, slot: int | None) -> int:
    """Make concerns and messages of what came; how many. What is known already adds nothing.

    All of it is of one moment, and tells its day alone. Officers are told now and not before.
    """
    new = []
    for each in sorted(contents, key=lambda one: one.kind is not Kind.REPORT):  # reports first
        if not queries.is_known(session, each):
            _report(session, each) if each.kind is Kind.REPORT else _message(session, each)
            new.append(each)
    leaf = None
    if new:
        random = (secrets.token_hex(32) for _more in range(rules.BATCH))
        batch = rules.filled_up((each.commitment for each in new), random)
        leaf = access_log.append_concerns(session, batch)
    session.add(ConcernRelease(slot=slot, at=clock.now(), leaf=leaf))
    session.flush()
    return len(new)


def letters(session: Session) -> Iterator[tuple[str, bytes]]:
    """For each mailbox what its holder may read: all that had happened at the last release.

    What cannot be sealed to her is left out: then her code was made by nobody's code of ours.
    """
    release = queries.newest(session)
    if release is None:
        return
    batches = queries.batches(session)
    for story in queries.all_stories(session):
        letter = {**_letter(session, story, release), "proof": _proof(story, batches)}
        said = json.dumps(letter, default=str).encode()
        try:
            key = bytes.fromhex(story.sealed.words["answers"])
            yield story.concern.raised_by, boxes.seal(key, boxes.padded(said), TO_REPORTER)
        except ValueError:
            continue


def _report(session: Session, content: Content) -> None:
    now, words = clock.now(), dict(content.words)
    concern_id = uuid4()  # random: no order among those of one batch
    said = "\n".join(words[name] for name in _TYPED)
    named = rules.named_in(said, people.names_of_active(session))
    salted = words | {"salt": content.salt}
    sealed = Sealed(None, DEFAULT_JURISDICTION, tuple(sorted(named)), words=salted)
    concern = Concern(
        id=concern_id,
        reference=references.new("CON"),
        naming=Naming.ANONYMOUS,
        about=About.ELSE,
        what="",
        received_on=local_day(DEFAULT_JURISDICTION, now),
        filed_at=rules.day_moment(now),
        raised_by=content.mailbox,
        sealed=reporters.sealed(concern_id, sealed),
        form_key=content.id,
    )
    session.add(concern)
    session.flush()
    told = concerns.story(session, concern)
    progress.append(session, told, Act.RECEIVED, None, at=rules.day_moment(now))
    progress.tell_officers(session, concerns.story(session, concern), "new", "new")


def _message(session: Session, content: Content) -> None:
    """Keep what was written, whatever the stage; one to no concern of ours is dropped."""
    concern = queries.by_mailbox(session, content.mailbox)
    if concern is None:
        return
    told, message_id = progress.locked(session, concern), new_id()
    session.add(
        ConcernMessage(
            id=message_id,
            concern_id=concern.id,
            text="",
            sealed=reporters.sealed_words(message_id, content.words["text"]),
            at=rules.day_moment(clock.now()),
            form_key=content.id,
        )
    )
    session.flush()
    told = _kept_from(session, told, content.words["text"])
    again = content.kind is Kind.AGAIN
    if again and stages.refusal(Act.ESCALATED, Part.REPORTER, told.standing) is None:
        at = rules.day_moment(clock.now())
        progress.append(session, told, Act.ESCALATED, None, at=at, form_key=content.id)
        progress.tell_officers(session, concerns.story(session, concern), "again", "again")
    elif told.standing.status is not Status.CLOSED:
        progress.tell_officers(session, told, "message", f"message {message_id}")


def _kept_from(session: Session, told: Story, text: str) -> Story:
    """Keep it from whoever a message names, as an officer's naming does; what it is then.

    Who has it and may not any more has it no longer.
    """
    concern, at = told.concern, rules.day_moment(clock.now())
    named = rules.named_in(text, people.names_of_active(session)) - {*told.sealed.concerned}
    for person_id in sorted(named):
        person = session.get_one(Person, person_id)
        progress.append(session, told, Act.PERSON_NAMED, None, at=at, named=person)
        told = concerns.story(session, concern)
    if told.standing.status is not Status.LOOKING or told.standing.owner_id in {
        each.id for each in concerns.officers_for(session, told)
    }:
        return told
    progress.append(session, told, Act.PUT_BACK, None, at=at)
    told = concerns.story(session, concern)
    progress.tell_officers(session, told, "new", "put back")
    return told


def _letter(session: Session, story: Story, release: ConcernRelease) -> Mapping[str, Any]:
    concern, sealed = story.concern, story.sealed
    events = [event for event in story.events if event.at <= release.at]
    standing = stages.standing(sealed.jurisdiction, concern.received_on, events)
    words = reporters.words_of(story.messages)
    lines = rules.lines(events, story.messages, words, release.at)
    may_escalate = stages.refusal(Act.ESCALATED, Part.REPORTER, standing) is None
    return {
        "reference": concern.reference,
        "status": standing.status.value,
        "outcome": standing.outcome and standing.outcome.value,
        "received_on": concern.received_on,
        "acknowledged_on": standing.acknowledged_on,
        "due": standing.due,
        "stuck": concerns.is_stuck(session, story),
        "may_write": standing.status is not Status.CLOSED or may_escalate,
        "may_escalate": may_escalate,
        "sent": {name: sealed.words[name] for name in _TYPED},
        "lines": [vars(line) for line in lines],
    }


def _proof(story: Story, batches: Mapping[str, Batch]) -> Mapping[str, Any]:
    """What she sent, byte for byte, and that the log has it (docs/speak-up.md)."""
    words = dict(story.sealed.words)
    salt = words.pop("salt")
    said = rules.said_in(words)
    batch = batches.get(rules.commitment(salt, said))
    proven = str(batch.proof) if batch and batch.proof else ""
    return {
        "words": said,
        "salt": salt,
        "batch": batch.statement if batch else "",
        "tlog_proof": proven,
    }
