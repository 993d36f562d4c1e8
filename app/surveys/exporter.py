"""What is held on a person by surveys: that she is asked, and whether she answered. Not what."""

from sqlalchemy import select
from sqlmodel import col

from app.core.language import N_
from app.identity.held.queries import rows
from app.surveys.models import Status, Survey, SurveyInvitation

INVITATIONS = rows(
    name="surveys",
    at="opened_on",
    title=N_("Surveys you are asked in"),
    why=N_(
        "So that each person answers once, and that surveys together tell no few people apart."
        " Whether you answered is deleted when it closes. What you answered is not kept with this."
    ),
    fields={
        "survey": N_("The survey"),
        "opened_on": N_("The day it opened"),
        "place": N_("Where you worked on that day, as a code"),
        "answered": N_("Whether you answered; empty once that is deleted"),
    },
    covers=["survey_invitation.person_id"],
    by=SurveyInvitation.survey_id,
    own=lambda viewer: (
        select(SurveyInvitation, Survey)
        .join(Survey, col(Survey.id) == col(SurveyInvitation.survey_id))
        .where(col(SurveyInvitation.person_id) == viewer.id)
    ),
    words=lambda one, survey: {
        "survey": survey.title,
        "opened_on": survey.opened_on,
        "place": one.place,
        "answered": one.answered or (None if survey.status is Status.CLOSED else False),
    },
)
