"""What is to be deleted of the log, and a way to its public notices by their kind."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0070_erasing"
down_revision = "0068_insights"
branch_labels = None
depends_on = None

ROLES = Path(__file__).parents[1] / "access_log" / "roles.sql"


def upgrade() -> None:
    op.create_table(
        "asked_erasure",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_asked_erasure_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asked_erasure")),
        sa.UniqueConstraint("reference", name=op.f("uq_asked_erasure_reference")),
    )
    op.create_index(op.f("ix_asked_erasure_person_id"), "asked_erasure", ["person_id"])
    with _as_owner_of_the_log():
        op.create_index("ix_notice_kind_seq", "notice", ["kind", "seq"])


def downgrade() -> None:
    with _as_owner_of_the_log():
        op.drop_index("ix_notice_kind_seq", table_name="notice")
    op.drop_index(op.f("ix_asked_erasure_person_id"), "asked_erasure")
    op.drop_table("asked_erasure")


@contextmanager
def _as_owner_of_the_log() -> Iterator[None]:
    if op.get_context().dialect.name != "postgresql":
        yield
        return
    for statement in ROLES.read_text().split("\n---\n"):
        op.execute(sa.text(statement.replace(":", r"\:").replace(r"\:\:", "::")))
    op.execute("SET LOCAL ROLE daylight_log_owner")
    yield
    op.execute("RESET ROLE")
    op.execute("REVOKE daylight_log_owner FROM CURRENT_USER")
