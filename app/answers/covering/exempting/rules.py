"""When something about others may be given, and which test each ground has (RSP-6, RSP-7)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from app.answers.covering.deciding.rules import NEUTRAL
from app.answers.covering.models import Ground, Outcome
from app.core.errors import RejectedError
from app.core.language import N_
from app.core.language import gettext as _

TESTS: Mapping[Ground, str] = {
    Ground.PRIVILEGE: N_("Who asked which lawyer for advice, and was it kept confidential?"),
    Ground.FORECASTING: N_("Which plan would suffer if it were known now, and how?"),
    Ground.NEGOTIATIONS: N_(
        "Which talks are open, and how would knowing our intentions harm them?"
    ),
    Ground.REFERENCES: N_("Who gave it to whom in confidence, and for which purpose?"),
    Ground.CRIME: N_("Which purpose about crime or tax would be hindered, and how likely is that?"),
    Ground.SELF_INCRIMINATION: N_("Of which offence would giving it be evidence?"),
    Ground.RIGHTS_OF_OTHERS: N_(
        "Whose right or freedom would be harmed, and why does it weigh more?"
    ),
    Ground.UNFOUNDED: N_("What shows that the request is without ground, or far too much?"),
}
TITLES: Mapping[Ground, str] = {
    Ground.PRIVILEGE: N_("Legal advice (privilege)"),
    Ground.FORECASTING: N_("Management forecasting or planning"),
    Ground.NEGOTIATIONS: N_("Negotiations with the person"),
    Ground.REFERENCES: N_("Confidential references"),
    Ground.CRIME: N_("Crime and taxation"),
    Ground.SELF_INCRIMINATION: N_("Self-incrimination"),
    Ground.RIGHTS_OF_OTHERS: N_("Rights and freedoms of others"),
    Ground.UNFOUNDED: N_("Manifestly unfounded or excessive"),
}


@dataclass(frozen=True)
class Steps:
    """The three steps about others, in their order (DPA 2018 Sch 2 para 16)."""

    separable: bool
    consented: bool
    reasonable: bool


class Exempting(Protocol):
    """What is asked of an exemption, or of its end."""

    number: int
    start_at: int | None
    end_at: int | None
    ground: Ground
    holds: bool


def check_outcome(outcome: Outcome, steps: Steps) -> None:
    """Raise unless the steps lead to the outcome.

    What can be given without saying who the other is is given so. Identifying the other needs
    consent, or that it is reasonable without.
    """
    may_identify = steps.consented or steps.reasonable
    if outcome is Outcome.DISCLOSE and not may_identify:
        raise RejectedError(
            _("Giving it as it is needs the other’s consent, or that it is reasonable without.")
        )
    if outcome is Outcome.WITHHOLD and steps.separable:
        raise RejectedError(
            _("It can be given without saying who the other is: cover what tells it instead.")
        )
    if outcome is Outcome.WITHHOLD and may_identify:
        raise RejectedError(_("By your own answers it can be given: it may not be kept back."))


def standing(exemptions: Iterable[Exempting]) -> list[Exempting]:
    """Those that hold: the latest for each ground and passage, if it was not ended."""
    found: dict[tuple[Ground, int | None, int | None], Exempting] = {}
    for each in sorted(exemptions, key=lambda exemption: exemption.number):
        found[each.ground, each.start_at, each.end_at] = each
    return [each for each in found.values() if each.holds]


def reason(ground: Ground, *, neutral: bool) -> str:
    """The code of what the employee reads."""
    return NEUTRAL if neutral else ground.value
