"""What a person was told, and the mails that went out to her."""

from sqlalchemy import select
from sqlmodel import col

from app.core.language import N_
from app.identity.held.queries import rows
from app.notifications.models import Mail, Update

UPDATES = rows(
    name="updates",
    at="at",
    title=N_("What we told you"),
    why=N_("It stands under Updates, and is deleted after 13 months."),
    fields={
        "at": N_("When"),
        "kind": N_("What kind of news it was, as a code"),
        "about": N_("What it was about, by its own name"),
        "read_at": N_("When you read it"),
    },
    covers=["update.person_id"],
    by=Update.id,
    own=lambda viewer: select(Update).where(col(Update.person_id) == viewer.id),
    words=lambda one: {
        "at": one.at,
        "kind": one.kind.value,
        "about": one.subject_ref,
        "read_at": one.read_at,
    },
)

MAILS = rows(
    name="mails",
    at="written_at",
    title=N_("Mails to you"),
    why=N_("So that none is sent twice. They say only that there is something to read."),
    fields={
        "written_at": N_("When it was written"),
        "attempts": N_("How often we tried"),
        "required": N_("Whether the law asks for it"),
        "sent_at": N_("When your mail server took it"),
        "refused_at": N_("When your mail server would not have it"),
        "unknown_at": N_("When we gave up finding out whether it was taken"),
    },
    covers=["mail.person_id", "update.mail_id"],
    by=Mail.id,
    own=lambda viewer: select(Mail).where(col(Mail.person_id) == viewer.id),
    words=lambda one: {
        "written_at": one.written_at,
        "attempts": one.attempts,
        "required": one.required,
        "sent_at": one.sent_at,
        "refused_at": one.refused_at,
        "unknown_at": one.unknown_at,
    },
)
