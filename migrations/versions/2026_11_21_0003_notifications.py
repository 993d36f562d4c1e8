"""What people are told, and the mails that say that there is something to read."""

import sqlalchemy as sa
from alembic import op

revision = "0003_notifications"
down_revision = "0002_identity"
branch_labels = None
depends_on = None

OPEN = sa.text("sent_at IS NULL AND refused_at IS NULL AND unknown_at IS NULL")
UNREAD = sa.text("read_at IS NULL")
UNMAILED = sa.text("read_at IS NULL AND mail_id IS NULL")


def upgrade() -> None:
    op.create_table(
        "mail",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("refusals", sa.Integer(), nullable=False),
        sa.Column("handed_over_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("unknown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.CheckConstraint(
            "(sent_at IS NULL AND refused_at IS NULL) OR (sent_at IS NULL AND unknown_at IS NULL)"
            " OR (refused_at IS NULL AND unknown_at IS NULL)",
            name=op.f("ck_mail_one_end"),
        ),
        sa.CheckConstraint(
            "sent_at IS NULL OR handed_over_at IS NOT NULL", name=op.f("ck_mail_sent_was_handed")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_mail_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail")),
        sa.UniqueConstraint("key", name=op.f("uq_mail_key")),
    )
    op.create_index(op.f("ix_mail_person_id"), "mail", ["person_id"])
    op.create_index(op.f("ix_mail_sent_at"), "mail", ["sent_at"])
    op.create_index("ix_mail_open", "mail", ["due_at"], sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_table(
        "update",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("subject_ref", sa.String(length=120), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mail_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_update_person_id")),
        sa.ForeignKeyConstraint(["mail_id"], ["mail.id"], name=op.f("fk_update_mail_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_update")),
        sa.UniqueConstraint("person_id", "kind", "subject_ref", name="uq_update_told_once"),
    )
    op.create_index(op.f("ix_update_mail_id"), "update", ["mail_id"])
    op.create_index("ix_update_person_at", "update", ["person_id", "at", "id"])
    op.create_index(
        "ix_update_unread",
        "update",
        ["person_id", "at"],
        sqlite_where=UNREAD,
        postgresql_where=UNREAD,
    )
    op.create_index(
        "ix_update_unmailed", "update", ["at"], sqlite_where=UNMAILED, postgresql_where=UNMAILED
    )


def downgrade() -> None:
    op.drop_table("update")
    op.drop_table("mail")
