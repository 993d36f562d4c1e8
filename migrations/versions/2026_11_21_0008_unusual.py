"""What the rules found unusual, beside the log."""

import sqlalchemy as sa
from alembic import op

revision = "0008_unusual"
down_revision = "0007_sign_in"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "flag",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("flag", sa.String(length=40), nullable=False),
        sa.Column("detail", sa.String(length=40), nullable=False),
        sa.CheckConstraint("flag <> ''", name=op.f("ck_flag_is_named")),
        sa.PrimaryKeyConstraint("seq", "flag", name=op.f("pk_flag")),
    )


def downgrade() -> None:
    op.drop_table("flag")
