"""Who approved a role, and when somebody last looked whether it is still needed."""

import sqlalchemy as sa
from alembic import op

from migrations.insert_only import protect

revision = "0016_roles"
down_revision = "0014_consent"
branch_labels = None
depends_on = None

APPROVED = (
    "approved_by IS NULL OR (granted_by IS NOT NULL AND approved_by <> granted_by"
    " AND approved_by <> person_id)"
)
CHECK = f"CONSTRAINT ck_role_grant_is_approved_by_another CHECK ({APPROVED})"
PERSON = "CONSTRAINT fk_role_grant_approved_by REFERENCES person (id)"


def upgrade() -> None:
    op.add_column("role_grant", sa.Column("reviewed_at", sa.DateTime(timezone=True)))
    op.create_table(
        "role_review",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("grant_id", sa.Uuid(), nullable=False),
        sa.Column("reviewed_by", sa.Uuid(), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["grant_id"], ["role_grant.id"], name="fk_role_review_grant_id"),
        sa.ForeignKeyConstraint(["reviewed_by"], ["person.id"], name="fk_role_review_reviewed_by"),
        sa.PrimaryKeyConstraint("id", name="pk_role_review"),
    )
    op.create_index("ix_role_review_grant_id", "role_review", ["grant_id"])
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[op.get_context().dialect.name]:
        op.execute(statement)
    protect("role_review")


def downgrade() -> None:
    raise NotImplementedError("Who approved a role is not taken away by a downgrade.")


# Added in place: a table made anew would lose its partial indexes and its checks on the way.
SQLITE = [
    f"ALTER TABLE role_grant ADD COLUMN approved_by CHAR(32) {PERSON} {CHECK}",
]
POSTGRESQL = [
    f"ALTER TABLE role_grant ADD COLUMN approved_by UUID {PERSON}, ADD {CHECK}",
]
