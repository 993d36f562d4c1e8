"""What witnesses signed, how they stand, and the seals that were mailed to representatives."""

import sqlalchemy as sa
from alembic import op

from migrations.insert_only import protect

revision = "0051_witnesses"
down_revision = "0050_checks_of_what_is_new"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cosignature",
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("witness", sa.String(500), nullable=False),
        sa.Column("signed_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["size"], ["checkpoint.size"], name=op.f("fk_cosignature_size")),
        sa.PrimaryKeyConstraint("size", "witness", "signed_at", name=op.f("pk_cosignature")),
    )
    op.create_table(
        "witness_standing",
        sa.Column("witness", sa.String(500), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("witness", name=op.f("pk_witness_standing")),
    )
    op.create_table(
        "checkpoint_mail",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_checkpoint_mail_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkpoint_mail")),
        sa.UniqueConstraint("person_id", "day", name=op.f("uq_checkpoint_mail_person_id_day")),
    )
    open_ones = sa.text("sent_at IS NULL")
    op.create_index(
        "ix_checkpoint_mail_open",
        "checkpoint_mail",
        ["next_at"],
        sqlite_where=open_ones,
        postgresql_where=open_ones,
    )
    protect("cosignature", key=("size", "witness", "signed_at"))
    if op.get_context().dialect.name == "postgresql":
        op.execute("ALTER TABLE cosignature ENABLE ALWAYS TRIGGER cosignature_insert_only")


def downgrade() -> None:
    raise NotImplementedError("What was signed is not forgotten by a downgrade.")
