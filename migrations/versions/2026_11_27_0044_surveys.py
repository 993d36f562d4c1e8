"""Surveys; who is asked; apart from that sealed sums and texts; and what may be read of them."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from migrations.insert_only import protect

revision = "0044_surveys"
down_revision = "0041_review_asked"
branch_labels = None
depends_on = None

_TABLES = (
    *("survey_change", "survey_result", "survey_words", "survey_tally"),
    *("survey_invitation", "survey"),
)


def upgrade() -> None:
    _survey()
    op.create_table(
        "survey_invitation",
        _uuid("survey_id"),
        _uuid("person_id"),
        sa.Column("place", sa.String(40), nullable=False),
        sa.Column("answered", sa.Boolean(), nullable=False),
        _to("survey_invitation", "survey_id", "survey"),
        _to("survey_invitation", "person_id", "person"),
        sa.PrimaryKeyConstraint("survey_id", "person_id", name=op.f("pk_survey_invitation")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_survey_invitation_person_id", "survey_invitation", ["person_id"])
    op.create_table(
        "survey_tally",
        _uuid("survey_id"),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        _to("survey_tally", "survey_id", "survey"),
        sa.PrimaryKeyConstraint("survey_id", name=op.f("pk_survey_tally")),
    )
    op.create_table(
        "survey_words",
        _uuid("id"),
        _uuid("survey_id"),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(sealed IS NULL) <> (text IS NULL)", name=op.f("ck_survey_words_sealed_or_edited")
        ),
        _to("survey_words", "survey_id", "survey"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_words")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_survey_words_survey_id", "survey_words", ["survey_id"])
    op.create_table(
        "survey_result",
        _uuid("survey_id"),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        _to("survey_result", "survey_id", "survey"),
        sa.PrimaryKeyConstraint("survey_id", name=op.f("pk_survey_result")),
    )
    _change()
    protect("survey_result", key="survey_id")
    protect("survey_change", ("form_key",))


def _survey() -> None:
    op.create_table(
        "survey",
        _uuid("id"),
        sa.Column("slug", sa.String(60), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("lead", sa.Text(), nullable=False),
        sa.Column("questions", sa.Text(), nullable=False),
        sa.Column("crosses", sa.Text(), nullable=False),
        sa.Column("place", sa.String(40), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("every_months", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        _uuid("follows_id", nullable=True),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("k", sa.Integer(), nullable=False),
        sa.Column("places", sa.Text(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("closes_on", sa.Date(), nullable=True),
        _uuid("written_by"),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        _uuid("editor_id", nullable=True),
        sa.Column("words_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(status = 'draft') = (opened_on IS NULL)", name=op.f("ck_survey_opened_has_day")
        ),
        sa.CheckConstraint(
            "(opened_on IS NULL) = (closes_on IS NULL)", name=op.f("ck_survey_open_ends")
        ),
        sa.CheckConstraint("k >= 5", name=op.f("ck_survey_k_has_floor")),
        _to("survey", "follows_id", "survey"),
        _to("survey", "written_by", "person"),
        _to("survey", "editor_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey")),
        sa.UniqueConstraint("slug", name=op.f("uq_survey_slug")),
        sa.UniqueConstraint("follows_id", name=op.f("uq_survey_follows_id")),
    )
    op.create_index("ix_survey_status", "survey", ["status"])


def _change() -> None:
    op.create_table(
        "survey_change",
        _uuid("id"),
        _uuid("survey_id"),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("practice_id", sa.String(60), nullable=True),
        _uuid("form_key"),
        _uuid("written_by"),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        _to("survey_change", "survey_id", "survey"),
        _to("survey_change", "practice_id", "practice"),
        _to("survey_change", "written_by", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_change")),
        sa.UniqueConstraint("form_key", name=op.f("uq_survey_change_form_key")),
    )
    op.create_index("ix_survey_change_survey_id", "survey_change", ["survey_id"])


def downgrade() -> None:
    for table in _TABLES:
        op.drop_table(table)
    if op.get_context().dialect.name == "postgresql":
        for table in ("survey_result", "survey_change"):
            op.execute(f"DROP FUNCTION {table}_is_insert_only()")


def _uuid(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))
