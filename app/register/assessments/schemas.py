"""The words of an assessment as its author writes them, and as everyone may read them.

The order of the parts is Acas's; they hold what UK GDPR Art 35(7)(a)–(d) asks for (LAW MON-3).
"""

from datetime import date
from enum import StrEnum
from textwrap import shorten
from typing import Annotated, Final

from pydantic import AfterValidator, Field, StringConstraints

from app.core.text import HIDDEN
from app.register.assessments.models import Verdict
from app.register.terms.schemas import Part, Short

LONGEST = 6000
LONGEST_SUMMARY = 1200
MOST_RISKS = 20
SUMMARY: Final = ("what", "why", "risk", "changed")
PARTS: Final = ("benefits", "effects", "options", "law", "reason", "people")


def _legible(text: str) -> str:
    if HIDDEN.search(text):
        raise ValueError("This holds characters that cannot be shown. Type it again.")
    return text.replace("\r\n", "\n")


Long = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=LONGEST), AfterValidator(_legible)
]


class Level(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Risk(Part):
    """One risk to the people concerned: how likely, what harm, what is done, what remains."""

    harm: Long
    likelihood: Level
    measure: Long
    remains: Level


class Words(Part):
    """An author's words. An empty part is not written yet."""

    title: Short = Field(description="what is assessed: “Location in the field app”")
    what: Long = ""
    why: Long = ""
    risk: Long = Field("", description="the risks to you, in short")
    changed: Long = Field("", description="what was changed because of the assessment")
    benefits: Long = Field("", description="reasons and likely benefits")
    effects: Long = Field("", description="negative effects")
    options: Long = Field("", description="other options, or other ways")
    law: Long = Field("", description="the law, and how information is collected and used")
    reason: Long = Field("", description="whether there is a valid reason: need and proportion")
    people: Long = Field("", description="who is affected")
    risks: Annotated[tuple[Risk, ...], Field(max_length=MOST_RISKS)] = ()
    asked: bool | None = Field(None, description="whether people's views were sought; Art 35(9)")
    views: Long = Field("", description="what they said, or why they were not asked")


class Removal(Part):
    """A passage that is not published, and the reason printed in its place."""

    part: str
    passage: Annotated[str, StringConstraints(min_length=3, max_length=1000)]
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=200)]


class Run(Part):
    """A stretch of text, or the reason that stands where a passage was removed."""

    text: str
    removed: bool = False


Paragraphs = tuple[tuple[Run, ...], ...]


class PublicRisk(Part):
    harm: Paragraphs
    likelihood: Level
    measure: Paragraphs
    remains: Level


class Signature(Part):
    name: Short
    role: Short


class PublicDocument(Part):
    """An assessment as everyone may read it; ``words_digest`` is of the words that were signed."""

    title: Short
    parts: dict[str, Paragraphs]
    risks: tuple[PublicRisk, ...]
    asked: bool
    advice: Verdict
    advice_text: Paragraphs
    decision: Verdict
    overruled: Paragraphs
    author: Signature
    evaluator: Signature
    validator: Signature
    signed_on: date
    review_on: date
    words_digest: str

    @property
    def in_short(self) -> str:
        """The risks and what was changed, as one line that fits into the label."""
        paragraphs = (*self.parts["risk"], *self.parts["changed"])
        left = (run.text for paragraph in paragraphs for run in paragraph if not run.removed)
        return shorten(" ".join(left), LONGEST_SUMMARY, placeholder=" …")
