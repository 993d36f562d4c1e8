"""Sources as they are connected, trials of them, and what sources send by themselves."""

import sqlalchemy as sa
from alembic import op

from migrations.insert_only import protect

revision = "0025_connectors"
down_revision = "0024_my_data"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _connector()
    _version()
    _trial()
    _request()
    _sent()
    protect("connector_version", ("connector_id", "number"))
    protect("connector_trial")


def downgrade() -> None:
    raise NotImplementedError("How sources were asked is not forgotten by a downgrade.")


def _connector() -> None:
    op.create_table(
        "connector",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("connected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "ended_at IS NULL OR ended_at >= connected_at",
            name=op.f("ck_connector_ends_after_start"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_connector")),
        sa.UniqueConstraint("name", name=op.f("uq_connector_name")),
    )


def _version() -> None:
    op.create_table(
        "connector_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("connector_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("configuration", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("secrets_set", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_connector_version_counts_from_one")),
        *_to("connector_version", connector_id="connector", made_by="person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_connector_version")),
        sa.UniqueConstraint(
            "connector_id", "number", name=op.f("uq_connector_version_connector_id_number")
        ),
    )


def _trial() -> None:
    op.create_table(
        "connector_trial",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("tried_by", sa.Uuid(), nullable=True),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("again", sa.Boolean(), nullable=False),
        *_to("connector_trial", version_id="connector_version", tried_by="person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_connector_trial")),
    )
    op.create_index("ix_connector_trial_version", "connector_trial", ["version_id", "id"])


def _request() -> None:
    op.create_table(
        "connector_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("connector_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("reference", sa.String(120), nullable=False),
        sa.Column("employee_id", sa.String(64), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("time_zone", sa.String(64), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("records", sa.Integer(), nullable=True),
        sa.Column("missing", sa.Text(), nullable=False),
        sa.CheckConstraint("reference <> ''", name=op.f("ck_connector_request_has_reference")),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (records IS NULL)",
            name=op.f("ck_connector_request_answer_has_count"),
        ),
        *_to("connector_request", connector_id="connector", version_id="connector_version"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_connector_request")),
        sa.UniqueConstraint(
            "connector_id", "reference", name=op.f("uq_connector_request_connector_id_reference")
        ),
    )
    op.create_index(
        "ix_connector_request_source", "connector_request", ["source", "answered_at", "id"]
    )


def _sent() -> None:
    op.create_table(
        "connector_delivery",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        *_to("connector_delivery", request_id="connector_request"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_connector_delivery")),
        sa.UniqueConstraint(
            "request_id", "number", name=op.f("uq_connector_delivery_request_id_number")
        ),
        sa.UniqueConstraint("file_id", name=op.f("uq_connector_delivery_file_id")),
    )
    op.create_table(
        "connector_record",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.String(64), nullable=False),
        sa.Column("content", sa.String(64), nullable=False),
        *_to("connector_record", request_id="connector_request"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_connector_record")),
        sa.UniqueConstraint(
            "request_id", "place", name=op.f("uq_connector_record_request_id_place")
        ),
    )


def _to(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    """Foreign keys of columns to the ids of tables."""
    return [
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))
        for column, other in columns.items()
    ]
