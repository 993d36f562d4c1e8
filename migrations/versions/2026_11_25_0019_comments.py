"""What people say about how their work is measured. Insert-only, held by the database itself."""

import sqlalchemy as sa
from alembic import op

from migrations.insert_only import protect

revision = "0019_comments"
down_revision = "0017_promises"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "practice_comment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("practice_id", sa.String(60), nullable=False),
        sa.Column("version", sa.String(10), nullable=False),
        sa.Column("form_key", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_practice_comment_person_id"),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name="fk_practice_comment_practice_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_practice_comment"),
        sa.UniqueConstraint("person_id", "form_key", name="uq_practice_comment_person_id_form_key"),
    )
    op.create_index("ix_practice_comment_written_at", "practice_comment", ["written_at"])
    op.create_index("ix_practice_comment_own", "practice_comment", ["person_id", "practice_id"])
    protect("practice_comment", ("person_id", "form_key"))


def downgrade() -> None:
    raise NotImplementedError("What people said is not taken away by a downgrade.")
