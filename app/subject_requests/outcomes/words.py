"""What each part of an outcome is called, wherever it is asked for, refused or read."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.core.language import gettext as _
from app.subject_requests.outcomes.rules import Ground, Keeping, Part


def parts() -> Mapping[Part, str]:
    """Each part as a line's head."""
    return {
        Part.PRACTICES: _("What it is about"),
        Part.OLD: _("What it said before"),
        Part.NEW: _("What it says now"),
        Part.WHERE: _("Where this was done"),
        Part.STATEMENT: _("The statement that was added"),
        Part.WHAT: _("Of which data"),
        Part.GROUND: _("Ground in the law"),
        Part.STAYS: _("What stays"),
        Part.EXCEPTION: _("Why the law lets it stay"),
        Part.REASONS: _("Our reasons"),
        Part.EFFECT: _("The effect it has"),
        Part.MEASURES: _("What we do about the effect"),
        Part.COMPELLING: _("Compelling legitimate grounds"),
        Part.DECISION: _("The decision that was looked at again"),
        Part.REVIEWER: _("Who looked again"),
        Part.DECIDED_BY: _("Who decided before"),
        Part.DECIDED: _("The new decision"),
        Part.WHY: _("Reasons"),
    }


def inside(part: Part) -> str:
    """The same inside a sentence."""
    head = parts()[part]
    return head[:1].lower() + head[1:]


def codes() -> Mapping[str, str]:
    """Grounds and exceptions of the law by their points, in everyday words."""
    return {
        Ground.NOT_NEEDED: _("It is no longer needed (Article 17(1)(a))"),
        Ground.CONSENT_WITHDRAWN: _("It rested on a yes that was taken back (Article 17(1)(b))"),
        Ground.OBJECTED: _("An objection was upheld (Article 17(1)(c))"),
        Ground.UNLAWFUL: _("It was not lawful to hold it (Article 17(1)(d))"),
        Ground.DUTY_TO_ERASE: _("A law says it must be deleted (Article 17(1)(e))"),
        Ground.ACCURACY: _("Whether it is right is being checked (Article 18(1)(a))"),
        Ground.UNLAWFUL_BUT_KEPT: _(
            "The use is not lawful, but it is to be kept (Article 18(1)(b))"
        ),
        Ground.NEEDED_FOR_CLAIMS: _(
            "We no longer need it, but it is needed for a claim (Article 18(1)(c))"
        ),
        Ground.OBJECTION_PENDING: _("An objection is being weighed (Article 18(1)(d))"),
        Keeping.NO_GROUND: _("None of the grounds to delete applies (Article 17(1))"),
        Keeping.EXPRESSION: _("Freedom of expression and information (Article 17(3)(a))"),
        Keeping.DUTY: _("A legal duty or a public task needs it (Article 17(3)(b))"),
        Keeping.PUBLIC_HEALTH: _("Public health (Article 17(3)(c))"),
        Keeping.ARCHIVE: _("Archives, research or statistics (Article 17(3)(d))"),
        Keeping.CLAIMS: _("Legal claims (Article 17(3)(e))"),
    }


def lines(decided: Mapping[str, Any], titles: Sequence[str]) -> list[tuple[str, str]]:
    """An outcome part by part, as the person reads it: heads and words.

    ``titles`` are what its practices are called.
    """
    if not decided:
        return []
    said, known = {**decided["words"], Part.PRACTICES: ", ".join(titles)}, codes()
    return [
        (head, known.get(said[part], said[part]))
        for part, head in parts().items()
        if said.get(part)
    ]
