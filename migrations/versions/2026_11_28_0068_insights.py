"""What was published of each quarter, insert-only."""

import sqlalchemy as sa
from alembic import op

from migrations.insert_only import protect

revision = "0068_insights"
down_revision = "0064_given_up"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "quarter_report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("quarter", sa.String(7), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given", sa.Text(), nullable=False),
        sa.Column("tables", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quarter_report")),
        sa.UniqueConstraint("quarter", name=op.f("uq_quarter_report_quarter")),
    )
    protect("quarter_report", ("quarter",))


def downgrade() -> None:
    op.drop_table("quarter_report")
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP FUNCTION quarter_report_is_insert_only()")
