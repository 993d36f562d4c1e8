"""Emergency looks and what became of them, insert-only; roles that are suspended for a time."""

import sqlalchemy as sa
from alembic import op

from migrations.insert_only import protect

revision = "0030_break_glass"
down_revision = "0029_outcomes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "role_grant", sa.Column("suspended_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.create_table(
        "emergency_look",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(20), nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("form_key", sa.Uuid(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["person.id"], name="fk_emergency_look_officer_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_emergency_look_person_id"),
        sa.CheckConstraint("person_id <> officer_id", name="ck_emergency_look_never_ones_own"),
        sa.CheckConstraint("length(reason) >= 20", name="ck_emergency_look_says_why"),
        sa.CheckConstraint("ends_at > opened_at", name="ck_emergency_look_ends_after_opening"),
        sa.PrimaryKeyConstraint("id", name="pk_emergency_look"),
        sa.UniqueConstraint("reference", name="uq_emergency_look_reference"),
        sa.UniqueConstraint("officer_id", "form_key", name="uq_emergency_look_officer_id_form_key"),
    )
    op.create_index("ix_emergency_look_person_id", "emergency_look", ["person_id"])
    op.create_index("ix_emergency_look_opened_at", "emergency_look", ["opened_at"])
    op.create_table(
        "emergency_look_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("look_id", sa.Uuid(), nullable=False),
        sa.Column("act", sa.String(40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("outcome", sa.String(40), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["look_id"], ["emergency_look.id"], name="fk_emergency_look_event_look_id"
        ),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["person.id"], name="fk_emergency_look_event_actor_id"
        ),
        sa.CheckConstraint(
            "(act = 'reviewed') = (outcome IS NOT NULL)",
            name="ck_emergency_look_event_review_has_outcome",
        ),
        sa.CheckConstraint(
            "(act = 'suspended') = (actor_id IS NULL)",
            name="ck_emergency_look_event_only_time_suspends",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_emergency_look_event"),
        sa.UniqueConstraint("look_id", "act", name="uq_emergency_look_event_look_id_act"),
    )
    protect("emergency_look", ("reference",), ("officer_id", "form_key"))
    protect("emergency_look_event", ("look_id", "act"))


def downgrade() -> None:
    raise NotImplementedError("What was looked at in an emergency is not forgotten by a downgrade.")
