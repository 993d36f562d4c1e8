"""Concerns without a name: when they were handed over, insert-only, and sealed messages."""

import sqlalchemy as sa
from alembic import op

from migrations.insert_only import protect

revision = "0048_anonymous_concerns"
down_revision = "0047_pledges"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("concern_message", sa.Column("sealed", sa.LargeBinary(), nullable=True))
    op.create_table(
        "concern_release",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leaf", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("leaf >= 0", name=op.f("ck_concern_release_leaf_is_an_index")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern_release")),
        sa.UniqueConstraint("slot", name=op.f("uq_concern_release_slot")),
    )
    protect("concern_release", ("slot",))


def downgrade() -> None:
    raise NotImplementedError("What people raised is not forgotten by a downgrade.")
