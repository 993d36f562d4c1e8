"""Taking the files: written down first, then read."""

from collections.abc import Iterator

from sqlmodel import Session

from app.access_log import portal
from app.access_log.rules import Act
from app.answers.bundles import service as bundles
from app.answers.download.queries import Offered
from app.core.errors import ConflictError
from app.core.language import gettext as _
from app.core.storage import service as storage
from app.identity.viewer import Viewer


class RemovedError(ConflictError):
    """The files were removed when their time was over."""

    def __init__(self) -> None:
        super().__init__(_("These files were removed. Make a new request if you need a copy."))


def take(session: Session, viewer: Viewer, offered: Offered) -> Iterator[bytes]:
    """The zip, block by block, once it stands in the log that the viewer takes it.

    Raises RemovedError, LogUnavailableError and KeysUnavailableError: no record, no byte.
    """
    if offered.file_id is None or not storage.is_kept(offered.file_id):
        raise RemovedError
    act = Act(
        "own-download",
        ("portal-account", "rights-request"),
        action="export",
        case=offered.story.request.reference,
    )
    portal.record_in(session, viewer, [viewer.person], act)
    bundles.note_download(session, offered.bundle, viewer.person)
    return storage.blocks(offered.file_id)
