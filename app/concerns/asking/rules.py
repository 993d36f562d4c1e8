"""What somebody raises, page by page: no database, no web."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from app.concerns.models import About, Naming


class Question(StrEnum):
    """The pages, by their addresses, in their order."""

    NAME = "name-or-not"
    ABOUT = "about"
    WHAT = "what"
    CHECK = "check"


@dataclass(frozen=True)
class Raised:
    """All answers together. ``person`` and ``entry`` are what was typed and chosen."""

    naming: Naming
    about: About
    what: str
    wish: str = ""
    object_id: str = ""
    entry: str = ""
    person: str = ""


@dataclass(frozen=True)
class Draft:
    """What is written so far: each page's answers as typed, under the key of what it becomes."""

    form_key: UUID
    answers: Mapping[Question, Mapping[str, str]] = field(default_factory=dict)

    def with_answer(self, question: Question, typed: Mapping[str, str]) -> "Draft":
        return Draft(self.form_key, {**self.answers, question: dict(typed)})

    def as_bytes(self) -> bytes:
        """To be sealed."""
        return json.dumps({"key": str(self.form_key), "answers": dict(self.answers)}).encode()


def draft_of(plain: bytes) -> Draft:
    """A draft, read back."""
    told: Mapping[str, Any] = json.loads(plain)
    answers = {Question(question): typed for question, typed in told["answers"].items()}
    return Draft(UUID(told["key"]), answers)


def before(question: Question) -> Question | None:
    """The page one step back."""
    pages = list(Question)
    at = pages.index(question)
    return pages[at - 1] if at else None
