"""Moving what waits in the spool to the desk, and answers to the board, whatever dies midway.

The spool lets go of a box only once the portal has committed it and its answer is on the board, and
the portal takes none that it has had: killed anywhere in between, the next release ends it. The
board follows from the portal's rows alone.
"""

from collections.abc import Sequence
from contextlib import suppress

from app.access_log.checkpoints import service as checkpoints
from app.access_log.checkpoints.service import LogDisagreesError
from app.concerns.anonymous import queries, rules, service
from app.concerns.anonymous.rules import Content, NotABoxError
from app.core import clock
from app.core.config import settings
from app.core.crypto import boxes
from app.core.crypto.aead import CannotOpenError
from app.core.db.session import reading, writing
from app.core.logs import log
from app.speakup import board, folder, spool
from app.speakup.rules import TO_OFFICERS


def release(*, slot: int | None = None) -> int:
    """Hand over everything that waits, and put up the answers. How many were new.

    With ``slot`` at most once for that half day, whichever worker comes first.
    """
    with spool.taking(folder.spool()) as taken:
        opened = _opened(taken.boxes)
        with writing() as session:
            if slot is not None and queries.has_slot(session, slot):
                return 0
            moved = service.hand_over(session, [each for _key, each in opened], slot=slot)
    post()
    _let_go(opened)
    with suppress(LogDisagreesError):  # others say so; answers do not wait for it
        checkpoints.publish()
    post()  # once more, with the proofs
    return moved


def mend() -> None:
    """End what had begun and failed: put up answers, drop boxes that were handed over."""
    folder.prepare()
    board.forget_unfinished(folder.board())
    post()
    with spool.taking(folder.spool()) as taken, reading() as session:
        opened = _opened(taken.boxes)
        taken.done = [key for key, each in opened if queries.is_known(session, each)]


def post() -> None:
    """Make the board anew from what the last release knew."""
    with reading() as session:
        board.post(folder.board(), dict(service.letters(session)))


class Releasing:
    """The worker's errand: twice a day, in UTC at noon and at midnight, or as soon as it runs."""

    def __init__(self) -> None:
        self._slot: int | None = None

    def when_due(self) -> int:
        """Release if it is time. How many were handed over.

        Where no origin has served over this folder nothing is released, so that a worker of
        another machine cannot use up the half day of the one that has the spool.
        """
        if not settings().speakup_url or not folder.has_origin():
            return 0
        slot = rules.slot_of(clock.now())
        if slot == self._slot:
            return 0
        if self._slot is None:
            mend()
        self._slot = None  # until all of it is done: what fails is mended the next time
        with reading() as session:
            done = queries.has_slot(session, slot)
        moved = 0 if done else release(slot=slot)
        self._slot = slot
        return moved


def strange() -> int:
    """How many boxes in the spool cannot be opened."""
    if not folder.spool().exists():
        return 0
    with spool.taking(folder.spool()) as taken:
        return len(taken.boxes) - len(_opened(taken.boxes))


def _let_go(handed_over: Sequence[tuple[bytes, Content]]) -> None:
    with spool.taking(folder.spool()) as taken:
        taken.done = [key for key, _each in handed_over]


def _opened(found: Sequence[tuple[bytes, bytes]]) -> list[tuple[bytes, Content]]:
    """What can be opened and is what the origin puts there; anything else stays where it is."""
    private, opened = folder.officers_private_key(), []
    for key, sealed in found:
        try:
            opened.append((key, rules.content(boxes.unseal(private, sealed, TO_OFFICERS))))
        except (CannotOpenError, NotABoxError):
            continue
    if closed := len(found) - len(opened):
        log.warning("boxes in the spool that cannot be opened", number=closed)
    return opened
