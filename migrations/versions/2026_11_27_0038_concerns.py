"""Concerns, what happened to each, messages and notes, insert-only; and sealed drafts."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from migrations.insert_only import protect

revision = "0038_concerns"
down_revision = "0037_questions"
branch_labels = None
depends_on = None

_OF_ITS_OWN = (("concern_id", "form_key"),)


def upgrade() -> None:
    op.create_table(
        "concern",
        _uuid("id"),
        sa.Column("reference", sa.String(20), nullable=False),
        sa.Column("naming", sa.String(40), nullable=False),
        sa.Column("about", sa.String(40), nullable=False),
        sa.Column("object_id", sa.String(120), nullable=False),
        _text("what"),
        _text("wish"),
        sa.Column("received_on", sa.Date(), nullable=False),
        _moment("filed_at"),
        sa.Column("raised_by", sa.String(64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        _uuid("form_key"),
        sa.CheckConstraint(
            "length(raised_by) = 64", name=op.f("ck_concern_raised_by_is_hmac_sha256")
        ),
        sa.CheckConstraint(
            "object_id = '' OR about IN ('practice', 'policy')",
            name=op.f("ck_concern_object_is_one"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern")),
        sa.UniqueConstraint("reference", name=op.f("uq_concern_reference")),
        sa.UniqueConstraint("form_key", name=op.f("uq_concern_form_key")),
    )
    op.create_index("ix_concern_raised_by", "concern", ["raised_by"])
    _events()
    for table, anybody in (("concern_message", True), ("concern_note", False)):
        op.create_table(
            table,
            _uuid("id"),
            _uuid("concern_id"),
            _uuid("author_id", nullable=anybody),
            _text("text"),
            _moment("at"),
            _uuid("form_key"),
            _to(table, "concern_id", "concern"),
            _to(table, "author_id", "person"),
            sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
            sa.UniqueConstraint(
                "concern_id", "form_key", name=op.f(f"uq_{table}_concern_id_form_key")
            ),
        )
        op.create_index(f"ix_{table}_concern_at", table, ["concern_id", "at"])
    op.create_table(
        "concern_draft",
        _uuid("id"),
        _uuid("person_id"),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        _moment("saved_at"),
        _to("concern_draft", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern_draft")),
        sa.UniqueConstraint("person_id", name=op.f("uq_concern_draft_person_id")),
    )
    op.create_index("ix_concern_draft_saved_at", "concern_draft", ["saved_at"])
    protect("concern", ("reference",), ("form_key",))
    protect("concern_event", ("concern_id", "number"), *_OF_ITS_OWN)
    protect("concern_message", *_OF_ITS_OWN)
    protect("concern_note", *_OF_ITS_OWN)


def downgrade() -> None:
    raise NotImplementedError("What people raised is not forgotten by a downgrade.")


def _events() -> None:
    op.create_table(
        "concern_event",
        _uuid("id"),
        _uuid("concern_id"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(40), nullable=False),
        _moment("at"),
        sa.Column("on", sa.Date(), nullable=False),
        _uuid("actor_id", nullable=True),
        sa.Column("outcome", sa.String(40), nullable=True),
        _text("text"),
        _text("reason"),
        _text("details"),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        _uuid("form_key", nullable=True),
        sa.CheckConstraint("number >= 1", name=op.f("ck_concern_event_counts_from_one")),
        sa.CheckConstraint(
            "(act = 'received') = (number = 1)", name=op.f("ck_concern_event_begins_with_receipt")
        ),
        sa.CheckConstraint(
            "(act IN ('received', 'escalated')) = (actor_id IS NULL) OR act = 'closed'",
            name=op.f("ck_concern_event_reporter_has_no_name"),
        ),
        sa.CheckConstraint(
            "(act = 'answered') = (outcome IS NOT NULL)",
            name=op.f("ck_concern_event_answer_has_outcome"),
        ),
        sa.CheckConstraint(
            "(act = 'person-named') = (sealed IS NOT NULL)",
            name=op.f("ck_concern_event_named_is_sealed"),
        ),
        _to("concern_event", "concern_id", "concern"),
        _to("concern_event", "actor_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern_event")),
        sa.UniqueConstraint(
            "concern_id", "number", name=op.f("uq_concern_event_concern_id_number")
        ),
        sa.UniqueConstraint(
            "concern_id", "form_key", name=op.f("uq_concern_event_concern_id_form_key")
        ),
    )


def _uuid(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def _text(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=False)


def _moment(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name)
