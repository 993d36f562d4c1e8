"""What is to be deleted of the log, and a way to its public notices by their kind."""

import sqlalchemy as sa
from alembic import op

revision = "0070_erasing"
down_revision = "0068_insights"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "asked_erasure",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_asked_erasure_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asked_erasure")),
        sa.UniqueConstraint("reference", name=op.f("uq_asked_erasure_reference")),
    )
    op.create_index(op.f("ix_asked_erasure_person_id"), "asked_erasure", ["person_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_asked_erasure_person_id"), "asked_erasure")
    op.drop_table("asked_erasure")
