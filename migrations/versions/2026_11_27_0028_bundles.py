"""Answers to requests for a copy: their parts, the bundles made, and who took them."""

import sqlalchemy as sa
from alembic import op

from migrations.insert_only import protect

revision = "0028_bundles"
down_revision = "0027_covering"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _letter()
    _bundle()
    op.create_table(
        "bundle_download",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bundle_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _to("bundle_download", "bundle_id", "answer_bundle"),
        _to("bundle_download", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name="pk_bundle_download"),
    )
    op.create_index("ix_bundle_download_bundle", "bundle_download", ["bundle_id", "id"])
    op.add_column(
        "subject_request_proposal",
        sa.Column("enclosed", sa.String(64), nullable=False, server_default=""),
    )
    protect("answer_letter", ("request_id", "number"), ("request_id", "form_key"))
    protect("bundle_download")


def downgrade() -> None:
    raise NotImplementedError("What was answered is not forgotten by a downgrade.")


def _letter() -> None:
    op.create_table(
        "answer_letter",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("parts", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("form_key", sa.Uuid(), nullable=False),
        sa.CheckConstraint("number >= 1", name="ck_answer_letter_counts_from_one"),
        _to("answer_letter", "request_id", "subject_request"),
        _to("answer_letter", "made_by", "person"),
        sa.PrimaryKeyConstraint("id", name="pk_answer_letter"),
        sa.UniqueConstraint("request_id", "number", name="uq_answer_letter_request_id_number"),
        sa.UniqueConstraint("request_id", "form_key", name="uq_answer_letter_request_id_form_key"),
    )


def _bundle() -> None:
    op.create_table(
        "answer_bundle",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("gathering_id", sa.Uuid(), nullable=False),
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("form_key", sa.Uuid(), nullable=False),
        sa.Column("making", sa.String(40), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("contents", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("number >= 1", name="ck_answer_bundle_counts_from_one"),
        sa.CheckConstraint(
            "length(fingerprint) = 64", name="ck_answer_bundle_fingerprint_is_sha256"
        ),
        sa.CheckConstraint(
            "(making = 'made') = (file_id IS NOT NULL)", name="ck_answer_bundle_made_has_file"
        ),
        sa.CheckConstraint(
            "making <> 'made' OR length(sha256) = 64", name="ck_answer_bundle_sha256_of_made"
        ),
        _to("answer_bundle", "request_id", "subject_request"),
        _to("answer_bundle", "gathering_id", "gathering"),
        _to("answer_bundle", "letter_id", "answer_letter"),
        _to("answer_bundle", "asked_by", "person"),
        sa.PrimaryKeyConstraint("id", name="pk_answer_bundle"),
        sa.UniqueConstraint("request_id", "number", name="uq_answer_bundle_request_id_number"),
        sa.UniqueConstraint("request_id", "form_key", name="uq_answer_bundle_request_id_form_key"),
    )
    op.create_index("ix_answer_bundle_making", "answer_bundle", ["making", "next_at"])
    op.create_index("ix_answer_bundle_file_id", "answer_bundle", ["file_id"])


def _to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}")
