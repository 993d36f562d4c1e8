"""What is covered in the documents of a request, and why. Nothing of it is ever changed."""

import sqlalchemy as sa
from alembic import op

from migrations.insert_only import protect

revision = "0027_covering"
down_revision = "0026_gathering"
branch_labels = None
depends_on = None

IN_ORDER = "0 <= start_at AND start_at < end_at"


def upgrade() -> None:
    _reading()
    _suggestion()
    _decision()
    _check()
    _third_party()
    _exemption()
    protect("covering_reading", ("document_id",))
    protect("covering_suggestion", ("document_id", "start_at", "end_at"))
    for table in ("decision", "check", "third_party", "exemption"):
        protect(f"covering_{table}", ("document_id", "number"))


def downgrade() -> None:
    raise NotImplementedError("Why something was covered is not forgotten by a downgrade.")


def _table(name: str, *more: sa.schema.SchemaItem, officer: str = "") -> None:
    """A table about documents; ``officer`` names the column of who did it."""
    by = (
        [
            sa.Column(officer, sa.Uuid(), nullable=False),
            sa.Column("at", sa.DateTime(timezone=True), nullable=False),
            sa.ForeignKeyConstraint([officer], ["person.id"], name=f"fk_{name}_{officer}"),
        ]
        if officer
        else [sa.Column("made_at", sa.DateTime(timezone=True), nullable=False)]
    )
    op.create_table(
        name,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        *more,
        *by,
        sa.ForeignKeyConstraint(
            ["document_id"], ["gathered_document.id"], name=f"fk_{name}_document_id"
        ),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
    )


def _numbered(name: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("number", sa.Integer(), nullable=False),
        sa.UniqueConstraint("document_id", "number", name=f"uq_{name}_document_id_number"),
    ]


def _reading() -> None:
    _table(
        "covering_reading",
        sa.Column("suggestions", sa.Integer(), nullable=False),
        sa.UniqueConstraint("document_id", name="uq_covering_reading_document_id"),
    )


def _suggestion() -> None:
    _table(
        "covering_suggestion",
        sa.Column("start_at", sa.Integer(), nullable=False),
        sa.Column("end_at", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("same", sa.String(64), nullable=False),
        sa.CheckConstraint(IN_ORDER, name="ck_covering_suggestion_in_order"),
        sa.UniqueConstraint(
            "document_id",
            "start_at",
            "end_at",
            name="uq_covering_suggestion_document_id_start_at_end_at",
        ),
    )
    op.create_index("ix_covering_suggestion_same", "covering_suggestion", ["same"])


def _decision() -> None:
    name = "covering_decision"
    _table(
        name,
        *_numbered(name),
        sa.Column("start_at", sa.Integer(), nullable=False),
        sa.Column("end_at", sa.Integer(), nullable=False),
        sa.Column("choice", sa.String(40), nullable=False),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("form_key", sa.Uuid(), nullable=False),
        sa.CheckConstraint(IN_ORDER, name=f"ck_{name}_in_order"),
        sa.CheckConstraint("number >= 1", name=f"ck_{name}_counts_from_one"),
        sa.CheckConstraint(
            "(choice = 'cover') = (reason <> '')", name=f"ck_{name}_cover_has_reason"
        ),
        officer="decided_by",
    )
    op.create_index(
        "ix_covering_decision_passage", "covering_decision", ["document_id", "start_at", "end_at"]
    )


def _check() -> None:
    _table(
        "covering_check",
        *_numbered("covering_check"),
        sa.Column("not_others", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        officer="checked_by",
    )


def _third_party() -> None:
    words = ("information", "confidence", "asking", "capacity", "refusal")
    steps = ("separable", "consented", "reasonable")
    _table(
        "covering_third_party",
        *_numbered("covering_third_party"),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(40), nullable=False),
        *(sa.Column(step, sa.Boolean(), nullable=False) for step in steps),
        *(sa.Column(word, sa.Text(), nullable=False) for word in words),
        sa.Column("form_key", sa.Uuid(), nullable=False),
        officer="decided_by",
    )


def _exemption() -> None:
    name = "covering_exemption"
    _table(
        name,
        *_numbered(name),
        sa.Column("start_at", sa.Integer(), nullable=True),
        sa.Column("end_at", sa.Integer(), nullable=True),
        sa.Column("ground", sa.String(40), nullable=False),
        sa.Column("holds", sa.Boolean(), nullable=False),
        sa.Column("neutral", sa.Boolean(), nullable=False),
        sa.Column("test", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("form_key", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            f"(start_at IS NULL AND end_at IS NULL) OR ({IN_ORDER})", name=f"ck_{name}_in_order"
        ),
        sa.CheckConstraint("test <> '' AND scope <> ''", name=f"ck_{name}_has_its_test"),
        officer="decided_by",
    )
