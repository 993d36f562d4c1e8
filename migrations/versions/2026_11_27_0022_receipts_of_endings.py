"""What became of each kind of data when a practice ended stands beside the ending.

Adding a column rebuilds no table: the protection of its rows stays where it is.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022_receipts_of_endings"
down_revision = "0021_event_rows"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "practice_ending", sa.Column("fates", sa.Text(), server_default="[]", nullable=False)
    )


def downgrade() -> None:
    raise NotImplementedError("What became of data is not forgotten by a downgrade.")
