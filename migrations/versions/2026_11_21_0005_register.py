"""The first tables of register."""

revision = "0005_register"
down_revision = "0004_cases"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
