"""Which words were assessed, consulted on, or started without a consultation.

Of what was checked before, nobody noted the words: it stays empty, and such a check counts only
for the version that was published after it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020_bound_checks"
down_revision = "0019_comments"
branch_labels = None
depends_on = None

TABLES = ("assessment", "consultation", "unconsulted_start")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("practice_digest", sa.String(64), nullable=True))


def downgrade() -> None:
    raise NotImplementedError("Which words were checked is not taken away by a downgrade.")
