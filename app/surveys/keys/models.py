"""The table of surveys' keys, in the database of keys."""

from sqlalchemy import Column, LargeBinary, String, Table

from app.core.db.base import KEYS

survey_key = Table(
    "survey_key",
    KEYS,
    Column("survey", LargeBinary(16), primary_key=True),
    Column("opens", String(10), primary_key=True),
    Column("wrapped", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
    comment="one key for the answers of a survey, one for its texts; deleted with what they open",
)
