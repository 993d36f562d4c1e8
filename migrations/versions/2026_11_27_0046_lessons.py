"""Own marks of lessons that were read, and what is published of all together, insert-only."""

import sqlalchemy as sa
from alembic import op

from migrations.insert_only import protect

revision = "0046_lessons"
down_revision = "0044_surveys"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lesson_mark",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("lesson", sa.String(60), nullable=False),
        sa.Column("marked_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_lesson_mark_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson_mark")),
        sa.UniqueConstraint("person_id", "lesson", name=op.f("uq_lesson_mark_person_id_lesson")),
    )
    op.create_index("ix_lesson_mark_marked_on", "lesson_mark", ["marked_on"])
    op.create_table(
        "lesson_reach",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("lesson", sa.String(60), nullable=False),
        sa.Column("low", sa.Integer(), nullable=True),
        sa.Column("high", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(low IS NULL) = (high IS NULL)", name=op.f("ck_lesson_reach_step_is_whole")
        ),
        sa.CheckConstraint(
            "low IS NULL OR (0 < low AND low < high AND high < 100)",
            name=op.f("ck_lesson_reach_is_step"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson_reach")),
        sa.UniqueConstraint("month", "lesson", name=op.f("uq_lesson_reach_month_lesson")),
    )
    protect("lesson_reach", ("month", "lesson"))


def downgrade() -> None:
    op.drop_table("lesson_reach")
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP FUNCTION lesson_reach_is_insert_only()")
    op.drop_table("lesson_mark")
