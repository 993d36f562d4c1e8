"""Drafts that are written in the portal: whose they are, and how they are to be published."""

import sqlalchemy as sa
from alembic import op

revision = "0011_drafts"
down_revision = "0010_approvals"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("register_draft", sa.Column("owner_id", sa.Uuid(), nullable=True))
    op.add_column("register_draft", sa.Column("proposal", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("register_draft", "proposal")
    op.drop_column("register_draft", "owner_id")
