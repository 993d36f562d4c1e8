"""The tree over the log's leaves, the checkpoints that were signed, and what checks found."""

import sqlalchemy as sa
from alembic import op

from migrations.insert_only import protect

revision = "0039_tree"
down_revision = "0038_concerns"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tile",
        sa.Column("level", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hashes", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(hashes) = 8192", name=op.f("ck_tile_is_full")),
        sa.PrimaryKeyConstraint("level", "number", name=op.f("pk_tile")),
    )
    op.create_table(
        "edge",
        sa.Column("level", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("hashes", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(hashes) < 8192", name=op.f("ck_edge_is_not_full")),
        sa.PrimaryKeyConstraint("level", name=op.f("pk_edge")),
    )
    op.create_table(
        "checkpoint",
        sa.Column("size", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_checkpoint_has_entries")),
        sa.CheckConstraint("length(root) = 32", name=op.f("ck_checkpoint_root_is_32_bytes")),
        sa.PrimaryKeyConstraint("size", name=op.f("pk_checkpoint")),
    )
    op.create_table(
        "log_check",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("first_bad", sa.BigInteger(), nullable=True),
        sa.Column("why", sa.String(200), nullable=False),
        sa.CheckConstraint("ended_at >= began_at", name=op.f("ck_log_check_ends_after_it_began")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_check")),
    )
    op.create_index("ix_log_check_ended_at", "log_check", ["ended_at"])
    op.create_table(
        "taken_proof",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_taken_proof_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_taken_proof")),
        sa.UniqueConstraint("person_id", "size", name=op.f("uq_taken_proof_person_id_size")),
    )
    protect("tile", key=("level", "number"))
    protect("checkpoint", key="size")
    protect("log_check")
    if op.get_context().dialect.name == "postgresql":
        for table in ("tile", "checkpoint", "log_check"):  # whatever a session calls itself
            op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_insert_only")


def downgrade() -> None:
    raise NotImplementedError("What was signed is not forgotten by a downgrade.")
