"""The checks of who can look that a privacy officer of Northfold Energy has done."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from app.core import clock
from app.core.db.base import new_id
from app.core.db.session import writing
from app.demo import people as cast
from app.identity.people import queries as people
from app.register import queries as register
from app.register.access_reviews import service
from app.register.access_reviews.forms import form_for

BEFORE = timedelta(days=39, hours=4)
AGAIN_IN = timedelta(days=180)
# One verdict is still waiting for a version; those on the field app were published since.
DECIDED: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "sign-in-and-device-log": {
        "Security analysts": ("keep", "They cannot follow an alert without it."),
        "IT service desk": (
            "narrow",
            "To help somebody, the last 14 days are enough. They can see six months.",
        ),
    },
    "location-in-the-field-app": {
        "Dispatch desk": ("keep", "They need the position to send help, and see it only then."),
        "Field safety lead": ("narrow", "30 days after an incident were enough every time."),
        "Area managers": ("remove", "Nobody asked for it in the last year."),
    },
}


def check_who_can_look(now: datetime) -> None:
    """Two practices are checked, reader by reader, some weeks ago."""
    at = now - BEFORE
    for slug in DECIDED:
        with clock.set_to(at), writing() as session:
            practice = register.in_force(session, at).practice(slug)
            officer = people.by_employee_id(session, cast.OFFICERS[0])
            assert practice is not None
            assert officer is not None
            typed = {
                "digest": practice.version.digest,
                "form_key": str(new_id()),
                "next_review_on": (at + AGAIN_IN).date().isoformat(),
            }
            for number, reader in enumerate(practice.document.readers):
                verdict, reason = DECIDED[slug][reader.label]
                typed |= {f"verdict_{number}": verdict, f"reason_{number}": reason}
            asked = form_for(len(practice.document.readers)).model_validate(typed)
            service.review(session, officer, practice, asked)
