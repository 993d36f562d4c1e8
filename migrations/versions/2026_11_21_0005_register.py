"""The register: practices, their versions, endings and drafts.

What is published is insert-only, held by the database itself: UPDATE, DELETE, TRUNCATE and
INSERT OR REPLACE are refused.
"""

import sqlalchemy as sa
from alembic import op

from migrations.insert_only import protect

revision = "0005_register"
down_revision = "0004_cases"
branch_labels = None
depends_on = None

# Each table with the columns that make a row that row: a second one would replace the first.
PUBLISHED = {
    "practice_version": ("practice_id", "number", "correction"),
    "practice_ending": ("practice_id", "ended_on"),
    "register_front": ("number",),
}


def upgrade() -> None:
    _revision_and_practice()
    _version()
    _ending()
    _front()
    _draft()
    for table, columns in PUBLISHED.items():
        protect(table, columns)


def _revision_and_practice() -> None:
    op.create_table(
        "register_revision",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("token", sa.Uuid(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_register_revision_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_revision")),
    )
    op.create_table(
        "practice",
        sa.Column("id", sa.String(60), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice")),
    )


def _version() -> None:
    op.create_table(
        "practice_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("practice_id", sa.String(60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("correction", sa.Integer(), nullable=False),
        sa.Column("in_force_from", sa.Date(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("headline", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("approved_by", sa.Text(), nullable=False),
        sa.Column("consulted", sa.Text(), nullable=False),
        sa.Column("adds", sa.Boolean(), nullable=False),
        sa.Column("origin", sa.String(40), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "number >= 1 AND correction >= 0", name=op.f("ck_practice_version_counts_from_one")
        ),
        sa.CheckConstraint(
            "length(digest) = 64", name=op.f("ck_practice_version_digest_is_sha256")
        ),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name=op.f("fk_practice_version_practice_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_version")),
        sa.UniqueConstraint(
            "practice_id",
            "number",
            "correction",
            name=op.f("uq_practice_version_practice_id_number_correction"),
        ),
    )


def _ending() -> None:
    op.create_table(
        "practice_ending",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("practice_id", sa.String(60), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=False),
        sa.Column("fate", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("approved_by", sa.Text(), nullable=False),
        sa.Column("origin", sa.String(40), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name=op.f("fk_practice_ending_practice_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_ending")),
        sa.UniqueConstraint(
            "practice_id", "ended_on", name=op.f("uq_practice_ending_practice_id_ended_on")
        ),
    )


def _front() -> None:
    op.create_table(
        "register_front",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(digest) = 64", name=op.f("ck_register_front_digest_is_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_front")),
        sa.UniqueConstraint("number", name=op.f("uq_register_front_number")),
    )


def _draft() -> None:
    op.create_table(
        "register_draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("about", sa.String(60), nullable=False),
        sa.Column("stage", sa.String(40), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("length(digest) = 64", name=op.f("ck_register_draft_digest_is_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_draft")),
    )
    op.create_index(
        "uq_register_draft_open",
        "register_draft",
        ["about"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )


def downgrade() -> None:
    raise NotImplementedError("What was published is not taken away by a downgrade.")
