"""Where an answer goes that is sent, and how the one that was approved goes out."""

import sqlalchemy as sa
from alembic import op

revision = "0034_delivery"
down_revision = "0032_by_code"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "subject_request", sa.Column("send_to", sa.Text(), nullable=False, server_default="")
    )
    op.add_column("subject_request_proposal", sa.Column("delivery", sa.String(40), nullable=True))


def downgrade() -> None:
    op.drop_column("subject_request_proposal", "delivery")
    op.drop_column("subject_request", "send_to")
