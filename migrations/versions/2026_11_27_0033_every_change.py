"""Whether somebody wants to be told of changes that do not apply to her."""

import sqlalchemy as sa
from alembic import op

revision = "0033_every_change"
down_revision = "0032_by_code"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("preference") as table:
        table.add_column(
            sa.Column("every_change", sa.Boolean(), nullable=False, server_default=sa.false())
        )


def downgrade() -> None:
    with op.batch_alter_table("preference") as table:
        table.drop_column("every_change")
