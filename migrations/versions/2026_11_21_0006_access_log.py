"""The log: numbered, sealed, append-only, and held so by the database itself."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0006_access_log"
down_revision = "0005_register"
branch_labels = None
depends_on = None

STATEMENTS = Path(__file__).parents[1] / "access_log"
OWNED = ("head", "event", "entry", "notice", "heartbeat", "sealed_grant")


def upgrade() -> None:
    postgresql = op.get_context().dialect.name == "postgresql"
    _tables("RANGE ({})" if postgresql else None)
    if not postgresql:
        _run("sqlite.sql")
        return
    _run("roles.sql")
    for table in OWNED:
        op.execute(f"ALTER TABLE {table} OWNER TO daylight_log_owner")
    op.execute("SET LOCAL ROLE daylight_log_owner")
    _run("postgresql.sql")
    op.execute("RESET ROLE")
    op.execute("REVOKE daylight_log_owner FROM CURRENT_USER")


def downgrade() -> None:
    raise NotImplementedError("The log's protection is not taken off by a downgrade.")


def _run(file: str) -> None:
    for statement in (STATEMENTS / file).read_text().split("\n---\n"):
        op.execute(sa.text(statement.replace(":", r"\:").replace(r"\:\:", "::")))


def _tables(partition: str | None) -> None:
    def partitioned(by: str) -> dict[str, str]:
        return {"postgresql_partition_by": partition.format(by)} if partition else {}

    op.create_table(
        "head",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("key_epoch", sa.BigInteger(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("part_since", sa.DateTime(timezone=True)),
        sa.CheckConstraint("id = 1", name=op.f("ck_head_is_one_row")),
        sa.CheckConstraint("size >= 0", name=op.f("ck_head_size_is_a_count")),
    )
    op.create_table(
        "event",
        # On SQLite only a column of type INTEGER is the table's own key.
        sa.Column("first_seq", _number(), primary_key=True, autoincrement=False),
        sa.Column("source_id", sa.LargeBinary(16), nullable=False),
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("occurred", sa.BigInteger()),
        sa.Column("body", sa.LargeBinary()),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(digest) = 32", name=op.f("ck_event_digest_is_32_bytes")),
        sa.CheckConstraint("entries > 0", name=op.f("ck_event_has_entries")),
        **partitioned("first_seq"),
    )
    op.create_table(
        "entry",
        sa.Column("seq", _number(), primary_key=True, autoincrement=False),
        sa.Column("event", sa.BigInteger()),
        sa.Column("subject", sa.LargeBinary(16), nullable=False),
        sa.Column("leaf", sa.LargeBinary(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("retention", sa.SmallInteger(), nullable=False),
        sa.Column("sealed", sa.LargeBinary()),
        sa.CheckConstraint("length(leaf) = 36", name=op.f("ck_entry_leaf_is_36_bytes")),
        **partitioned("seq"),
    )
    op.create_index("ix_entry_subject_month_seq", "entry", ["subject", "month", "seq"])
    op.create_table(
        "notice",
        sa.Column("seq", _number(), primary_key=True, autoincrement=False),
        sa.Column("kind", sa.SmallInteger(), nullable=False),
        sa.Column("statement", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "heartbeat",
        sa.Column("seq", _number(), primary_key=True, autoincrement=False),
        sa.Column("source_id", sa.LargeBinary(16), nullable=False),
        sa.Column("covers", sa.BigInteger(), nullable=False),
        sa.Column("events_sent", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("late", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_heartbeat_source_seq", "heartbeat", ["source_id", "seq"])
    op.create_table(
        "sealed_grant",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("subject", sa.LargeBinary(16), nullable=False),
        sa.Column("system", sa.String(200), nullable=False),
        sa.Column("purpose", sa.String(200), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_sealed_grant_ends_after_start")),
    )
    op.create_table(
        "refused_batch",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("source_id", sa.LargeBinary(16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        sa.Column("errors", sa.Text(), nullable=False),
    )
    op.create_index("ix_refused_batch_source_at", "refused_batch", ["source_id", "at"])
    op.create_table(
        "follower",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("position", sa.BigInteger(), nullable=False),
    )


def _number() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")
