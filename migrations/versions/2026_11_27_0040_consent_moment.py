"""The last moment at which an answer changed is found at once: the next one is later."""

from alembic import op

revision = "0040_consent_moment"
down_revision = "0039_tree"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_consent_record_changed_at", "consent_record", ["changed_at"])


def downgrade() -> None:
    op.drop_index("ix_consent_record_changed_at", "consent_record")
