"""Choices: the words shown, what people answered, stops, alarms and objections.

Words, events, alarms and objections are insert-only, and a record stays whose it is.
"""

import sqlalchemy as sa
from alembic import op

from migrations.insert_only import protect

revision = "0014_consent"
down_revision = "0013_access_reviews"
branch_labels = None
depends_on = None

# Each insert-only table with the columns that make a row that row: a second one would replace it.
INSERT_ONLY = {
    "consent_notice": (("practice_id", "version", "language", "digest"),),
    "consent_event": (("record_id", "number"), ("reference",)),
    "objection": (("person_id", "form_key"), ("reference",)),
}


def upgrade() -> None:
    _notice()
    _record()
    _event()
    _stop()
    _alarm()
    _objection()
    for table, unique in INSERT_ONLY.items():
        protect(table, *unique)
    protect("consent_alarm", key="seq")
    statements = {"sqlite": _sqlite, "postgresql": _postgresql}[op.get_context().dialect.name]()
    for statement in statements:
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("What people answered is not taken away by a downgrade.")


def _notice() -> None:
    op.create_table(
        "consent_notice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("practice_id", sa.String(60), nullable=False),
        sa.Column("version", sa.String(10), nullable=False),
        sa.Column("language", sa.String(20), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("system", sa.String(120), nullable=False),
        sa.Column("purposes", sa.Text(), nullable=False),
        sa.Column("stops", sa.String(40), nullable=False),
        sa.Column("processing", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(digest) = 64", name="ck_consent_notice_digest_is_sha256"),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name="fk_consent_notice_practice_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_consent_notice"),
        sa.UniqueConstraint(
            "practice_id",
            "version",
            "language",
            "digest",
            name="uq_consent_notice_practice_id_version_language_digest",
        ),
    )


def _record() -> None:
    op.create_table(
        "consent_record",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("practice_id", sa.String(60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("number >= 1", name="ck_consent_record_has_events"),
        sa.CheckConstraint(
            "(valid_until IS NOT NULL) = (state IN ('ConsentGiven', 'RenewedConsentGiven'))",
            name="ck_consent_record_a_yes_ends",
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_consent_record_person_id"),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name="fk_consent_record_practice_id"
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["consent_notice.id"], name="fk_consent_record_notice_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_consent_record"),
        sa.UniqueConstraint(
            "person_id", "practice_id", name="uq_consent_record_person_id_practice_id"
        ),
    )
    op.create_index(
        "ix_consent_record_practice_changed",
        "consent_record",
        ["practice_id", "changed_at", "id"],
    )
    op.create_index("ix_consent_record_valid_until", "consent_record", ["valid_until"])
    op.create_index("ix_consent_record_notice_id", "consent_record", ["notice_id"])


def _event() -> None:
    op.create_table(
        "consent_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(20), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by_person", sa.Boolean(), nullable=False),
        sa.Column("jurisdiction", sa.String(20), nullable=False),
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id"], ["consent_record.id"], name="fk_consent_event_record_id"
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["consent_notice.id"], name="fk_consent_event_notice_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_consent_event"),
        sa.UniqueConstraint("reference", name="uq_consent_event_reference"),
        sa.UniqueConstraint("record_id", "number", name="uq_consent_event_record_id_number"),
    )


def _stop() -> None:
    op.create_table(
        "consent_stop",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(40), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("overtaken_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "confirmed_at IS NULL OR overtaken_at IS NULL", name="ck_consent_stop_one_end"
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["consent_event.id"], name="fk_consent_stop_event_id"
        ),
        sa.ForeignKeyConstraint(
            ["record_id"], ["consent_record.id"], name="fk_consent_stop_record_id"
        ),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name="fk_consent_stop_source_id"),
        sa.PrimaryKeyConstraint("id", name="pk_consent_stop"),
        sa.UniqueConstraint("event_id", "source_id", name="uq_consent_stop_event_id_source_id"),
    )
    op.create_index("ix_consent_stop_source_id", "consent_stop", ["source_id"])
    op.create_index("ix_consent_stop_record_source", "consent_stop", ["record_id", "source_id"])
    op.create_index(
        "ix_consent_stop_next",
        "consent_stop",
        ["next_at"],
        sqlite_where=sa.text("next_at IS NOT NULL"),
        postgresql_where=sa.text("next_at IS NOT NULL"),
    )


def _alarm() -> None:
    op.create_table(
        "consent_alarm",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("practice_id", sa.String(60), nullable=False),
        sa.Column("system", sa.String(200), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name="fk_consent_alarm_practice_id"
        ),
        sa.PrimaryKeyConstraint("seq", name="pk_consent_alarm"),
    )
    op.create_index("ix_consent_alarm_raised_at", "consent_alarm", ["raised_at"])


def _objection() -> None:
    op.create_table(
        "objection",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(20), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("practice_id", sa.String(60), nullable=False),
        sa.Column("version", sa.String(10), nullable=False),
        sa.Column("form_key", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_objection_person_id"),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name="fk_objection_practice_id"),
        sa.PrimaryKeyConstraint("id", name="pk_objection"),
        sa.UniqueConstraint("reference", name="uq_objection_reference"),
        sa.UniqueConstraint("person_id", "form_key", name="uq_objection_person_id_form_key"),
    )
    op.create_index("ix_objection_filed_at", "objection", ["filed_at"])


def _sqlite() -> list[str]:
    stays = "BEGIN SELECT RAISE(ABORT, 'consent_record stays whose it is'); END"
    return [
        "CREATE TRIGGER consent_record_stays BEFORE UPDATE ON consent_record WHEN NEW.id IS NOT"
        " OLD.id OR NEW.person_id IS NOT OLD.person_id OR NEW.practice_id IS NOT OLD.practice_id"
        f" OR NEW.number <= OLD.number {stays}",
        f"CREATE TRIGGER consent_record_no_delete BEFORE DELETE ON consent_record {stays}",
    ]


def _postgresql() -> list[str]:
    return [
        "CREATE FUNCTION consent_record_is_never_deleted() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'consent_record stays whose it is'; END $$",
        "CREATE FUNCTION consent_record_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " IF ROW(NEW.id, NEW.person_id, NEW.practice_id) IS DISTINCT FROM"
        " ROW(OLD.id, OLD.person_id, OLD.practice_id) OR NEW.number <= OLD.number THEN"
        " RAISE EXCEPTION 'consent_record stays whose it is'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER consent_record_stays BEFORE UPDATE ON consent_record"
        " FOR EACH ROW EXECUTE FUNCTION consent_record_stays()",
        "CREATE TRIGGER consent_record_no_delete BEFORE DELETE OR TRUNCATE ON consent_record"
        " FOR EACH STATEMENT EXECUTE FUNCTION consent_record_is_never_deleted()",
    ]
