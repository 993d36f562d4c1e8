"""Events come with all their entries; each source's are found on their own.

Whom a source covers, the register says: its column goes.
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0021_event_rows"
down_revision = "0020_bound_checks"
branch_labels = None
depends_on = None

STATEMENTS = Path(__file__).parents[1] / "access_log"


def upgrade() -> None:
    op.drop_column("source", "covers")
    if op.get_context().dialect.name != "postgresql":
        _each_sources_own()
        return
    _run("roles.sql")
    op.execute("SET LOCAL ROLE daylight_log_owner")
    _each_sources_own()
    _run("events_postgresql.sql")
    op.execute("RESET ROLE")
    op.execute("REVOKE daylight_log_owner FROM CURRENT_USER")


def downgrade() -> None:
    raise NotImplementedError("The log's protection is not taken off by a downgrade.")


def _each_sources_own() -> None:
    op.create_index("ix_event_source_seq", "event", ["source_id", "first_seq", "occurred"])


def _run(file: str) -> None:
    for statement in (STATEMENTS / file).read_text().split("\n---\n"):
        op.execute(sa.text(statement.replace(":", r"\:").replace(r"\:\:", "::")))
