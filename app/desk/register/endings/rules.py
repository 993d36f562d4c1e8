"""The answers of the form: for all kinds of data at once, and for each that differs. Pure.

The fields are ``became``, ``day`` and ``rule`` for all, and ``became:live-location`` and so on for
one kind. What is left empty for one kind is as for all.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from app.core.language import gettext as _
from app.register.parts.schemas import CategoryFate
from app.register.terms.schemas import Became

FIELDS = ("became", "day", "rule")
LONGEST = 1200


@dataclass(frozen=True)
class Receipts:
    """One for each kind of data, or what is wrong, by the field's name."""

    fates: tuple[CategoryFate, ...]
    errors: Mapping[str, str]


def own(submitted: Mapping[str, str]) -> dict[str, str]:
    """What was typed about kinds of data, of all that was."""
    return {name: text for name, text in submitted.items() if name.split(":")[0] in FIELDS}


def read(submitted: Mapping[str, str], kinds: Iterable[str]) -> Receipts:
    """A receipt for each kind. A fault is named at the kind's own field where one was typed."""
    fates, errors = [], {}
    for kind in kinds:
        found: dict[str, str] = {}
        for field in FIELDS:
            here = f"{field}:{kind}"
            name = here if submitted.get(here, "").strip() else field
            found[field] = " ".join(submitted.get(name, "").split())
            if wrong := _wrong(field, found[field]):
                errors[name] = wrong
        if not errors:
            fates.append(_fate(kind, found))
    return Receipts(() if errors else tuple(fates), errors)


def _fate(kind: str, found: Mapping[str, str]) -> CategoryFate:
    return CategoryFate(
        category=kind,
        became=Became(found["became"]),
        on=date.fromisoformat(found["day"]),
        rule=found["rule"],
    )


def _wrong(field: str, text: str) -> str:
    if field == "became":
        return "" if text in set(Became) else _("Choose what becomes of it.")
    if field == "rule":
        return "" if 1 <= len(text) <= LONGEST else _("Write a sentence, up to 1,200 letters.")
    try:
        date.fromisoformat(text)
    except ValueError:
        return _("Write a day such as 2027-03-31.")
    return ""
