"""A check of the log may go on from where the one before ended."""

import sqlalchemy as sa
from alembic import op

from migrations.insert_only import protect

revision = "0050_checks_of_what_is_new"
down_revision = "0048_anonymous_concerns"
branch_labels = None
depends_on = None


def upgrade() -> None:
    first = sa.Column("first", sa.BigInteger(), nullable=False, server_default="0")
    with op.batch_alter_table("log_check") as table:
        table.add_column(first)
        table.create_check_constraint(
            op.f("ck_log_check_begins_within"), "first >= 0 AND first <= size"
        )
    _protect_again()


def downgrade() -> None:
    with op.batch_alter_table("log_check") as table:
        table.drop_constraint(op.f("ck_log_check_begins_within"), type_="check")
        table.drop_column("first")
    _protect_again()


def _protect_again() -> None:
    """On SQLite the table was made anew, without its triggers."""
    if op.get_context().dialect.name == "sqlite":
        protect("log_check")
