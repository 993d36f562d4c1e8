"""Outcomes of rights, notices to recipients, and what is kept out of use. All insert-only.

Objections become requests like all others: one word for one thing.
"""

import json
from datetime import UTC
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

from migrations.insert_only import protect

revision = "0029_outcomes"
down_revision = "0028_bundles"
branch_labels = None
depends_on = None

# the calendars there are, and the one where a place of work is not known, as when one asks
NATIONS = "GB-EAW GB-SCT GB-NIR"
COUNTRIES = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
KNOWN = {*NATIONS.split(), *(f"EU-{country}" for country in COUNTRIES.split())}
ELSEWHERE, ZONE_ELSEWHERE = "GB-EAW", "Europe/London"
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("subject_request_proposal", sa.Column("decided", sa.Text(), nullable=True))
    _outcome()
    _notice()
    _restriction()
    protect("subject_request_outcome", ("request_id", "number"), ("request_id", "form_key"))
    protect("subject_request_notice", ("request_id", "form_key"))
    protect("subject_request_restriction", ("request_id", "practice_id", "number"))
    _objections()
    op.drop_table("objection")
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP FUNCTION objection_is_insert_only()")


def downgrade() -> None:
    raise NotImplementedError("What was decided is not taken away by a downgrade.")


def _outcome() -> None:
    op.create_table(
        "subject_request_outcome",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("result", sa.String(40), nullable=True),
        sa.Column("practices", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("reviewer_id", sa.Uuid(), nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("written_at", _MOMENT, nullable=False),
        sa.Column("form_key", sa.Uuid(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_subject_request_outcome_counts_from_one")),
        sa.CheckConstraint(
            "reviewer_id IS NULL OR decided_by_id IS NULL OR reviewer_id <> decided_by_id",
            name=op.f("ck_subject_request_outcome_looked_at_by_another"),
        ),
        *_to("subject_request_outcome", request_id="subject_request", reviewer_id="person"),
        *_to("subject_request_outcome", decided_by_id="person", written_by="person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subject_request_outcome")),
        sa.UniqueConstraint(
            "request_id", "number", name=op.f("uq_subject_request_outcome_request_id_number")
        ),
        sa.UniqueConstraint(
            "request_id", "form_key", name=op.f("uq_subject_request_outcome_request_id_form_key")
        ),
    )


def _notice() -> None:
    op.create_table(
        "subject_request_notice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("recipient", sa.String(120), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("why_not", sa.Text(), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("written_at", _MOMENT, nullable=False),
        sa.Column("form_key", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(told_on IS NULL) = (why_not <> '')",
            name=op.f("ck_subject_request_notice_told_or_why_not"),
        ),
        sa.CheckConstraint(
            "(told_on IS NULL) = (how = '')", name=op.f("ck_subject_request_notice_told_somehow")
        ),
        *_to("subject_request_notice", request_id="subject_request", written_by="person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subject_request_notice")),
        sa.UniqueConstraint(
            "request_id", "form_key", name=op.f("uq_subject_request_notice_request_id_form_key")
        ),
    )
    op.create_index(
        "ix_subject_request_notice_request_id", "subject_request_notice", ["request_id"]
    )


def _restriction() -> None:
    name = "subject_request_restriction"
    op.create_table(
        name,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("practice_id", sa.String(60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(40), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("lifts_on", sa.Date(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("form_key", sa.Uuid(), nullable=True),
        sa.CheckConstraint("number >= 1", name=op.f(f"ck_{name}_counts_from_one")),
        sa.CheckConstraint(
            "number > 1 OR step = 'set'", name=op.f(f"ck_{name}_begins_with_setting")
        ),
        sa.CheckConstraint(
            "(step = 'told') = (lifts_on IS NOT NULL)", name=op.f(f"ck_{name}_told_for_a_day")
        ),
        sa.CheckConstraint("(step = 'told') = (text <> '')", name=op.f(f"ck_{name}_told_in_words")),
        *_to(name, request_id="subject_request", practice_id="practice", actor_id="person"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint(
            *("request_id", "practice_id", "number"),
            name=op.f(f"uq_{name}_request_id_practice_id_number"),
        ),
    )
    op.create_index(f"ix_{name}_practice_at", name, ["practice_id", "at", "id"])


def _objections() -> None:
    """Each as a request with its receipt; what it is about is kept out of use, since it came."""
    connection = op.get_bind()
    here = sa.outerjoin(
        sa.join(_OBJECTION, _PERSON, _PERSON.c.id == _OBJECTION.c.person_id),
        _PLACE,
        _PLACE.c.code == _PERSON.c.establishment,
    )
    told = sa.select(_OBJECTION, _PLACE.c.jurisdiction, _PLACE.c.time_zone).select_from(here)
    for each in connection.execute(told.order_by(_OBJECTION.c.filed_at)).mappings().all():
        for table, values in _as_a_request(each).items():
            connection.execute(sa.insert(table).values(**values))


def _as_a_request(objection: Any) -> dict[sa.TableClause, dict[str, Any]]:
    """The rows of one. They keep its id, each in its own table: ids are in the order of time."""
    known = objection["jurisdiction"] in KNOWN
    zone = ZoneInfo(objection["time_zone"] if known else ZONE_ELSEWHERE)
    filed_at = objection["filed_at"]
    filed_at = filed_at.replace(tzinfo=UTC) if filed_at.tzinfo is None else filed_at
    own = {"id": objection["id"]}
    step = {"number": 1, "at": filed_at, "on": filed_at.astimezone(zone).date(), "text": ""}
    step |= {"request_id": objection["id"], "actor_id": objection["person_id"]}
    request = {
        "reference": objection["reference"],
        "person_id": objection["person_id"],
        "kind": "objection",
        "received_on": step["on"],
        "jurisdiction": objection["jurisdiction"] if known else ELSEWHERE,
        "scope": json.dumps({"practices": [objection["practice_id"]], "what": "chosen"}),
        "details": objection["text"],
        "channel": "portal",
        "filed_by_id": objection["person_id"],
        "form_key": objection["form_key"],
        "filed_at": filed_at,
        **dict.fromkeys(("access_needs", "representative", "authority"), ""),
    }
    event = {"act": "received", "reason": "", "details": "{}"}
    restriction = {"practice_id": objection["practice_id"], "step": "set"}
    return {
        _REQUEST: own | request,
        _EVENT: own | step | event,
        _RESTRICTION: own | step | restriction,
    }


def _table(name: str, *ids: str, **columns: Any) -> sa.TableClause:
    """A table by the columns that are read or written; ``ids`` are those of UUIDs."""
    typed = {**{each: sa.Uuid() for each in ids}, **columns}
    return sa.table(name, *(sa.column(each, kind) for each, kind in typed.items()))


_TEXT = sa.String()
_OBJECTION = _table(
    *("objection", "id", "person_id", "form_key"),
    **dict.fromkeys(("reference", "practice_id", "text"), _TEXT),
    filed_at=_MOMENT,
)
_PERSON = _table("person", "id", establishment=_TEXT)
_PLACE = _table("establishment", code=_TEXT, jurisdiction=_TEXT, time_zone=_TEXT)
_REQUEST = _table(
    *("subject_request", "id", "person_id", "filed_by_id", "form_key"),
    **dict.fromkeys(("reference", "kind", "jurisdiction", "scope", "details", "channel"), _TEXT),
    **dict.fromkeys(("access_needs", "representative", "authority"), _TEXT),
    received_on=sa.Date(),
    filed_at=_MOMENT,
)
_STEP = {"number": sa.Integer(), "at": _MOMENT, "on": sa.Date(), "text": _TEXT}
_EVENT = _table(
    *("subject_request_event", "id", "request_id", "actor_id"),
    **_STEP,
    **dict.fromkeys(("act", "reason", "details"), _TEXT),
)
_RESTRICTION = _table(
    *("subject_request_restriction", "id", "request_id", "actor_id"),
    **_STEP,
    **dict.fromkeys(("practice_id", "step"), _TEXT),
)


def _to(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    """Foreign keys of columns to the ids of tables."""
    return [
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))
        for column, other in columns.items()
    ]
