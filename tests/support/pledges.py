"""Promises to tell stories of, and what is done with them in the house of acts."""

from datetime import timedelta
from typing import Any

from sqlmodel import Session

from app.core import clock
from app.core.db.base import new_id
from app.identity.people.models import Person
from app.pledges import service
from app.pledges.models import Act, Pledge, PledgeEvent
from tests.support.acts import CANARY, presses, reads
from tests.support.decisions import EVERYBODY, OFFICERS

WHAT = "Each system gets a day"


def a_pledge(session: Session, officer: Person, maker: Person, **said: Any) -> Pledge:
    """A promise due in 30 days, unless said otherwise."""
    due = {"due_on": (clock.now() + timedelta(days=30)).date()}
    words = {"what": WHAT, "form_key": new_id()} | due | said
    return service.record(session, officer, maker, **words)


def came(
    session: Session, pledge: Pledge, officer: Person, act: Act, text: str = "It is so."
) -> PledgeEvent:
    return service.write(session, pledge, officer, act, text=text, form_key=new_id())


_TYPED = {"what": WHAT, "made_by": "E1002", "said": CANARY, "assessment": ""}
PLEDGES = {
    "desk.pledges:create": presses(
        *("helen", "Write it down"),
        at="/desk/promises/new",
        keeps="pledge",
        due_on=(clock.now() + timedelta(days=60)).date().isoformat(),
        **_TYPED,
    ),
    "desk.pledges:show": reads(*OFFICERS, at="/desk/promises/{pledge}"),
    "desk.pledges.events:create": presses(
        *("daniel", "Write it down"),
        at="/desk/promises/{pledge}",
        act="kept",
        text="All of them have one.",
        link="/collected",
    ),
    "pledges:show": reads(*EVERYBODY, at="/promises/{pledge}"),
}
