"""Access reviews: who can look, checked reader by reader.

Both tables are insert-only, held by the database itself: UPDATE, DELETE, TRUNCATE and INSERT OR
REPLACE are refused.
"""

import sqlalchemy as sa
from alembic import op

from migrations.insert_only import protect

revision = "0013_access_reviews"
down_revision = "0012_policies"
branch_labels = None
depends_on = None

# Each table with the columns that make a row that row: a second one would replace the first.
DECIDED = {
    "access_review": ("reviewed_by", "form_key"),
    "reader_decision": ("review_id", "position"),
}


def upgrade() -> None:
    _review()
    _decision()
    for table, columns in DECIDED.items():
        protect(table, columns)


def _review() -> None:
    op.create_table(
        "access_review",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("practice_id", sa.String(60), nullable=False),
        sa.Column("version", sa.String(10), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("reviewed_by", sa.Uuid(), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_review_on", sa.Date(), nullable=False),
        sa.Column("form_key", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(digest) = 64", name=op.f("ck_access_review_digest_is_sha256")),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name=op.f("fk_access_review_practice_id")
        ),
        sa.ForeignKeyConstraint(
            ["reviewed_by"], ["person.id"], name=op.f("fk_access_review_reviewed_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_review")),
        sa.UniqueConstraint(
            "reviewed_by", "form_key", name=op.f("uq_access_review_reviewed_by_form_key")
        ),
    )
    op.create_index(op.f("ix_access_review_practice_id"), "access_review", ["practice_id"])


def _decision() -> None:
    op.create_table(
        "reader_decision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("reader", sa.Text(), nullable=False),
        sa.Column("verdict", sa.String(40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "position >= 0", name=op.f("ck_reader_decision_position_counts_from_zero")
        ),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_reader_decision_has_reason")),
        sa.ForeignKeyConstraint(
            ["review_id"], ["access_review.id"], name=op.f("fk_reader_decision_review_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reader_decision")),
        sa.UniqueConstraint(
            "review_id", "position", name=op.f("uq_reader_decision_review_id_position")
        ),
    )


def downgrade() -> None:
    raise NotImplementedError("What was decided is not taken away by a downgrade.")
