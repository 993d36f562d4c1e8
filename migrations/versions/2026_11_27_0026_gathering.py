"""What is gathered for a request. A gathering itself is insert-only: it is the search record."""

import sqlalchemy as sa
from alembic import op

from migrations.insert_only import protect

revision = "0026_gathering"
down_revision = "0025_connectors"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _gathering()
    _source()
    _records()
    _document()
    protect("gathering", ("request_id", "number"), ("request_id", "form_key"))


def downgrade() -> None:
    raise NotImplementedError("What was searched for is not forgotten by a downgrade.")


def _gathering() -> None:
    op.create_table(
        "gathering",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("employee_id", sa.String(64), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("time_zone", sa.String(60), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("form_key", sa.Uuid(), nullable=False),
        sa.CheckConstraint("number >= 1", name="ck_gathering_counts_from_one"),
        sa.ForeignKeyConstraint(
            ["request_id"], ["subject_request.id"], name="fk_gathering_request_id"
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name="fk_gathering_asked_by"),
        sa.PrimaryKeyConstraint("id", name="pk_gathering"),
        sa.UniqueConstraint("request_id", "number", name="uq_gathering_request_id_number"),
        sa.UniqueConstraint("request_id", "form_key", name="uq_gathering_request_id_form_key"),
    )


def _source() -> None:
    op.create_table(
        "gathering_source",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("gathering_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("run_by", sa.String(200), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=True),
        sa.Column("third_parties", sa.Boolean(), nullable=False),
        sa.Column("tables", sa.Text(), nullable=False),
        sa.Column("terms_used", sa.Text(), nullable=False),
        sa.Column("progress", sa.String(40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("skipped", sa.Text(), nullable=False),
        sa.Column("portions", sa.Integer(), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "progress NOT IN ('missing', 'left-out') OR reason <> ''",
            name="ck_gathering_source_says_why_not",
        ),
        sa.CheckConstraint(
            "(progress = 'waiting') = (ended_at IS NULL)",
            name="ck_gathering_source_ended_has_moment",
        ),
        sa.ForeignKeyConstraint(
            ["gathering_id"], ["gathering.id"], name="fk_gathering_source_gathering_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_gathering_source"),
        sa.UniqueConstraint("gathering_id", "name", name="uq_gathering_source_gathering_id_name"),
    )
    op.create_index("ix_gathering_source_due", "gathering_source", ["progress", "next_at"])


def _records() -> None:
    op.create_table(
        "gathered_records",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("portion", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_id"], ["gathering_source.id"], name="fk_gathered_records_source_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_gathered_records"),
        sa.UniqueConstraint(
            "source_id", "portion", "name", name="uq_gathered_records_source_id_portion_name"
        ),
    )
    op.create_index("ix_gathered_records_file_id", "gathered_records", ["file_id"])


def _document() -> None:
    op.create_table(
        "gathered_document",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("gathering_id", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(300), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("media_type", sa.String(120), nullable=False),
        sa.Column("participants", sa.Text(), nullable=False),
        sa.Column("unreadable", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("text_id", sa.Uuid(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["gathering_id"], ["gathering.id"], name="fk_gathered_document_gathering_id"
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["gathering_source.id"], name="fk_gathered_document_source_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_gathered_document"),
        sa.UniqueConstraint("source_id", "key", name="uq_gathered_document_source_id_key"),
        sa.UniqueConstraint(
            "gathering_id", "number", name="uq_gathered_document_gathering_id_number"
        ),
    )
    for column in ("file_id", "text_id"):
        op.create_index(f"ix_gathered_document_{column}", "gathered_document", [column])
