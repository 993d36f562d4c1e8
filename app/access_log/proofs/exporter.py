"""Which proofs a person took with her."""

from sqlalchemy import select
from sqlmodel import col

from app.access_log.proofs.models import TakenProof
from app.core.language import N_
from app.identity.held.queries import rows

TAKEN = rows(
    name="proofs",
    title=N_("Proofs you took of who looked"),
    why=N_("So that your next file shows that all of the one before is still there."),
    fields={
        "size": N_("How many entries the whole record had"),
        "taken_at": N_("When you took it"),
    },
    covers=["taken_proof.person_id"],
    at="taken_at",
    by=TakenProof.id,
    own=lambda viewer: select(TakenProof).where(col(TakenProof.person_id) == viewer.id),
    words=lambda one: {"size": one.size, "taken_at": one.taken_at},
)
