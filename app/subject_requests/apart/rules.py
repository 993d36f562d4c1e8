"""From whom a complaint about a request is kept, as values."""

from collections.abc import Collection, Sequence
from uuid import UUID


def kept_from(had_it: Sequence[UUID], officers: Collection[UUID]) -> set[UUID]:
    """Every officer who had the request complained about; ``had_it`` in the order of having it.

    Somebody has to answer: where no other officer is left it is kept from the last one alone,
    and where she is the only officer, from nobody.
    """
    for concerned in (set(had_it), set(had_it[-1:])):
        if set(officers) - concerned:
            return concerned
    return set()
