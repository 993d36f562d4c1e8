"""What an officer may submit about a policy."""

import re
from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, ValidationError

from app.core.language import gettext as _
from app.core.web.forms import Form
from app.register.parts.schemas import Scope
from app.register.policies import rules
from app.register.policies.notation import rules as notation
from app.register.policies.schemas import PolicyDocument

LONGEST_NAME = 120
LONGEST_SENTENCE = 240
_BETWEEN = re.compile(r"[\n,;]+")


def _title(text: str) -> str:
    if not 3 <= len(text) <= LONGEST_NAME or "\n" in text:
        raise ValueError(_("Give it a title of 3 to 120 letters."))
    return text


def _sentences(text: object) -> object:
    found = rules.sentences(str(text))
    if len(found) > rules.MOST_SENTENCES:
        raise ValueError(_("Say what changed in at most 3 sentences."))
    if any(len(sentence) > LONGEST_SENTENCE for sentence in found):
        raise ValueError(_("Keep each sentence under 240 letters."))
    return found


def _names(text: object) -> object:
    found = tuple(name.strip() for name in _BETWEEN.split(str(text)) if name.strip())
    if any(len(name) > LONGEST_NAME for name in found):
        raise ValueError(_("Write each name on a line of its own, up to 120 letters."))
    return found


def _day(text: object) -> object:
    try:
        return date.fromisoformat(str(text)) if text else None
    except ValueError:
        raise ValueError(_("Enter a day, such as 2026-12-04.")) from None


def _due(text: object) -> object:
    if not text:
        raise ValueError(_("Enter the day by which people are asked to read it."))
    return _day(text)


def _places(names: tuple[str, ...]) -> tuple[str, ...]:
    try:
        return Scope(establishments=names).establishments
    except ValidationError:
        raise ValueError(_("Write places by their codes, such as leith.")) from None


Names = Annotated[tuple[str, ...], BeforeValidator(_names)]


class DraftPolicy(Form):
    """A policy on its way. Empty lists of people mean everyone.

    ``instead_of`` is the draft that the officer had before her.
    """

    title: Annotated[str, AfterValidator(_title)]
    text: Annotated[str, AfterValidator(notation.tidy)]
    what_changed: Annotated[tuple[str, ...], BeforeValidator(_sentences)] = ()
    in_force_from: Annotated[date | None, BeforeValidator(_day)] = None
    units: Names = ()
    roles: Names = ()
    establishments: Annotated[Names, AfterValidator(_places)] = ()
    work_settings: Names = ()
    devices: Names = ()
    instead_of: Annotated[UUID | None, BeforeValidator(lambda typed: typed or None)] = None

    @property
    def document(self) -> PolicyDocument:
        scope = Scope(
            units=self.units,
            roles=self.roles,
            establishments=self.establishments,
            work_settings=self.work_settings,
            devices=self.devices,
        )
        return PolicyDocument(title=self.title, text=self.text, scope=scope)


class Publication(Form):
    draft: UUID


class NewCampaign(Form):
    due_on: Annotated[date, BeforeValidator(_due)]
