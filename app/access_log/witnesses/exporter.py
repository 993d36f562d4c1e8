"""Which seals of the record were sent to a person as a representative."""

from sqlalchemy import select
from sqlmodel import col

from app.access_log.witnesses.models import CheckpointMail
from app.core.language import N_
from app.identity.held.queries import rows

MAILED = rows(
    name="seals",
    title=N_("Seals of the record that were sent to you"),
    why=N_("So that representatives hold what the record can be checked against."),
    fields={
        "size": N_("How many entries the whole record had"),
        "written_at": N_("When the mail was written"),
        "sent_at": N_("When it was sent"),
    },
    covers=["checkpoint_mail.person_id"],
    at="written_at",
    by=CheckpointMail.id,
    own=lambda viewer: select(CheckpointMail).where(col(CheckpointMail.person_id) == viewer.id),
    words=lambda one: {"size": one.size, "written_at": one.written_at, "sent_at": one.sent_at},
)
