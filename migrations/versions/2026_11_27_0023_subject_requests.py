"""Requests about one's own data. All but drafts are insert-only, held by the database itself."""

import sqlalchemy as sa
from alembic import op

from migrations.insert_only import protect

revision = "0023_subject_requests"
down_revision = "0022_receipts_of_endings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _request()
    _event()
    _message()
    _proposal()
    _draft()
    protect("subject_request", ("reference",), ("filed_by_id", "form_key"))
    protect("subject_request_event", ("request_id", "number"), ("request_id", "form_key"))
    protect("subject_request_message", ("author_id", "form_key"))
    protect("subject_request_proposal")


def downgrade() -> None:
    raise NotImplementedError("What people asked for is not taken away by a downgrade.")


def _request() -> None:
    op.create_table(
        "subject_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(20), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("jurisdiction", sa.String(12), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("format", sa.String(40), nullable=True),
        sa.Column("delivery", sa.String(40), nullable=True),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("access_needs", sa.Text(), nullable=False),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("filed_by_id", sa.Uuid(), nullable=False),
        sa.Column("representative", sa.String(200), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("about_id", sa.Uuid(), nullable=True),
        sa.Column("form_key", sa.Uuid(), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "filed_by_id = person_id OR channel <> 'portal' OR authority <> ''",
            name=op.f("ck_subject_request_filed_with_authority"),
        ),
        sa.CheckConstraint(
            "since IS NULL OR until IS NULL OR since <= until",
            name=op.f("ck_subject_request_dates_in_order"),
        ),
        sa.CheckConstraint(
            "(kind = 'complaint') OR (about_id IS NULL)",
            name=op.f("ck_subject_request_complaint_is_about"),
        ),
        *_to("subject_request", person_id="person", filed_by_id="person"),
        *_to("subject_request", about_id="subject_request"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subject_request")),
        sa.UniqueConstraint("reference", name=op.f("uq_subject_request_reference")),
        sa.UniqueConstraint(
            "filed_by_id", "form_key", name=op.f("uq_subject_request_filed_by_id_form_key")
        ),
    )
    op.create_index("ix_subject_request_person_filed", "subject_request", ["person_id", "filed_at"])
    op.create_index("ix_subject_request_about_id", "subject_request", ["about_id"])


def _event() -> None:
    op.create_table(
        "subject_request_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("form_key", sa.Uuid(), nullable=True),
        sa.CheckConstraint("number >= 1", name=op.f("ck_subject_request_event_counts_from_one")),
        sa.CheckConstraint(
            "(act = 'received') = (number = 1)",
            name=op.f("ck_subject_request_event_begins_with_receipt"),
        ),
        *_to("subject_request_event", request_id="subject_request", actor_id="person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subject_request_event")),
        sa.UniqueConstraint(
            "request_id", "number", name=op.f("uq_subject_request_event_request_id_number")
        ),
        sa.UniqueConstraint(
            "request_id", "form_key", name=op.f("uq_subject_request_event_request_id_form_key")
        ),
    )


def _message() -> None:
    op.create_table(
        "subject_request_message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("form_key", sa.Uuid(), nullable=False),
        *_to("subject_request_message", request_id="subject_request", author_id="person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subject_request_message")),
        sa.UniqueConstraint(
            "author_id", "form_key", name=op.f("uq_subject_request_message_author_id_form_key")
        ),
    )
    op.create_index(
        "ix_subject_request_message_request_at", "subject_request_message", ["request_id", "at"]
    )


def _proposal() -> None:
    op.create_table(
        "subject_request_proposal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(40), nullable=False),
        sa.Column("outcome", sa.String(40), nullable=True),
        sa.Column("ground", sa.String(40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "act IN ('answered', 'extended')", name=op.f("ck_subject_request_proposal_needs_two")
        ),
        sa.CheckConstraint(
            "(act = 'answered') = (outcome IS NOT NULL)",
            name=op.f("ck_subject_request_proposal_answer_has_outcome"),
        ),
        *_to("subject_request_proposal", request_id="subject_request", made_by="person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subject_request_proposal")),
    )
    op.create_index(
        "ix_subject_request_proposal_request", "subject_request_proposal", ["request_id", "id"]
    )


def _draft() -> None:
    op.create_table(
        "subject_request_draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("form_key", sa.Uuid(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        *_to("subject_request_draft", person_id="person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subject_request_draft")),
        sa.UniqueConstraint("person_id", name=op.f("uq_subject_request_draft_person_id")),
    )
    op.create_index("ix_subject_request_draft_saved_at", "subject_request_draft", ["saved_at"])


def _to(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    """Foreign keys of columns to the ids of tables."""
    return [
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))
        for column, other in columns.items()
    ]
