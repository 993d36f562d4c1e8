"""The register as a file: the same practices, with their history beside them."""

import json
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field

from app.register.models import Stage
from app.register.schemas import EndingNote, Front, PracticeDocument, VersionNote
from app.register.terms.schemas import Part, Short


class FileState(StrEnum):
    """The ``state`` of a practice in a file: a stage of a draft, or of what was published."""

    DRAFT = Stage.DRAFT
    IMPACT_CHECK = Stage.IMPACT_CHECK
    CONSULTATION = Stage.CONSULTATION
    APPROVED = Stage.APPROVED
    IN_USE = "in-use"
    REVIEW_DUE = "review-due"
    ENDED = "ended"


WordsStage = Literal[Stage.DRAFT, Stage.IMPACT_CHECK, Stage.CONSULTATION, Stage.APPROVED]
IN_USE = frozenset({FileState.IN_USE, FileState.REVIEW_DUE})
PUBLISHED = IN_USE | {FileState.ENDED}


class EstablishmentEntry(Part):
    """A place of work: whose law, which clock, which hours (``mon: 08:00-18:00`` …)."""

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
    name: Short
    jurisdiction: str
    time_zone: str
    working_hours: dict[str, str]


class PastVersion(Part):
    """An earlier version: its note, and the fields that were different from the present ones."""

    version: VersionNote
    was: dict[str, Any]


class ProposedVersion(Part):
    """A draft of the next version of something in use: the fields that would become different."""

    stage: WordsStage = Stage.DRAFT
    version: VersionNote | None = None
    becomes: dict[str, Any]


class PracticeEntry(PracticeDocument):
    """One practice: its present words, and where they stand."""

    state: FileState
    version: VersionNote | None = Field(None, description="required of what was published")
    history: Annotated[tuple[PastVersion, ...], Field(max_length=500)] = ()
    ended: EndingNote | None = None
    earlier_endings: Annotated[tuple[EndingNote, ...], Field(max_length=50)] = ()
    proposed: ProposedVersion | None = None


class RegisterFile(Front):
    """The whole register. ``daylight register import`` reads it, ``export`` writes it."""

    establishments: Annotated[tuple[EstablishmentEntry, ...], Field(max_length=2000)] = ()
    practices: Annotated[tuple[PracticeEntry, ...], Field(max_length=2000)]


BESIDE = frozenset(PracticeEntry.model_fields) - frozenset(PracticeDocument.model_fields)


def json_schema() -> str:
    """The JSON Schema of a register file (docs/register.schema.json), ending in a line break."""
    return json.dumps(RegisterFile.model_json_schema(), indent=2, ensure_ascii=False) + "\n"
