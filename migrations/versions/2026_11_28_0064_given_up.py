"""What ends with a proposal that is given up, and what a consultation was opened with.

An index cannot be told another WHERE: both are made anew. Whose comments were counted twice
before is not known, so none of those counts any more.
"""

import sqlalchemy as sa
from alembic import op

revision = "0064_given_up"
down_revision = "0056_named_by_nobody"
branch_labels = None
depends_on = None

_OPEN = {
    "assessment": ("uq_assessment_open", "published_at IS NULL"),
    "consultation": ("uq_consultation_undecided", "decided_at IS NULL"),
}
_NOT_DROPPED = " AND dropped_at IS NULL"


def upgrade() -> None:
    given_up = sa.Column("given_up", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("register_draft", given_up)
    counted = sa.Column("counted", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("consultation_comment", counted)
    op.add_column("consultation", sa.Column("digest", sa.String(64), nullable=True))
    for table in _OPEN:
        op.add_column(table, sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True))
        _index_anew(table, _NOT_DROPPED)


def downgrade() -> None:
    for table in _OPEN:
        _index_anew(table, "")
        op.drop_column(table, "dropped_at")
    op.drop_column("consultation", "digest")
    op.drop_column("consultation_comment", "counted")
    op.drop_column("register_draft", "given_up")


def _index_anew(table: str, more: str) -> None:
    name, where = _OPEN[table]
    op.drop_index(name, table)
    only = sa.text(where + more)
    op.create_index(
        name, table, ["practice_id"], unique=True, sqlite_where=only, postgresql_where=only
    )
