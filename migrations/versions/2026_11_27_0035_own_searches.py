"""A person's own records in other systems, looked up when she asks for them."""

import sqlalchemy as sa
from alembic import op

revision = "0035_own_searches"
down_revision = "0034_delivery"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "own_search",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("connector_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("employee_id", sa.String(64), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.String(60), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("progress", sa.String(40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("tables", sa.Text(), nullable=False),
        sa.Column("skipped", sa.Text(), nullable=False),
        sa.Column("portions", sa.Integer(), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("kept_back", sa.Integer(), nullable=False),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(progress = 'waiting') = (ended_at IS NULL)",
            name=op.f("ck_own_search_ended_has_moment"),
        ),
        _to("own_search", "person_id", "person"),
        _to("own_search", "connector_id", "connector"),
        _to("own_search", "version_id", "connector_version"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_search")),
    )
    op.create_index("ix_own_search_of", "own_search", ["person_id", "connector_id", "id"])
    op.create_index("ix_own_search_due", "own_search", ["progress", "next_at"])
    op.create_table(
        "own_search_records",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("search_id", sa.Uuid(), nullable=False),
        sa.Column("portion", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        _to("own_search_records", "search_id", "own_search"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_search_records")),
        sa.UniqueConstraint(
            "search_id",
            "portion",
            "name",
            name=op.f("uq_own_search_records_search_id_portion_name"),
        ),
    )
    op.create_index(op.f("ix_own_search_records_file_id"), "own_search_records", ["file_id"])


def downgrade() -> None:
    op.drop_table("own_search_records")
    op.drop_table("own_search")


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))
