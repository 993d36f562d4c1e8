"""An event, a notice and a heartbeat each belong to an entry that is there already."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0009_rows_of_the_log"
down_revision = "0008_unusual"
branch_labels = None
depends_on = None

STATEMENTS = Path(__file__).parents[1] / "access_log"


def upgrade() -> None:
    if op.get_context().dialect.name != "postgresql":
        _run("rows_sqlite.sql")
        return
    _run("roles.sql")
    op.execute("SET LOCAL ROLE daylight_log_owner")
    _run("rows_postgresql.sql")
    op.execute("RESET ROLE")
    op.execute("REVOKE daylight_log_owner FROM CURRENT_USER")


def downgrade() -> None:
    raise NotImplementedError("The log's protection is not taken off by a downgrade.")


def _run(file: str) -> None:
    for statement in (STATEMENTS / file).read_text().split("\n---\n"):
        op.execute(sa.text(statement.replace(":", r"\:").replace(r"\:\:", "::")))
