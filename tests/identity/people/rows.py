"""People files for tests: rows as dictionaries, and files made of them."""

import csv
import io
from collections.abc import Iterable
from typing import Any

from app.identity.people.schemas import COLUMNS


def a_row(employee_id: str = "E1001", **other: Any) -> dict[str, str]:
    """One line of a people file, with nothing wrong in it."""
    usual = {
        "employee_id": employee_id,
        "name": f"Person {employee_id}",
        "email": f"{employee_id.lower()}@example.com",
        "unit": "Field operations",
        "role_title": "Field engineer",
        "manager_id": "",
        "establishment": "leith",
        "work_setting": "field",
        "devices": "phone;vehicle",
        "active": "true",
    }
    return usual | other


def a_file(*rows: dict[str, str], columns: Iterable[str] = COLUMNS) -> io.BytesIO:
    """The rows as a spreadsheet would save them."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(columns), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return io.BytesIO(text.getvalue().encode())
