"""Codes with which somebody who cannot sign in follows one request; only their hash is kept."""

import sqlalchemy as sa
from alembic import op

revision = "0032_by_code"
down_revision = "0030_break_glass"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "subject_request_code",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_by", sa.Uuid(), nullable=False),
        sa.Column("form_key", sa.Uuid(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "length(code_hash) = 64", name=op.f("ck_subject_request_code_code_hash_is_sha256")
        ),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_by IS NULL)",
            name=op.f("ck_subject_request_code_ended_by_somebody"),
        ),
        _to("request_id", "subject_request"),
        _to("given_by", "person"),
        _to("ended_by", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subject_request_code")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_subject_request_code_code_hash")),
        sa.UniqueConstraint(
            "given_by", "form_key", name=op.f("uq_subject_request_code_given_by_form_key")
        ),
    )
    op.create_index("ix_subject_request_code_request_id", "subject_request_code", ["request_id"])
    op.create_index(
        "uq_subject_request_code_open",
        "subject_request_code",
        ["request_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("subject_request_code")


def _to(column: str, table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_subject_request_code_{column}")
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=name)
