"""Questions about a look at one's own record, what was done with them, and what was found."""

import sqlalchemy as sa
from alembic import op

from migrations.insert_only import protect

revision = "0037_questions"
down_revision = "0036_erased_and_counted"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _question()
    _question_event()
    _entry_outcome()
    protect("question", ["reference"], ["person_id", "seq"])
    protect("question_event", ["question_id", "number"], ["question_id", "form_key"])
    protect("entry_outcome", ["seq"])


def downgrade() -> None:
    tables = ("entry_outcome", "question_event", "question")
    for table in tables:
        op.drop_table(table)
    if op.get_context().dialect.name == "postgresql":
        for table in tables:
            op.execute(f"DROP FUNCTION {table}_is_insert_only()")


def _question() -> None:
    op.create_table(
        "question",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(20), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("accessor_id", sa.Uuid(), nullable=True),
        sa.Column("about", sa.String(40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("first", sa.String(40), nullable=False),
        sa.Column("jurisdiction", sa.String(12), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "accessor_id IS NULL OR accessor_id <> person_id",
            name=op.f("ck_question_not_of_oneself"),
        ),
        sa.CheckConstraint(
            "first = 'team' OR accessor_id IS NOT NULL", name=op.f("ck_question_somebody_to_ask")
        ),
        _to("question", "person_id", "person"),
        _to("question", "accessor_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
        sa.UniqueConstraint("reference", name=op.f("uq_question_reference")),
        sa.UniqueConstraint("person_id", "seq", name=op.f("uq_question_person_id_seq")),
    )
    op.create_index("ix_question_accessor_id", "question", ["accessor_id"])


def _question_event() -> None:
    op.create_table(
        "question_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("form_key", sa.Uuid(), nullable=True),
        sa.CheckConstraint("number >= 1", name=op.f("ck_question_event_counts_from_one")),
        sa.CheckConstraint(
            "(act = 'asked') = (number = 1)", name=op.f("ck_question_event_begins_with_asking")
        ),
        _to("question_event", "question_id", "question"),
        _to("question_event", "actor_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_event")),
        sa.UniqueConstraint(
            "question_id", "number", name=op.f("uq_question_event_question_id_number")
        ),
        sa.UniqueConstraint(
            "question_id", "form_key", name=op.f("uq_question_event_question_id_form_key")
        ),
    )


def _entry_outcome() -> None:
    op.create_table(
        "entry_outcome",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("verdict", sa.String(40), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("reference", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_outcome")),
        sa.UniqueConstraint("seq", name=op.f("uq_entry_outcome_seq")),
    )


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))
