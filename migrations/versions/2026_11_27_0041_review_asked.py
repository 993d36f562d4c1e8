"""That the risk of a practice changed, so that its review is due at once."""

import sqlalchemy as sa
from alembic import op

from migrations.insert_only import protect

revision = "0041_review_asked"
down_revision = "0040_consent_moment"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "risk_change",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("practice_id", sa.String(60), nullable=False),
        sa.Column("version", sa.String(10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("form_key", sa.Uuid(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_risk_change_has_reason")),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name=op.f("fk_risk_change_practice_id_practice")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["person.id"], name=op.f("fk_risk_change_recorded_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_change")),
        sa.UniqueConstraint(
            "recorded_by", "form_key", name=op.f("uq_risk_change_recorded_by_form_key")
        ),
    )
    op.create_index("ix_risk_change_practice_id", "risk_change", ["practice_id"])
    protect("risk_change", ["recorded_by", "form_key"])


def downgrade() -> None:
    op.drop_table("risk_change")
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP FUNCTION risk_change_is_insert_only()")
