"""Erasing takes a role on purpose, and who serves needs no more than a role of its own may do."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0054_rights_of_the_log"
down_revision = "0052_seals"
branch_labels = None
depends_on = None

STATEMENTS = Path(__file__).parents[1] / "access_log"


def upgrade() -> None:
    _run("rights.sql")


def downgrade() -> None:
    _run("rights_down.sql")


def _run(file: str) -> None:
    if op.get_context().dialect.name != "postgresql":
        return
    for statement in (STATEMENTS / file).read_text().split("\n---\n"):
        op.execute(sa.text(statement.replace(":", r"\:").replace(r"\:\:", "::")))
