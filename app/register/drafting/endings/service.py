"""Keep how a practice is to end, and look at its day again before it does."""

from sqlmodel import Session

from app.core.errors import RejectedError
from app.core.language import gettext as _
from app.register import queries as register
from app.register import service as publishing
from app.register.drafting.endings import rules
from app.register.drafting.schemas import ProposedEnding
from app.register.drafting.service import DraftOpenError
from app.register.models import RegisterDraft, Stage


class NoReceiptError(RejectedError):
    def __init__(self) -> None:
        super().__init__(_("Say of each kind of data what becomes of it, and by which rule."))


class EndingDayError(RejectedError):
    """A practice cannot end on this day."""


class VersionComesError(EndingDayError):
    def __init__(self) -> None:
        super().__init__(_("A version comes into force after this day. Write a later day."))


class EndsAlreadyError(EndingDayError):
    def __init__(self) -> None:
        super().__init__(_("It is decided already that it ends by this day."))


class PastDayError(EndingDayError):
    def __init__(self) -> None:
        super().__init__(
            _("A day before today is for a correction for the past, and only for that.")
        )


def propose(session: Session, practice_id: str, ending: ProposedEnding) -> RegisterDraft:
    """Keep how a practice is to end until a second person has decided.

    Raises NoReceiptError unless it says what becomes of each kind of data, and as ``check`` does.
    """
    if register.open_draft(session, practice_id) is not None:
        raise DraftOpenError(practice_id)
    practice = register.in_force_now(session).practice(practice_id)
    kinds = {each.id for each in practice.document.categories} if practice else set()
    if kinds != {fate.category for fate in ending.fates}:
        raise NoReceiptError
    check(session, practice_id, ending)
    return publishing.draft(session, practice_id, ending, stage=Stage.ENDING)


def check(session: Session, practice_id: str, ending: ProposedEnding) -> None:
    """That a practice may end on its day. Raises EndingDayError."""
    in_force = register.in_force_now(session)
    practice = in_force.practice(practice_id)
    if practice is None:
        return
    ended = [each.on for each in register.histories(session).endings.get(practice_id, ())]
    if not rules.follows_newest(practice, ending.on):
        raise VersionComesError
    if rules.ends_already(practice, ended, ending.on):
        raise EndsAlreadyError
    if not rules.is_said_rightly(ending.on, in_force.day, past=ending.past):
        raise PastDayError
