"""The answers with files that a person was sent, and each time she took one."""

from sqlalchemy import select
from sqlmodel import col

from app.answers.bundles.models import AnswerBundle, BundleDownload
from app.core.language import N_
from app.identity.held.queries import rows
from app.subject_requests.models import SubjectRequest

ANSWERS = rows(
    name="answers",
    at="made_at",
    title=N_("Files that we answered with"),
    why=N_("So that you can take them for a time, and prove later what we sent."),
    fields={
        "reference": N_("Your request"),
        "made_at": N_("When they were put together"),
        "size": N_("How large they are, in bytes"),
        "sha256": N_("The SHA-256 digest of all of it"),
        "expires_at": N_("Until when you can take them"),
        "removed_at": N_("When they were removed; empty: they are still here"),
    },
    covers=["answer_bundle.request_id"],
    by=AnswerBundle.id,
    own=lambda viewer: (
        select(AnswerBundle, col(SubjectRequest.reference))
        .join(SubjectRequest, col(SubjectRequest.id) == col(AnswerBundle.request_id))
        .where(
            col(SubjectRequest.person_id) == viewer.id, col(AnswerBundle.expires_at).is_not(None)
        )
    ),
    words=lambda one, reference: {
        "reference": reference,
        "made_at": one.made_at,
        "size": one.size,
        "sha256": one.sha256,
        "expires_at": one.expires_at,
        "removed_at": one.removed_at,
    },
)
TAKEN = rows(
    name="answers-taken",
    at="at",
    title=N_("When you took files that we answered with"),
    why=N_("So that nobody takes them unseen."),
    fields={"reference": N_("Your request"), "at": N_("When")},
    covers=["bundle_download.person_id", "bundle_download.bundle_id"],
    by=BundleDownload.id,
    own=lambda viewer: (
        select(BundleDownload, col(SubjectRequest.reference))
        .join(AnswerBundle, col(AnswerBundle.id) == col(BundleDownload.bundle_id))
        .join(SubjectRequest, col(SubjectRequest.id) == col(AnswerBundle.request_id))
        .where(col(BundleDownload.person_id) == viewer.id)
    ),
    words=lambda one, reference: {"reference": reference, "at": one.at},
)
