"""Which table a file is of."""

from enum import StrEnum


class Of(StrEnum):
    """The tables there are."""

    KINDS = "kinds"
    MONTHS = "months"
