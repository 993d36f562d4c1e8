"""Requests for a second person's decision. Decided once, never changed, never taken away."""

import sqlalchemy as sa
from alembic import op

from migrations.insert_only import protect

revision = "0010_approvals"
down_revision = "0009_rows_of_the_log"
branch_labels = None
depends_on = None

ASKED = (
    *("id", "reference", "kind", "about", "digest", "role", "requester_id", "approver_id"),
    *("subject_id", "form_key", "reason", "requested_at", "expires_at"),
)


def upgrade() -> None:
    _approval()
    _attempt()
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[op.get_context().dialect.name]:
        op.execute(statement)
    protect("approval_attempt")


def downgrade() -> None:
    raise NotImplementedError("What was decided is not taken away by a downgrade.")


def _approval() -> None:
    op.create_table(
        "approval",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(20), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("about", sa.String(120), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("requester_id", sa.Uuid(), nullable=False),
        sa.Column("approver_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("form_key", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision", sa.String(40), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint("requester_id <> approver_id", name="ck_approval_takes_two"),
        sa.CheckConstraint(
            "subject_id IS NULL OR subject_id <> approver_id", name="ck_approval_not_ones_own"
        ),
        sa.CheckConstraint(
            "(decision IS NULL) = (decided_at IS NULL)", name="ck_approval_decided_has_moment"
        ),
        sa.CheckConstraint(
            "decision IS NULL OR decision NOT IN ('approved', 'sent-back')"
            " OR decided_by = approver_id",
            name="ck_approval_approver_decides",
        ),
        sa.CheckConstraint("length(digest) = 64", name="ck_approval_digest_is_sha256"),
        *(
            sa.ForeignKeyConstraint([column], ["person.id"], name=f"fk_approval_{column}")
            for column in ("requester_id", "approver_id", "subject_id", "decided_by")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_approval"),
        sa.UniqueConstraint("reference", name="uq_approval_reference"),
        sa.UniqueConstraint("requester_id", "form_key", name="uq_approval_requester_id_form_key"),
    )
    op.create_index("ix_approval_requester_id", "approval", ["requester_id"])
    op.create_index("ix_approval_approver_decided", "approval", ["approver_id", "decided_at"])
    op.create_index(
        "uq_approval_open",
        "approval",
        ["kind", "about"],
        unique=True,
        sqlite_where=sa.text("decision IS NULL"),
        postgresql_where=sa.text("decision IS NULL"),
    )


def _attempt() -> None:
    op.create_table(
        "approval_attempt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("approval_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["approval_id"], ["approval.id"], name="fk_approval_attempt_approval_id"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_approval_attempt_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_approval_attempt"),
    )
    op.create_index("ix_approval_attempt_approval_id", "approval_attempt", ["approval_id"])


_ASKED_DIFFERS = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in ASKED)
_ROWS = ", ".join(f"{{0}}.{column}" for column in ASKED)
SQLITE = [
    f"CREATE TRIGGER approval_decided_once BEFORE UPDATE ON approval"
    f" WHEN OLD.decision IS NOT NULL OR {_ASKED_DIFFERS}"
    f" BEGIN SELECT RAISE(ABORT, 'approval is decided once and asked as it is'); END",
    "CREATE TRIGGER approval_undecided BEFORE INSERT ON approval"
    " WHEN NEW.decision IS NOT NULL OR EXISTS (SELECT 1 FROM approval WHERE id = NEW.id"
    " OR reference = NEW.reference OR (requester_id = NEW.requester_id AND form_key = NEW.form_key)"
    " OR (kind = NEW.kind AND about = NEW.about AND decision IS NULL))"
    " BEGIN SELECT RAISE(ABORT, 'approval is insert-only'); END",
    "CREATE TRIGGER approval_stays BEFORE DELETE ON approval"
    " BEGIN SELECT RAISE(ABORT, 'approval is insert-only'); END",
]
POSTGRESQL = [
    "CREATE FUNCTION approval_is_decided_once() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    f" IF OLD.decision IS NOT NULL OR ROW({_ROWS.format('NEW')})"
    f" IS DISTINCT FROM ROW({_ROWS.format('OLD')}) THEN"
    " RAISE EXCEPTION 'approval is decided once and asked as it is'; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER approval_decided_once BEFORE UPDATE ON approval"
    " FOR EACH ROW EXECUTE FUNCTION approval_is_decided_once()",
    "CREATE FUNCTION approval_is_undecided() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    " IF NEW.decision IS NOT NULL THEN"
    " RAISE EXCEPTION 'approval is asked for before it is decided'; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER approval_undecided BEFORE INSERT ON approval"
    " FOR EACH ROW EXECUTE FUNCTION approval_is_undecided()",
    "CREATE FUNCTION approval_is_insert_only() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION 'approval is insert-only'; END $$",
    "CREATE TRIGGER approval_stays BEFORE DELETE OR TRUNCATE ON approval"
    " FOR EACH STATEMENT EXECUTE FUNCTION approval_is_insert_only()",
]
