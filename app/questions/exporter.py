"""What a person asked about looks, what was done, and what was asked about looks of her own."""

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from app.core.language import N_
from app.identity.held.queries import rows
from app.identity.people.models import Person
from app.questions.models import Act, Question, QuestionEvent

_PASSED_ON, _REPLIED, _DECIDED = (aliased(QuestionEvent) for _act in range(3))

QUESTIONS = rows(
    name="questions",
    title=N_("Your questions about looks"),
    why=N_("They are kept as you asked them, and what was found stands on the entry."),
    fields={
        "reference": N_("Its reference"),
        "index": N_("The entry’s place in the whole log"),
        "about": N_("What you wanted to know, as a code"),
        "text": N_("Your own words"),
        "first": N_("Who was asked first, as a code"),
        "jurisdiction": N_("The law of your place of work, as a code"),
        "asked_on": N_("The day on which you asked"),
        "asked_at": N_("When it was written down"),
    },
    covers=["question.person_id"],
    at="asked_at",
    by=Question.id,
    own=lambda viewer: select(Question).where(col(Question.person_id) == viewer.id),
    words=lambda one: {
        "reference": one.reference,
        "index": one.seq,
        "about": one.about.value,
        "text": one.text,
        "first": one.first.value,
        "jurisdiction": one.jurisdiction,
        "asked_on": one.asked_on,
        "asked_at": one.asked_at,
    },
)

# Who looked is not named here: the entry shows them as she may see them.
STEPS = rows(
    name="question-steps",
    title=N_("What was done with your questions"),
    why=N_("Every step is kept, so that you can see who did what and when."),
    fields={
        "question": N_("The reference of the question"),
        "number": N_("Which step of the question"),
        "act": N_("What was done, as a code"),
        "at": N_("When it was written down"),
        "by": N_("Who did it; empty for whoever looked, and for the portal itself"),
        "text": N_("What was said"),
        "case": N_("The case they named"),
        "verdict": N_("What was found, as a code"),
        "told": N_("Whether the name is told"),
        "needed": N_("What you need the name for, as it was weighed"),
        "harm": N_("What speaks against telling it, as it was weighed"),
    },
    covers=["question_event.question_id"],
    at="at",
    by=QuestionEvent.id,
    own=lambda viewer: (
        select(QuestionEvent, col(Question.reference), col(Person.name))
        .join(Question, col(Question.id) == col(QuestionEvent.question_id))
        .join(
            Person,
            (col(Person.id) == col(QuestionEvent.actor_id))
            & (col(QuestionEvent.act) != Act.REPLIED),
            isouter=True,
        )
        .where(col(Question.person_id) == viewer.id)
    ),
    words=lambda one, reference, name: {
        "question": reference,
        "number": one.number,
        "act": one.act.value,
        "at": one.at,
        "by": name,
        "text": one.text,
        **{key: one.details.get(key) for key in ("case", "verdict", "told", "needed", "harm")},
    },
)


def _of(event: type[QuestionEvent], act: Act) -> ColumnElement[bool]:
    return (col(event.question_id) == col(Question.id)) & (col(event.act) == act)


# Nothing of who asked, of what they typed, or of a moment finer than a day.
ABOUT_YOUR_LOOKS = rows(
    name="questions-about-your-looks",
    title=N_("Questions about looks of yours"),
    why=N_("Whoever is looked at may ask why. Your reason is kept with the question."),
    fields={
        "reference": N_("Its reference"),
        "passed_on": N_("The day on which you were asked"),
        "replied_on": N_("The day on which you gave your reason"),
        "text": N_("Your reason"),
        "case": N_("The case you named"),
        "verdict": N_("What a privacy officer found, as a code"),
    },
    covers=["question.accessor_id"],
    at="passed_on",
    by=Question.id,
    own=lambda viewer: (
        select(Question, _PASSED_ON, _REPLIED, _DECIDED)
        .join(_PASSED_ON, _of(_PASSED_ON, Act.PASSED_ON))
        .outerjoin(_REPLIED, _of(_REPLIED, Act.REPLIED))
        .outerjoin(_DECIDED, _of(_DECIDED, Act.DECIDED))
        .where(col(Question.accessor_id) == viewer.id)
    ),
    words=lambda one, passed_on, replied, decided: {
        "reference": one.reference,
        "passed_on": passed_on.on,
        "replied_on": replied.on if replied else None,
        "text": replied.text if replied else None,
        "case": replied.details.get("case") if replied else None,
        "verdict": decided.details["verdict"] if decided else None,
    },
)
