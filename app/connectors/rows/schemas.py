"""How a table is mapped whose rows come as names and values."""

from app.connectors.tables.schemas import Name, TableWords


class Rows(TableWords):
    """A table; a field of JSON may lie deeper, with full stops from the outside in.

    ``person_field`` holds the employee id, ``key_field`` the row's own name, ``at_field`` its
    day or moment (ISO 8601, or Unix seconds or milliseconds).
    """

    person_field: Name
    key_field: Name
    at_field: Name | None = None
