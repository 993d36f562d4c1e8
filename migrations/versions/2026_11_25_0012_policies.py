"""Policies: their versions, drafts, acknowledgements and campaigns.

Versions and acknowledgements are insert-only, held by the database itself: UPDATE, DELETE,
TRUNCATE and INSERT OR REPLACE are refused.
"""

import sqlalchemy as sa
from alembic import op

from migrations.insert_only import protect

revision = "0012_policies"
down_revision = "0011_drafts"
branch_labels = None
depends_on = None

# Each table with the columns that make a row that row: a second one would replace the first.
INSERT_ONLY = {
    "policy_version": ("policy_id", "number"),
    "policy_acknowledgement": ("person_id", "version_id"),
}


def upgrade() -> None:
    op.create_table(
        "policy",
        sa.Column("id", sa.String(60), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy")),
    )
    _version()
    _draft()
    _acknowledgement()
    _campaign()
    _reminder()
    for table, columns in INSERT_ONLY.items():
        protect(table, columns)


def _version() -> None:
    op.create_table(
        "policy_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("policy_id", sa.String(60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("in_force_from", sa.Date(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("what_changed", sa.Text(), nullable=False),
        sa.Column("drafted_by", sa.Uuid(), nullable=False),
        sa.Column("published_by", sa.Uuid(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_policy_version_counts_from_one")),
        sa.CheckConstraint("length(digest) = 64", name=op.f("ck_policy_version_digest_is_sha256")),
        _to_policy("policy_version"),
        _to_person("policy_version", "drafted_by"),
        _to_person("policy_version", "published_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_version")),
        sa.UniqueConstraint("policy_id", "number", name=op.f("uq_policy_version_policy_id_number")),
    )


def _draft() -> None:
    op.create_table(
        "policy_draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("policy_id", sa.String(60), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("what_changed", sa.Text(), nullable=False),
        sa.Column("in_force_from", sa.Date(), nullable=True),
        sa.Column("drafted_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        _to_policy("policy_draft"),
        _to_person("policy_draft", "drafted_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_draft")),
    )
    _only_one_open("policy_draft", "policy_id", "closed_at")


def _acknowledgement() -> None:
    op.create_table(
        "policy_acknowledgement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "length(digest) = 64", name=op.f("ck_policy_acknowledgement_digest_is_sha256")
        ),
        _to_person("policy_acknowledgement", "person_id"),
        _to_version("policy_acknowledgement"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_acknowledgement")),
        sa.UniqueConstraint(
            "person_id",
            "version_id",
            name=op.f("uq_policy_acknowledgement_person_id_version_id"),
        ),
    )
    op.create_index(
        op.f("ix_policy_acknowledgement_version_id"), "policy_acknowledgement", ["version_id"]
    )


def _campaign() -> None:
    op.create_table(
        "policy_campaign",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("started_by", sa.Uuid(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("due_on >= started_on", name=op.f("ck_policy_campaign_due_after_start")),
        _to_version("policy_campaign"),
        _to_person("policy_campaign", "started_by"),
        _to_person("policy_campaign", "ended_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_campaign")),
    )
    _only_one_open("policy_campaign", "version_id", "ended_at")


def _reminder() -> None:
    op.create_table(
        "policy_reminder",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("stage", sa.String(40), nullable=False),
        sa.Column("position", sa.Uuid(), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["policy_campaign.id"], name=op.f("fk_policy_reminder_campaign_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_reminder")),
        sa.UniqueConstraint(
            "campaign_id", "stage", name=op.f("uq_policy_reminder_campaign_id_stage")
        ),
    )


def _to_policy(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_policy_id")
    return sa.ForeignKeyConstraint(["policy_id"], ["policy.id"], name=name)


def _to_version(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_version_id")
    return sa.ForeignKeyConstraint(["version_id"], ["policy_version.id"], name=name)


def _to_person(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["person.id"], name=op.f(f"fk_{table}_{column}"))


def _only_one_open(table: str, column: str, closed: str) -> None:
    is_open = sa.text(f"{closed} IS NULL")
    op.create_index(
        f"uq_{table}_open",
        table,
        [column],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )


def downgrade() -> None:
    raise NotImplementedError("What was published or said is not taken away by a downgrade.")
