"""What a person was asked, what she answered, in which words, and whether it was obeyed."""

from sqlalchemy import select
from sqlmodel import col

from app.consent.models import ConsentEvent, ConsentNotice, ConsentRecord
from app.consent.stops.models import ConsentStop
from app.core.language import N_
from app.identity.held.queries import rows
from app.identity.sources.models import SourceSystem

ANSWERS = rows(
    name="choices",
    at="at",
    practice="practice",
    title=N_("What you chose, and when"),
    why=N_("What you were asked and answered is kept, so that you can prove it."),
    fields={
        "receipt": N_("The reference of its receipt"),
        "practice": N_("What it is about"),
        "state": N_("What was asked or answered, as a code"),
        "at": N_("When"),
        "valid_until": N_("Up to when a yes holds"),
        "by_person": N_("Whether it was your own act"),
        "jurisdiction": N_("The law of your place of work, as a code"),
        "version": N_("The version of the words"),
        "text": N_("The words you were shown"),
        "digest": N_("SHA-256 of those words"),
    },
    covers=["consent_record.person_id", "consent_event.record_id"],
    by=ConsentEvent.id,
    own=lambda viewer: (
        select(ConsentEvent, ConsentNotice)
        .join(ConsentRecord, col(ConsentRecord.id) == col(ConsentEvent.record_id))
        .join(ConsentNotice, col(ConsentNotice.id) == col(ConsentEvent.notice_id))
        .where(col(ConsentRecord.person_id) == viewer.id)
    ),
    words=lambda one, notice: {
        "receipt": one.reference,
        "practice": notice.practice_id,
        "state": one.state.value,
        "at": one.at,
        "valid_until": one.valid_until,
        "by_person": one.by_person,
        "jurisdiction": one.jurisdiction,
        "version": notice.version,
        "text": notice.text,
        "digest": notice.digest,
    },
)

STOPS = rows(
    name="stops",
    at="begun_at",
    practice="practice",
    title=N_("Whether systems stopped after your no"),
    why=N_("So that a no is obeyed, and you can see that it was."),
    fields={
        "practice": N_("What it is about"),
        "system": N_("The system that is to stop"),
        "begun_at": N_("When you said no, or your yes ended"),
        "due_at": N_("By when we promised it"),
        "confirmed_at": N_("When the system said that it stopped"),
        "overtaken_at": N_("When you said yes again before that"),
        "failed_at": N_("When we could not reach it any more"),
    },
    covers=["consent_stop.record_id"],
    by=ConsentStop.id,
    own=lambda viewer: (
        select(ConsentStop, col(ConsentRecord.practice_id), col(SourceSystem.system))
        .join(ConsentRecord, col(ConsentRecord.id) == col(ConsentStop.record_id))
        .join(SourceSystem, col(SourceSystem.id) == col(ConsentStop.source_id))
        .where(col(ConsentRecord.person_id) == viewer.id)
    ),
    words=lambda one, practice, system: {
        "practice": practice,
        "system": system,
        "begun_at": one.begun_at,
        "due_at": one.due_at,
        "confirmed_at": one.confirmed_at,
        "overtaken_at": one.overtaken_at,
        "failed_at": one.failed_at,
    },
)
