"""The first tables of access_log."""

revision = "0006_access_log"
down_revision = "0005_register"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
