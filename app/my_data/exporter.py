"""What this room itself keeps of a person: that she took her data with her."""

from sqlalchemy import select
from sqlmodel import col

from app.core.language import N_
from app.identity.held.queries import rows
from app.my_data.models import OwnDownload, OwnDownloadEnd

DOWNLOADS = rows(
    name="downloads",
    at="begun_at",
    title=N_("Your downloads of this page"),
    why=N_("So that the next one can say what is new, and nobody takes your data unseen."),
    fields={
        "begun_at": N_("When you asked for it"),
        "ended_at": N_("When all of it was sent; empty: it broke off, or is on its way"),
    },
    covers=["own_download.person_id", "own_download_end.download_id"],
    by=OwnDownload.id,
    own=lambda viewer: (
        select(OwnDownload, col(OwnDownloadEnd.ended_at))
        .join(
            OwnDownloadEnd,
            col(OwnDownloadEnd.download_id) == col(OwnDownload.id),
            isouter=True,
        )
        .where(col(OwnDownload.person_id) == viewer.id)
    ),
    words=lambda one, ended_at: {"begun_at": one.begun_at, "ended_at": ended_at},
)
