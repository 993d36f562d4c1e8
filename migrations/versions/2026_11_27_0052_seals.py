"""Seals: how many entries there are about each person, and what was sealed of that."""

import sqlalchemy as sa
from alembic import op

from migrations.insert_only import protect

revision = "0052_seals"
down_revision = "0051_witnesses"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "subject_state",
        sa.Column("subject", sa.LargeBinary(16), nullable=False),
        sa.Column("entries", sa.BigInteger(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("entries > 0", name=op.f("ck_subject_state_has_entries")),
        sa.CheckConstraint("length(head) = 32", name=op.f("ck_subject_state_head_is_32_bytes")),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_subject_state")),
    )
    op.create_table(
        "seal",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("covers", sa.BigInteger(), nullable=False),
        sa.Column("people", sa.BigInteger(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("covers <= seq", name=op.f("ck_seal_covers_what_was_before")),
        sa.CheckConstraint("length(root) = 32", name=op.f("ck_seal_root_is_32_bytes")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_seal")),
        sa.UniqueConstraint("covers", name=op.f("uq_seal_covers")),
    )
    op.create_table(
        "seal_tree",
        sa.Column("seal", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("places", sa.LargeBinary(), nullable=False),
        sa.Column("nodes", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["seal"], ["seal.seq"], name=op.f("fk_seal_tree_seal")),
        sa.PrimaryKeyConstraint("seal", name=op.f("pk_seal_tree")),
    )
    protect("seal", ["covers"], key="seq")
    if op.get_context().dialect.name == "postgresql":
        op.execute("ALTER TABLE seal ENABLE ALWAYS TRIGGER seal_insert_only")


def downgrade() -> None:
    raise NotImplementedError("What was sealed is not forgotten by a downgrade.")
