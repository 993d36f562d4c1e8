"""The first tables of sign-in: sessions, bindings, refusals, kept forms."""

import sqlalchemy as sa
from alembic import op

revision = "0007_sign_in"
down_revision = "0006_access_log"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "portal_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("sid", sa.String(255), nullable=True),
        sa.Column("claimed_roles", sa.Text(), nullable=True),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("auth_time", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("end_reason", sa.String(40), nullable=True),
        sa.Column("user_agent_family", sa.String(60), nullable=False),
        sa.Column("previous_visit_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (end_reason IS NULL)",
            name=op.f("ck_portal_session_ended_has_reason"),
        ),
        sa.CheckConstraint(
            "length(token_hash) = 64", name=op.f("ck_portal_session_token_hash_is_sha256")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_portal_session_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portal_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_portal_session_token_hash")),
    )
    op.create_index("ix_portal_session_person_ended", "portal_session", ["person_id", "ended_at"])
    op.create_index("ix_portal_session_provider_sid", "portal_session", ["issuer", "sid"])
    op.create_index("ix_portal_session_provider_subject", "portal_session", ["issuer", "subject"])
    op.create_table(
        "binding",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("bound_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "length(subject) BETWEEN 1 AND 255", name=op.f("ck_binding_subject_length")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_binding_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_binding")),
        sa.UniqueConstraint("issuer", "subject", name="uq_binding_issuer_subject"),
        sa.UniqueConstraint("issuer", "person_id", name="uq_binding_issuer_person"),
    )
    op.create_index(op.f("ix_binding_person_id"), "binding", ["person_id"])
    op.create_table(
        "sign_in_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("reason_code", sa.String(60), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("incident", sa.String(20), nullable=False),
        sa.Column("detail", sa.String(200), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_sign_in_event_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_event")),
        sa.UniqueConstraint("incident", name=op.f("uq_sign_in_event_incident")),
    )
    op.create_index(op.f("ix_sign_in_event_at"), "sign_in_event", ["at"])
    op.create_index(op.f("ix_sign_in_event_person_id"), "sign_in_event", ["person_id"])
    op.create_index("ix_sign_in_event_reason_at", "sign_in_event", ["reason_code", "at"])
    op.create_table(
        "spent_token",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("spent_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "length(token_hash) = 64", name=op.f("ck_spent_token_token_hash_is_sha256")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spent_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_spent_token_token_hash")),
    )
    op.create_index(op.f("ix_spent_token_spent_at"), "spent_token", ["spent_at"])
    op.create_table(
        "kept_form",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", MOMENT, nullable=False),
        sa.Column("offered_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_form")),
    )
    op.create_index(op.f("ix_kept_form_kept_at"), "kept_form", ["kept_at"])
    op.create_index("ix_kept_form_owner", "kept_form", ["issuer", "subject"])


def downgrade() -> None:
    for table in ("kept_form", "spent_token", "sign_in_event", "binding", "portal_session"):
        op.drop_table(table)
