"""Everything that refers to a person is hers to see, or it is said here why it is not.

A column refers to a person if it is a foreign key to ``person``, or to a table of which she is
given the rows; if it is called so; or if it is a UUID that does not say what it refers to. Each
is covered by an exporter of ``app.my_data.exporters``, or stands in ELSEWHERE with its reason.
"""

import re
from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

from sqlalchemy import Column, ForeignKey, MetaData, String, Table, Uuid
from sqlmodel import SQLModel

import app
from app.core.db.base import KEYS
from app.my_data.exporters import PARTS

NAMED = ("subject", "employee_id", "manager_employee_id")
COVERED = {column for part in PARTS for column in part.covers}
AT_WORK = "an act in a role: it stands with what was done, on"
NO_PERSON = "no person"
STATES = {"account"}  # as it is now, whatever days are asked for
DIGESTS = "keyed digests of what was downloaded: nothing can be read from them"
LOOKED_UP = "her rows of another system: shown on /my-data, and in the same file as these parts"
GATHERED = "copies of what others hold: she gets them with the answer"

ELSEWHERE = {
    "answer_bundle.asked_by": f"{AT_WORK} /desk/requests",
    "answer_bundle.file_id": "the file itself, which she takes from the page of her request",
    "answer_bundle.gathering_id": GATHERED,
    "answer_letter.made_by": f"{AT_WORK} /desk/requests",
    "answer_letter.request_id": "words not sent yet: those sent are in the files",
    "access_review.reviewed_by": f"{AT_WORK} /desk/access-reviews",
    "approval.approver_id": f"{AT_WORK} /approvals",
    "approval.decided_by": f"{AT_WORK} /approvals",
    "approval.requester_id": f"{AT_WORK} /approvals",
    "approval.subject_id": "asked for by others about a role: what was granted is in “roles”",
    "approval_attempt.person_id": f"{AT_WORK} /audit/four-eyes",
    "asked_erasure.person_id": "that her entries are deleted: in “requests”, then on /looked",
    "assessment.asked_by": f"{AT_WORK} /desk/assessments",
    "assessment.author_id": f"{AT_WORK} /assessments",
    "assessment.evaluator_id": f"{AT_WORK} /desk/assessments",
    "assessment.validator_id": f"{AT_WORK} /desk/assessments",
    "assessment_step.person_id": f"{AT_WORK} /desk/assessments",
    "case.officer_id": f"{AT_WORK} /desk, and whoever was looked at sees it on /looked",
    "concern_event.actor_id": f"{AT_WORK} /desk/concerns",
    "concern_message.author_id": f"{AT_WORK} /desk/concerns",
    "concern_note.author_id": f"{AT_WORK} /desk/concerns",
    "concern_note.concern_id": "notes of officers: read and decided on with her request (RSP)",
    "connector_delivery.file_id": "what a source sent for her request: given with its answer",
    "connector_request.employee_id": "what a source was asked for her request, in “requests”",
    "connector_trial.tried_by": f"{AT_WORK} /admin/connectors",
    "connector_version.made_by": f"{AT_WORK} /admin/connectors",
    "consent_stop.event_id": "the answer it follows: both hang on the same record, in “stops”",
    "consultation.decided_by": f"{AT_WORK} /consultations",
    "consultation.made_by": f"{AT_WORK} /desk/consultations",
    "consultation.responded_by": f"{AT_WORK} /consultations",
    "covering_check.checked_by": f"{AT_WORK} /desk/requests",
    "covering_decision.decided_by": f"{AT_WORK} /desk/requests",
    "covering_exemption.decided_by": f"{AT_WORK} /desk/requests",
    "covering_third_party.decided_by": f"{AT_WORK} /desk/requests",
    "gathered_document.file_id": GATHERED,
    "gathered_document.gathering_id": GATHERED,
    "gathered_document.text_id": GATHERED,
    "gathered_records.file_id": GATHERED,
    "gathering.asked_by": f"{AT_WORK} /desk/requests",
    "gathering_source.gathering_id": GATHERED,
    "gathering_source.run_by": NO_PERSON,
    "gathering_source.version_id": NO_PERSON,
    "hand_file.file_id": GATHERED,
    "hand_file.search_id": GATHERED,
    "hand_search.made_by": f"{AT_WORK} /desk/requests",
    "emergency_look.officer_id": f"{AT_WORK} /desk/emergencies; whoever was looked at sees it",
    "emergency_look_event.actor_id": f"{AT_WORK} /desk/emergencies and /audit",
    "job.worker_id": NO_PERSON,
    "kept_form.subject": "sealed for half an hour, and shown to her when she signs in again",
    "own_download.base_id": "the download before, which is in “downloads”",
    "own_download_record.download_id": DIGESTS,
    "own_search_records.file_id": LOOKED_UP,
    "own_search_records.search_id": LOOKED_UP,
    "pledge.made_by": f"{AT_WORK} /promises",
    "pledge.recorded_by": f"{AT_WORK} /promises",
    "pledge_event.actor_id": f"{AT_WORK} /promises",
    "policy_campaign.ended_by": f"{AT_WORK} /desk/policies",
    "policy_campaign.started_by": f"{AT_WORK} /desk/policies",
    "policy_draft.drafted_by": f"{AT_WORK} /desk/policies",
    "policy_reminder.position": "how far a job has come through all people",
    "policy_version.drafted_by": f"{AT_WORK} /desk/policies",
    "policy_version.published_by": f"{AT_WORK} /desk/policies",
    "portal_session.subject": "the number of her account, which is in “account”",
    "practice_ending.approved_by": f"{AT_WORK} /collected/changes",
    "practice_version.approved_by": f"{AT_WORK} /collected, with each version",
    "promise_answer.officer_id": f"{AT_WORK} /desk/promise-checks",
    "question_event.actor_id": f"{AT_WORK} /desk/questions, or stands with her own words",
    "register_draft.owner_id": f"{AT_WORK} /desk/register",
    "register_revision.token": NO_PERSON,
    "risk_change.recorded_by": f"{AT_WORK} /collected",
    "role_grant.approved_by": f"{AT_WORK} /admin/roles and /audit",
    "role_grant.granted_by": f"{AT_WORK} /admin/roles and /audit",
    "role_grant.revoked_by": f"{AT_WORK} /admin/roles and /audit",
    "role_review.reviewed_by": f"{AT_WORK} /admin/roles and /audit",
    "subject_state.subject": "how many entries she has, as her proof says",
    "sealed_grant.subject": "kept from her for a time by law; a line would tell (LAW MON-8, 9)",
    "subject_request.filed_by_id": f"{AT_WORK} /desk/requests and /reps/requests, for others",
    "subject_request_code.ended_by": f"{AT_WORK} /desk/requests",
    "subject_request_code.given_by": f"{AT_WORK} /desk/requests",
    "subject_request_event.actor_id": f"{AT_WORK} /desk/requests",
    "subject_request_message.author_id": f"{AT_WORK} /desk/requests",
    "subject_request_notice.written_by": f"{AT_WORK} /desk/requests",
    "subject_request_outcome.decided_by_id": f"{AT_WORK} /desk/requests",
    "subject_request_outcome.request_id": "words not sent yet: those sent are in “request-steps”",
    "subject_request_outcome.reviewer_id": f"{AT_WORK} /desk/requests, told in the answer",
    "subject_request_outcome.written_by": f"{AT_WORK} /desk/requests",
    "subject_request_proposal.made_by": f"{AT_WORK} /desk/requests",
    "subject_request_proposal.request_id": "words not sent yet: those sent are in “request-steps”",
    "subject_request_restriction.actor_id": f"{AT_WORK} /desk/requests",
    "subject_key.subject": "the keys of her entries, which open “who-looked”",
    "unconsulted_start.recorded_by": f"{AT_WORK} /collected",
    "survey.editor_id": f"{AT_WORK} /desk/surveys",
    "survey.written_by": f"{AT_WORK} /desk/surveys",
    "survey_change.written_by": f"{AT_WORK} /surveys",
}


def refers(column: Column[Any], owned: frozenset[str]) -> bool:
    """Whether a column leads to a person, as far as its table says."""
    targets = {key.target_fullname.partition(".")[0] for key in column.foreign_keys}
    if targets:
        return bool(targets & owned)
    if column.name in NAMED or column.name.endswith("_by"):
        return True
    return isinstance(column.type, Uuid) and not column.primary_key and column.name != "form_key"


def columns(*metadata: MetaData) -> Iterator[str]:
    """Every column of these tables that refers to a person, as ``table.column``."""
    owned = frozenset(name.partition(".")[0] for name in COVERED)
    for table in (table for each in metadata for table in each.tables.values()):
        for column in table.columns:
            if refers(column, owned):
                yield f"{table.name}.{column.name}"


def all_columns() -> set[str]:
    for module in walk_packages(app.__path__, "app."):
        if module.name.endswith(".models"):
            import_module(module.name)
    return set(columns(SQLModel.metadata, KEYS))


def test_whatever_refers_to_a_person_is_hers_to_see_or_has_its_reason() -> None:
    found = all_columns()
    assert len(found) > 50
    assert found - COVERED == set(ELSEWHERE)
    assert all(ELSEWHERE.values())


def test_what_an_exporter_says_it_covers_is_there() -> None:
    assert not COVERED - all_columns()
    assert "person" in {name.partition(".")[0] for name in COVERED}


def test_a_new_column_is_noticed() -> None:
    made_up = MetaData()
    Table(
        "gossip",
        made_up,
        Column("id", Uuid, primary_key=True),
        Column("about", Uuid, ForeignKey("person.id")),
        Column("told_by", String),
        Column("employee_id", String),
        Column("answer", Uuid, ForeignKey("consent_record.id")),
        Column("whom", Uuid),
        Column("practice", String, ForeignKey("practice.id")),
        Column("form_key", Uuid),
        Column("words", String),
    )
    noticed = {"about", "told_by", "employee_id", "answer", "whom"}
    assert set(columns(made_up)) == {f"gossip.{name}" for name in noticed}
    assert not set(columns(made_up)) & (COVERED | set(ELSEWHERE))


def test_parts_are_told_apart_and_say_what_they_hold() -> None:
    assert len({part.name for part in PARTS}) == len(PARTS)
    assert len({part.title for part in PARTS}) == len(PARTS)
    for part in PARTS:
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", part.name), part.name
        assert re.fullmatch(r"[A-Z].*\.", part.why), part.why
        assert part.fields, part.name
        assert "record" not in part.fields  # what a file calls the record itself
        assert all(part.fields.values()), part.name
        assert {part.at, part.until, part.practice} - {""} <= set(part.fields), part.name
        assert (
            not [name for name in part.fields if name.endswith("_at")]
            or part.at
            or (part.name in STATES)
        ), f"{part.name}: which of its moments is the one that a range is held against?"
