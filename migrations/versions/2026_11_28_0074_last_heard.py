"""A source has the moment at which a batch of it last came, whenever its events occurred."""

import sqlalchemy as sa
from alembic import op

revision = "0074_last_heard"
down_revision = "0070_erasing"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("source", sa.Column("heard_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("source", "heard_at")
