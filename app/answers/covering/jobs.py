"""What the worker does for covering: look through documents for what may be about others."""

from app.answers.covering.names import Names
from app.answers.covering.rules import suggestions
from app.answers.covering.suggesting import queries, service
from app.answers.covering.suggesting.queries import Waiting
from app.answers.gathering.models import GatheredDocument
from app.core.db.session import reading, writing
from app.core.logs import log
from app.core.storage import service as storage
from app.core.storage.rules import DamagedError

IN_A_ROW = 100


def suggest() -> int:
    """Look through some documents of open requests. How many were.

    No transaction is held meanwhile, and the directory is read once for all of them. Of two
    workers with the same document one writes.
    """
    with reading() as session:
        waiting = queries.waiting(session, IN_A_ROW)
        names = Names(queries.everybody(session)) if waiting else Names()
    return sum(_guarded(each, names) for each in waiting)


def _guarded(waiting: Waiting, names: Names) -> int:
    """One that cannot be looked through holds up no other."""
    try:
        return _look_through(waiting, names)
    except Exception as error:
        about = {"document": str(waiting.document.id), "kind": type(error).__name__}
        log.exception("a document could not be looked through", **about)
        return 0


def _look_through(waiting: Waiting, names: Names) -> int:
    document = waiting.document
    text = _text(document)
    if text is None:
        return 0
    participants = document.participants
    found = suggestions(text, names=names, subject=waiting.subject, participants=participants)
    with writing() as session:
        return int(service.suggest(session, document, found))


def _text(document: GatheredDocument) -> str | None:
    try:
        return storage.content(document.text_id).decode()
    except DamagedError:
        log.exception("the text of a document is damaged", document=str(document.id))
        return None
