"""Keys by chance, one a survey, committed before what is sealed with them, deleted after it.

Each is wrapped under the installation's secret, so that the database of keys alone opens nothing;
once it is deleted, the secret opens nothing either.
"""

import os
from collections.abc import Set
from enum import StrEnum
from uuid import UUID

from sqlalchemy import delete, select

from app.core import secrets
from app.core.crypto import aead
from app.core.db import dialects
from app.core.db.session import keys_engine
from app.surveys.keys.models import survey_key


class Opens(StrEnum):
    """What a key of a survey opens."""

    ANSWERS = "answers"
    WORDS = "words"


def make(survey_id: UUID, opens: Opens) -> bytes:
    """A new key, or the one that was made before."""
    row = {"survey": survey_id.bytes, "opens": opens.value}
    wrapped = aead.seal(_wrapping(), os.urandom(32), _context(survey_id, opens))
    engine = keys_engine()
    statement = dialects.insert_unless_there(engine, survey_key)
    with dialects.for_writing(engine).begin() as connection:
        connection.execute(statement, [row | {"wrapped": wrapped}])
    return existing(survey_id, opens)


def existing(survey_id: UUID, opens: Opens) -> bytes:
    """Raises CannotOpenError if it is deleted or was never made."""
    key = survey_key.c
    one = select(key.wrapped).where(key.survey == survey_id.bytes, key.opens == opens.value)
    with dialects.for_reading(keys_engine()).begin() as connection:
        wrapped = connection.execute(one).scalar_one_or_none()
    return aead.unseal(_wrapping(), bytes(wrapped or b""), _context(survey_id, opens))


def there() -> set[tuple[UUID, Opens]]:
    """Of which surveys there are keys, and what each opens."""
    key = survey_key.c
    with dialects.for_reading(keys_engine()).begin() as connection:
        found = connection.execute(select(key.survey, key.opens)).all()
    return {(UUID(bytes=bytes(survey)), Opens(opens)) for survey, opens in found}


def forget(over: Set[tuple[UUID, Opens]]) -> None:
    """Delete these keys: what was sealed with them, wherever it lies, opens no more."""
    key = survey_key.c
    with dialects.for_writing(keys_engine()).begin() as connection:
        for survey_id, opens in over:
            one = (key.survey == survey_id.bytes) & (key.opens == opens.value)
            connection.execute(delete(survey_key).where(one))


def _wrapping() -> bytes:
    return secrets.derive("keys of surveys")


def _context(survey_id: UUID, opens: Opens) -> bytes:
    return survey_id.bytes + opens.encode()
