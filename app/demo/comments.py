"""What people of Northfold Energy said about how their work is measured."""

from datetime import datetime, timedelta

from app.core import clock
from app.core.db.base import new_id
from app.core.db.session import writing
from app.identity.people import queries as people
from app.register.comments import service

GOALS = "goals-and-reviews"
SAID = (
    (
        61,
        "E1016",
        "In the field we meet by phone, not in a room. The page should say that the notes are "
        "shared on the same day then too.",
    ),
    (12, "E1001", "It says I see all of it. I did not see the rating until two weeks later."),
)


def some(now: datetime) -> None:
    """Two comments on goals and reviews, some weeks apart."""
    for days, employee_id, words in SAID:
        with clock.set_to(now - timedelta(days=days, hours=2)), writing() as session:
            person = people.by_employee_id(session, employee_id)
            assert person is not None
            practice = service.open_to(session, person, GOALS)
            service.write(session, person, practice, text=words, form_key=new_id())
