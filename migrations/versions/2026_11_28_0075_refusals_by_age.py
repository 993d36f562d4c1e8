"""Refused batches are counted and deleted by their age, whichever source they came from."""

from alembic import op

revision = "0075_refusals_by_age"
down_revision = "0074_last_heard"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_refused_batch_at", "refused_batch", ["at"])


def downgrade() -> None:
    op.drop_index("ix_refused_batch_at", table_name="refused_batch")
