"""A bundle knows how much it was made from, and documents whose files went lose their names."""

import sqlalchemy as sa
from alembic import op

revision = "0036_erased_and_counted"
down_revision = "0035_own_searches"
branch_labels = None
depends_on = None


GONE = "source_id IN (SELECT id FROM gathering_source WHERE removed_at IS NOT NULL)"


def upgrade() -> None:
    op.add_column(
        "answer_bundle", sa.Column("version", sa.String(64), nullable=False, server_default="")
    )
    op.execute(
        "UPDATE gathered_document SET title = '', author = '', participants = '[]',"
        f" unreadable = '', key = 'forgotten ' || CAST(number AS VARCHAR(20)) WHERE {GONE}"
    )
    op.execute("UPDATE gathering_source SET skipped = '[]' WHERE removed_at IS NOT NULL")


def downgrade() -> None:
    """What was erased does not come back."""
    op.drop_column("answer_bundle", "version")
