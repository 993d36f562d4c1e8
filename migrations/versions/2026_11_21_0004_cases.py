"""The first table of cases."""

import sqlalchemy as sa
from alembic import op

revision = "0004_cases"
down_revision = "0003_notifications"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(20), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=False),
        sa.Column("form_key", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(40), nullable=False),
        sa.Column("ticket", sa.String(60), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "closed_at IS NULL OR closed_at >= opened_at", name="ck_case_closed_after_opened"
        ),
        sa.CheckConstraint("person_id <> officer_id", name="ck_case_never_ones_own"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_case_person_id"),
        sa.ForeignKeyConstraint(["officer_id"], ["person.id"], name="fk_case_officer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_case"),
        sa.UniqueConstraint("reference", name="uq_case_reference"),
        sa.UniqueConstraint("officer_id", "form_key", name="uq_case_officer_id_form_key"),
    )
    op.create_index("ix_case_person_id", "case", ["person_id"])
    op.create_index("ix_case_officer_id_looked_at", "case", ["officer_id", "looked_at"])


def downgrade() -> None:
    op.drop_table("case")
