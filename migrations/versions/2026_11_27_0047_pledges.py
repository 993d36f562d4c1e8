"""What leaders promised, and what came of it: both insert-only."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from migrations.insert_only import protect

revision = "0047_pledges"
down_revision = "0046_lessons"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pledge",
        _uuid("id"),
        sa.Column("reference", sa.String(20), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        _uuid("made_by"),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("assessment", sa.String(20), nullable=False),
        sa.Column("practice_id", sa.String(60), nullable=True),
        _uuid("recorded_by"),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        _uuid("form_key"),
        sa.CheckConstraint(
            "(assessment = '') = (practice_id IS NULL)",
            name=op.f("ck_pledge_benefit_is_of_a_practice"),
        ),
        _to("pledge", "made_by", "person"),
        _to("pledge", "practice_id", "practice"),
        _to("pledge", "recorded_by", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pledge")),
        sa.UniqueConstraint("reference", name=op.f("uq_pledge_reference")),
        sa.UniqueConstraint("form_key", name=op.f("uq_pledge_form_key")),
    )
    op.create_table(
        "pledge_event",
        _uuid("id"),
        _uuid("pledge_id"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        _uuid("actor_id"),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("link", sa.String(300), nullable=False),
        _uuid("form_key"),
        sa.CheckConstraint("number >= 1", name=op.f("ck_pledge_event_counts_from_one")),
        sa.CheckConstraint("text <> ''", name=op.f("ck_pledge_event_says_something")),
        _to("pledge_event", "pledge_id", "pledge"),
        _to("pledge_event", "actor_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pledge_event")),
        sa.UniqueConstraint("pledge_id", "number", name=op.f("uq_pledge_event_pledge_id_number")),
        sa.UniqueConstraint(
            "pledge_id", "form_key", name=op.f("uq_pledge_event_pledge_id_form_key")
        ),
    )
    protect("pledge", ("reference",), ("form_key",))
    protect("pledge_event", ("pledge_id", "number"), ("pledge_id", "form_key"))


def downgrade() -> None:
    raise NotImplementedError("What was promised is not forgotten by a downgrade.")


def _uuid(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Uuid(), nullable=False)


def _to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))
