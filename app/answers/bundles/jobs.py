"""What the worker does for bundles: make those that were asked for, remove those that are over."""

from functools import partial

from sqlmodel import Session

from app.answers.bundles import facts, queries, service
from app.answers.bundles.models import AnswerBundle
from app.answers.bundles.packing import Packing
from app.core import clock
from app.core.db.session import reading, writing
from app.core.language import gettext as _
from app.core.logs import log
from app.core.queue.leases import held
from app.core.storage import service as storage


def make() -> int:
    """Make the bundle that has waited longest. How many were made.

    It is read in a transaction of its own first; none is held while files are written. What
    breaks off leaves no file, or one that no row names, and is begun again.
    """
    with reading() as session:
        if not queries.something_is_due(session, clock.now()):
            return 0
    with writing() as session:
        bundle = service.claim(session)
    if bundle is None:
        return 0
    try:
        with held(partial(_renew, bundle)):
            _make(bundle)
    except Exception as error:
        log.exception("a bundle broke off", bundle=str(bundle.id), kind=type(error).__name__)
        with writing() as session:
            service.put_off(session, bundle, _("Something went wrong while it was put together."))
    return 1


def remove_expired(session: Session) -> None:
    """Remove bundles whose time is over."""
    service.remove_expired(session)


def _renew(bundle: AnswerBundle) -> None:
    with writing() as session:
        service.renew(session, bundle)


def _make(bundle: AnswerBundle) -> None:
    with reading() as session:
        packing = Packing(facts.of(session, bundle))
    with storage.writing() as (stored, write):
        for portion in packing.portions():
            write(portion)
    with writing() as session:
        wanted = service.finish(session, bundle, stored, packing.files)
    if not wanted:
        storage.remove(stored.id)
