"""What did not match the register, what officers found out, and what is checked again."""

import secrets
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from alembic import op

from migrations.insert_only import protect

revision = "0017_promises"
down_revision = "0016_roles"
branch_labels = None
depends_on = None

MOVED = ("not-in-register", "undeclared-category", "undeclared-purpose", "undeclared-reader")
ALARM = "after-stop"
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def upgrade() -> None:
    _matter()
    _finding()
    _answer()
    _rechecks()
    protect("promise_answer", ("matter_id",))
    # The checker reads the log from its beginning and finds these again, with what they concern.
    flag = sa.table("flag", sa.column("flag", sa.String))
    op.execute(flag.delete().where(flag.c.flag.in_((*MOVED, ALARM))))
    _take_over_alarms()


def _matter() -> None:
    op.create_table(
        "promise_matter",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(20), nullable=False),
        sa.Column("flag", sa.String(40), nullable=False),
        sa.Column("system", sa.String(60), nullable=False),
        sa.Column("practice_id", sa.String(60), nullable=False),
        sa.Column("about", sa.String(120), nullable=False),
        sa.Column("findings", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("findings >= 0", name=op.f("ck_promise_matter_findings_is_a_count")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise_matter")),
        sa.UniqueConstraint("reference", name=op.f("uq_promise_matter_reference")),
    )
    op.create_index("ix_promise_matter_answered_at", "promise_matter", ["answered_at"])
    op.create_index(
        "uq_promise_matter_open",
        "promise_matter",
        ["flag", "system", "practice_id", "about"],
        unique=True,
        sqlite_where=sa.text("answered_at IS NULL"),
        postgresql_where=sa.text("answered_at IS NULL"),
    )


def _finding() -> None:
    op.create_table(
        "promise_finding",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("flag", sa.String(40), nullable=False),
        sa.Column("matter_id", sa.Uuid(), nullable=False),
        sa.Column("detail", sa.String(40), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rechecked", sa.Boolean(), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["matter_id"], ["promise_matter.id"], name=op.f("fk_promise_finding_matter_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise_finding")),
    )
    op.create_index("ix_promise_finding_seq", "promise_finding", ["seq"])
    op.create_index("ix_promise_finding_matter_id", "promise_finding", ["matter_id"])
    op.create_index(
        "uq_promise_finding_holds",
        "promise_finding",
        ["seq", "flag", "matter_id"],
        unique=True,
        sqlite_where=sa.text("lifted_at IS NULL"),
        postgresql_where=sa.text("lifted_at IS NULL"),
    )


def _answer() -> None:
    op.create_table(
        "promise_answer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("matter_id", sa.Uuid(), nullable=False),
        sa.Column("verdict", sa.String(40), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["matter_id"], ["promise_matter.id"], name=op.f("fk_promise_answer_matter_id")
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["person.id"], name=op.f("fk_promise_answer_officer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise_answer")),
        sa.UniqueConstraint("matter_id", name=op.f("uq_promise_answer_matter_id")),
    )


def _rechecks() -> None:
    op.create_table(
        "promise_recheck",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise_recheck")),
    )
    op.create_index("ix_promise_recheck_done_at", "promise_recheck", ["done_at"])
    op.create_table(
        "promise_correction",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise_correction")),
    )


def _take_over_alarms() -> None:
    """Uses after a no were kept apart: now they wait for an answer with everything else."""
    alarm = sa.table(
        "consent_alarm",
        sa.column("seq", sa.BigInteger),
        sa.column("practice_id", sa.String),
        sa.column("system", sa.String),
        sa.column("raised_at", sa.DateTime(timezone=True)),
    )
    found: dict[tuple[str, str], list[tuple[int, datetime]]] = {}
    for seq, practice, system, at in op.get_bind().execute(sa.select(alarm).order_by(alarm.c.seq)):
        found.setdefault((practice, system[:60]), []).append((seq, at))
    for (practice, system), raised in found.items():
        _take_over(practice, system, raised)
    op.drop_table("consent_alarm")
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP FUNCTION consent_alarm_is_insert_only()")


def _take_over(practice: str, system: str, raised: list[tuple[int, datetime]]) -> None:
    matter_id, moments = uuid4(), [at for _seq, at in raised]
    matter = {"id": matter_id, "reference": _reference(), "flag": ALARM, "about": ""}
    matter |= {"system": system, "practice_id": practice, "findings": len(raised)}
    _insert("promise_matter", matter | {"opened_at": min(moments), "found_at": max(moments)})
    for seq, at in raised:
        finding = {"id": uuid4(), "seq": seq, "flag": ALARM, "matter_id": matter_id, "detail": ""}
        _insert("promise_finding", finding | {"found_at": at, "rechecked": False})


def _insert(table: str, values: dict[str, Any]) -> None:
    kinds = {UUID: sa.Uuid(), datetime: sa.DateTime(timezone=True)}
    columns = [sa.column(name, kinds.get(type(value))) for name, value in values.items()]
    op.execute(sa.table(table, *columns).insert().values(**values))


def _reference() -> str:
    code = "".join(secrets.choice(LETTERS) for _letter in range(8))
    return f"PC-{code[:4]}-{code[4:]}"


def downgrade() -> None:
    raise NotImplementedError("What officers answered is not taken away by a downgrade.")
