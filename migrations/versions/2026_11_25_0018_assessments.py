"""Impact assessments and consultations.

What was signed and published, each step on the way, and starts without consultation are
insert-only. A published assessment's own row, what representatives answered and what was
decided are never changed: the database itself refuses it.
"""

import sqlalchemy as sa
from alembic import op

from migrations.insert_only import protect

revision = "0018_assessments"
down_revision = "0017_promises"
branch_labels = None
depends_on = None

ANSWERED = ("response", "response_text", "responded_by", "responded_at")


def upgrade() -> None:
    _assessment()
    _assessment_step()
    _published_assessment()
    _consultation()
    _consultation_document()
    _consultation_comment()
    _comment_tally()
    _unconsulted_start()
    for statement in {"sqlite": _sqlite, "postgresql": _postgresql}[
        op.get_context().dialect.name
    ]():
        op.execute(statement)
    protect("assessment_step")
    protect("published_assessment", ("reference",), ("assessment_id",))
    protect("unconsulted_start")


def downgrade() -> None:
    raise NotImplementedError("What was published is not taken away by a downgrade.")


def _assessment() -> None:
    op.create_table(
        "assessment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(20), nullable=False),
        sa.Column("practice_id", sa.String(60), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("evaluator_id", sa.Uuid(), nullable=True),
        sa.Column("evaluated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("advice", sa.String(40), nullable=True),
        sa.Column("advice_text", sa.Text(), nullable=False),
        sa.Column("validator_id", sa.Uuid(), nullable=True),
        sa.Column("validated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision", sa.String(40), nullable=True),
        sa.Column("overruled", sa.Text(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("removals", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(status = 'published') = (published_at IS NOT NULL)",
            name="ck_assessment_published_has_moment",
        ),
        sa.CheckConstraint(
            "(status IN ('evaluated', 'validated', 'published')) = (evaluator_id IS NOT NULL)",
            name="ck_assessment_evaluated_by_someone",
        ),
        sa.CheckConstraint(
            "(status IN ('validated', 'published')) = (validator_id IS NOT NULL)",
            name="ck_assessment_validated_by_someone",
        ),
        sa.CheckConstraint(
            "decision IS NULL OR decision = advice OR overruled <> ''",
            name="ck_assessment_overruling_has_reason",
        ),
        sa.CheckConstraint(
            "(evaluator_id IS NULL) = (evaluated_at IS NULL)"
            " AND (evaluator_id IS NULL) = (advice IS NULL)",
            name="ck_assessment_evaluation_is_whole",
        ),
        sa.CheckConstraint(
            "(validator_id IS NULL) = (validated_at IS NULL)"
            " AND (validator_id IS NULL) = (decision IS NULL)"
            " AND (validator_id IS NULL) = (review_on IS NULL)",
            name="ck_assessment_validation_is_whole",
        ),
        sa.CheckConstraint(
            "evaluator_id IS NULL OR evaluator_id <> author_id",
            name="ck_assessment_evaluator_is_another",
        ),
        sa.CheckConstraint("length(digest) = 64", name="ck_assessment_digest_is_sha256"),
        sa.CheckConstraint(
            "validator_id IS NULL OR (validator_id <> author_id AND validator_id <> evaluator_id)",
            name="ck_assessment_validator_is_a_third",
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name="fk_assessment_asked_by"),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name="fk_assessment_author_id"),
        sa.ForeignKeyConstraint(["evaluator_id"], ["person.id"], name="fk_assessment_evaluator_id"),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name="fk_assessment_practice_id"),
        sa.ForeignKeyConstraint(["validator_id"], ["person.id"], name="fk_assessment_validator_id"),
        sa.PrimaryKeyConstraint("id", name="pk_assessment"),
        sa.UniqueConstraint("reference", name="uq_assessment_reference"),
    )
    op.create_index("ix_assessment_author_id", "assessment", ["author_id"])
    op.create_index("ix_assessment_status", "assessment", ["status"])
    op.create_index(
        "uq_assessment_open",
        "assessment",
        ["practice_id"],
        unique=True,
        sqlite_where=sa.text("published_at IS NULL"),
        postgresql_where=sa.text("published_at IS NULL"),
    )


def _assessment_step() -> None:
    op.create_table(
        "assessment_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("act", sa.String(40), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name="fk_assessment_step_assessment_id"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_assessment_step_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_assessment_step"),
    )
    op.create_index("ix_assessment_step_assessment_id", "assessment_step", ["assessment_id"])


def _published_assessment() -> None:
    op.create_table(
        "published_assessment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(20), nullable=False),
        sa.Column("practice_id", sa.String(60), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("decision", sa.String(40), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(digest) = 64", name="ck_published_assessment_digest_is_sha256"),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name="fk_published_assessment_assessment_id"
        ),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name="fk_published_assessment_practice_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_published_assessment"),
        sa.UniqueConstraint("assessment_id", name="uq_published_assessment_assessment_id"),
        sa.UniqueConstraint("reference", name="uq_published_assessment_reference"),
    )
    op.create_index(
        "ix_published_assessment_practice", "published_assessment", ["practice_id", "published_at"]
    )


def _consultation() -> None:
    op.create_table(
        "consultation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(60), nullable=False),
        sa.Column("practice_id", sa.String(60), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("proposal", sa.Text(), nullable=False),
        sa.Column("options", sa.Text(), nullable=False),
        sa.Column("questions", sa.Text(), nullable=False),
        sa.Column("proposed", sa.Text(), nullable=True),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=True),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("response", sa.String(40), nullable=True),
        sa.Column("response_text", sa.Text(), nullable=False),
        sa.Column("responded_by", sa.Uuid(), nullable=True),
        sa.Column("responded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("heard", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("result", sa.String(40), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(status = 'decided') = (decided_at IS NOT NULL)"
            " AND (decided_at IS NULL) = (decided_by IS NULL)"
            " AND (decided_at IS NULL) = (result IS NULL)",
            name="ck_consultation_decision_is_whole",
        ),
        sa.CheckConstraint(
            "response IS NULL OR response <> 'dissent' OR response_text <> ''",
            name="ck_consultation_dissent_has_words",
        ),
        sa.CheckConstraint(
            "result IS NULL OR result = 'imposed' OR result = COALESCE(response, '')",
            name="ck_consultation_result_follows_response",
        ),
        sa.CheckConstraint(
            "status = 'draft' OR (opens_on IS NOT NULL AND closes_on IS NOT NULL)",
            name="ck_consultation_has_days",
        ),
        sa.CheckConstraint(
            "status NOT IN ('closed', 'decided') OR closed_at IS NOT NULL",
            name="ck_consultation_closed_has_moment",
        ),
        sa.CheckConstraint(
            "(response IS NULL) = (responded_at IS NULL)"
            " AND (response IS NULL) = (responded_by IS NULL)",
            name="ck_consultation_response_is_whole",
        ),
        sa.CheckConstraint("closes_on >= opens_on", name="ck_consultation_closes_after_opening"),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name="fk_consultation_decided_by"),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name="fk_consultation_made_by"),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name="fk_consultation_practice_id"
        ),
        sa.ForeignKeyConstraint(
            ["responded_by"], ["person.id"], name="fk_consultation_responded_by"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_consultation"),
        sa.UniqueConstraint("slug", name="uq_consultation_slug"),
    )
    op.create_index("ix_consultation_status", "consultation", ["status"])
    op.create_index(
        "uq_consultation_undecided",
        "consultation",
        ["practice_id"],
        unique=True,
        sqlite_where=sa.text("decided_at IS NULL"),
        postgresql_where=sa.text("decided_at IS NULL"),
    )


def _consultation_document() -> None:
    op.create_table(
        "consultation_document",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name="fk_consultation_document_consultation_id",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_consultation_document"),
        sa.UniqueConstraint(
            "consultation_id", "position", name="uq_consultation_document_consultation_id_position"
        ),
    )


def _consultation_comment() -> None:
    op.create_table(
        "consultation_comment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("written_on", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("theme", sa.String(40), nullable=True),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name="fk_consultation_comment_consultation_id"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_consultation_comment_person_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_consultation_comment"),
    )
    op.create_index(
        "ix_consultation_comment_consultation_id", "consultation_comment", ["consultation_id"]
    )


def _comment_tally() -> None:
    op.create_table(
        "comment_tally",
        sa.Column("mark", sa.String(64), nullable=False),
        sa.Column("counted_on", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("mark", name="pk_comment_tally"),
    )
    op.create_index("ix_comment_tally_counted_on", "comment_tally", ["counted_on"])


def _unconsulted_start() -> None:
    op.create_table(
        "unconsulted_start",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("practice_id", sa.String(60), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name="fk_unconsulted_start_practice_id"
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["person.id"], name="fk_unconsulted_start_recorded_by"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_unconsulted_start"),
    )
    op.create_index("ix_unconsulted_start_practice_id", "unconsulted_start", ["practice_id"])


def _refusal(words: str) -> str:
    return f"BEGIN SELECT RAISE(ABORT, '{words}'); END"


def _sqlite() -> list[str]:
    differs = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in ANSWERED)
    made = [
        "CREATE TRIGGER assessment_stays_published BEFORE UPDATE ON assessment"
        f" WHEN OLD.status = 'published' {_refusal('a published assessment is not changed')}",
        "CREATE TRIGGER consultation_said_once BEFORE UPDATE ON consultation"
        f" WHEN OLD.decided_at IS NOT NULL OR (OLD.response IS NOT NULL AND ({differs}))"
        f" {_refusal('what was answered or decided is not changed')}",
    ]
    for table in ("assessment", "consultation"):
        stays = _refusal(f"{table} is never deleted")
        there = f"EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)"
        made += [
            f"CREATE TRIGGER {table}_stays BEFORE DELETE ON {table} {stays}",
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {there} {stays}",
        ]
    return made


def _postgresql() -> list[str]:
    old, new = (", ".join(f"{row}.{column}" for column in ANSWERED) for row in ("OLD", "NEW"))
    made = [
        "CREATE FUNCTION assessment_stays_published() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " IF OLD.status = 'published' THEN"
        " RAISE EXCEPTION 'a published assessment is not changed'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER assessment_stays_published BEFORE UPDATE ON assessment"
        " FOR EACH ROW EXECUTE FUNCTION assessment_stays_published()",
        "CREATE FUNCTION consultation_said_once() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " IF OLD.decided_at IS NOT NULL OR (OLD.response IS NOT NULL"
        f" AND ROW({new}) IS DISTINCT FROM ROW({old})) THEN"
        " RAISE EXCEPTION 'what was answered or decided is not changed'; END IF;"
        " RETURN NEW; END $$",
        "CREATE TRIGGER consultation_said_once BEFORE UPDATE ON consultation"
        " FOR EACH ROW EXECUTE FUNCTION consultation_said_once()",
        "CREATE FUNCTION assessments_stay() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION '% is never deleted', TG_TABLE_NAME; END $$",
    ]
    for table in ("assessment", "consultation"):
        made.append(
            f"CREATE TRIGGER {table}_stays BEFORE DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION assessments_stay()"
        )
    return made
