"""The table of keys, in a database of its own."""

from sqlalchemy import Column, Integer, LargeBinary, SmallInteger, Table

from app.core.db.base import KEYS

subject_key = Table(
    "subject_key",
    KEYS,
    Column("subject", LargeBinary(16), primary_key=True),
    Column("month", Integer, primary_key=True, autoincrement=False),
    Column("retention", SmallInteger, primary_key=True, autoincrement=False),
    Column("wrapped", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
    comment="one key per subject, month recorded and retention class; deleting it is erasure",
)
