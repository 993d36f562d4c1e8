"""Who is too near to judge a look: as values, by employee id."""

from collections.abc import Mapping
from dataclasses import dataclass

Above = Mapping[str, frozenset[str]]  # whom each reports to, and those to, up to the top


@dataclass(frozen=True)
class Side:
    """Somebody by her number, and whom she reports to directly."""

    employee_id: str
    manager: str | None


def is_too_near(officer: Side, asker: Side, accessor: str | None, above: Above) -> bool:
    """Never one's own, one's manager's or a report's question (SECURITY.md, Officers).

    Nor one about one's own look, or that of anybody in the same line, above or below.
    """
    if officer.employee_id in {asker.employee_id, asker.manager}:
        return True
    if officer.manager == asker.employee_id:
        return True
    if accessor is None:
        return False
    return (
        officer.employee_id == accessor
        or officer.employee_id in above.get(accessor, ())
        or accessor in above.get(officer.employee_id, ())
    )
