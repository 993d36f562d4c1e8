"""The first tables of sign-in: sessions, bindings, refusals."""

revision = "0007_sign_in"
down_revision = "0006_access_log"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
