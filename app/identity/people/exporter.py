"""What the staff list, the settings page and the first page keep of a person."""

from sqlalchemy import select
from sqlmodel import col

from app.core.language import N_
from app.identity.held.queries import rows
from app.identity.held.schemas import Value
from app.identity.people.models import Person, PersonVersion, Preference, VisitMark

_DESCRIBED = {
    "name": N_("Name"),
    "unit": N_("Unit"),
    "role_title": N_("Job"),
    "manager_employee_id": N_("Your manager’s employee number"),
    "establishment": N_("Place of work, as a code"),
    "work_setting": N_("Where you work, as a code"),
    "devices": N_("Work devices"),
    "active": N_("Whether you work here"),
}


def _described(one: Person | PersonVersion) -> dict[str, Value]:
    return {field: getattr(one, field) for field in _DESCRIBED}


PERSON = rows(
    name="staff-list",
    title=N_("Your entry in the staff list"),
    why=N_("The HR system sends it, so that this portal knows what applies to you."),
    fields={
        "employee_id": N_("Employee number"),
        "email": N_("Work e-mail address"),
        **_DESCRIBED,
    },
    covers=["person.employee_id", "person.manager_employee_id"],
    by=Person.id,
    own=lambda viewer: select(Person).where(col(Person.id) == viewer.id),
    words=lambda one: {"employee_id": one.employee_id, "email": one.email, **_described(one)},
)

HISTORY = rows(
    name="staff-list-history",
    at="valid_from",
    until="valid_to",
    title=N_("Earlier versions of your entry"),
    why=N_("They are kept so that old entries of who looked stay right."),
    fields={
        "valid_from": N_("From when it was so"),
        "valid_to": N_("Until when; empty: it is so now"),
        **_DESCRIBED,
    },
    covers=["person_version.person_id", "person_version.manager_employee_id"],
    by=PersonVersion.id,
    own=lambda viewer: select(PersonVersion).where(col(PersonVersion.person_id) == viewer.id),
    words=lambda one: {
        "valid_from": one.valid_from,
        "valid_to": one.valid_to,
        **_described(one),
    },
)

PREFERENCE = rows(
    name="settings",
    title=N_("Your settings"),
    why=N_("You chose them, and pages and mails follow them."),
    fields={
        "theme": N_("Colours of the pages"),
        "text_size": N_("Size of text"),
        "language": N_("Language, as a code"),
        "time_zone": N_("Time zone; empty: that of your place of work"),
        "email_digest": N_("How often you want mail when somebody looked"),
        "every_change": N_("Whether you want mail about changes that do not apply to you"),
    },
    covers=["preference.person_id"],
    by=Preference.person_id,
    own=lambda viewer: select(Preference).where(col(Preference.person_id) == viewer.id),
    words=lambda one: {
        "theme": one.theme.value,
        "text_size": one.text_size.value,
        "language": one.language,
        "time_zone": one.time_zone,
        "email_digest": one.email_digest.value,
        "every_change": one.every_change,
    },
)

VISIT = rows(
    name="last-visit",
    title=N_("The last day you came"),
    why=N_(
        "Your first page says what is new since then. When a quarter is over, how many came in it"
        " is published in a wide step. It is deleted after 13 months."
    ),
    fields={"last_day": N_("The day")},
    covers=["visit_mark.person_id"],
    by=VisitMark.person_id,
    own=lambda viewer: select(VisitMark).where(col(VisitMark.person_id) == viewer.id),
    words=lambda one: {"last_day": one.last_day},
)
