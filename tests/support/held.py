"""One record of every kind on a person, with a mark that nobody else's records have."""

import csv
import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

from sqlmodel import Session, col, select

from app.access_log.proofs.models import TakenProof
from app.access_log.witnesses.models import CheckpointMail
from app.answers.bundles.models import AnswerBundle, BundleDownload, Making
from app.answers.by_hand.models import HandSearch
from app.answers.gathering.models import Gathering
from app.answers.letters.models import AnswerLetter
from app.cases.emergencies.models import EmergencyLook
from app.cases.models import Case, Purpose
from app.concerns import service as concerns
from app.concerns.asking import service as concerns_asking
from app.concerns.asking.rules import Question as Asking
from app.concerns.asking.rules import Raised
from app.concerns.models import About as Worry
from app.concerns.models import Naming
from app.connectors.models import ConnectorVersion
from app.core import clock
from app.identity.people.models import Person, PersonVersion, Preference, VisitMark
from app.identity.roles.models import Role, RoleGrant
from app.identity.sessions.models import PortalSession
from app.identity.sign_in.models import Binding, SignInEvent
from app.identity.sources import service as sources
from app.identity.viewer import Subject
from app.learning.models import LessonMark
from app.my_data.elsewhere.models import OwnSearch, Progress
from app.my_data.exporters import PARTS
from app.notifications import service as notifications
from app.notifications.models import Kind, Mail
from app.questions.models import About, First, Question, QuestionEvent
from app.questions.models import Act as Step
from app.register.comments.models import PracticeComment
from app.register.consultations.models import Consultation, ConsultationComment
from app.register.policies.models import PolicyAcknowledgement, PolicyVersion
from app.subject_requests import service as requests
from app.subject_requests.asking.rules import Asked, Scope, What
from app.subject_requests.by_code.models import SubjectRequestCode
from app.subject_requests.models import Kind as Right
from app.subject_requests.models import SubjectRequestDraft
from app.subject_requests.outcomes.models import SubjectRequestNotice
from app.surveys.models import Survey, SurveyInvitation
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.connectors import a_push
from tests.support.consent import TIPS, a_choice, answer, offer
from tests.support.looks import PRACTICES, a_look, a_source, report
from tests.support.policies import TEXT, a_version
from tests.support.sign_in import ISSUER
from tests.support.surveys import open_to_nobody

AT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
# whose records hold a text of their own; the others hold codes, days and digests
MARKED = (
    *("staff-list", "staff-list-history", "who-looked", "cases", "choices", "emergency-looks"),
    *("requests", "request-steps", "request-messages", "request-draft", "request-notices"),
    *("searches", "searches-by-hand", "answers", "own-searches"),
    *("questions", "question-steps", "questions-about-your-looks"),
    *("concerns", "concern-messages", "concern-draft"),
    *(
        "comments",
        "consultation-comments",
        "surveys",
        "updates",
        "account",
        "sessions",
        "failed-sign-ins",
    ),
)


def a_house(session: Session, cast: Cast) -> None:
    """What records hang on: practices, a choice, a policy, a consultation, sources."""
    offer(session, cast, a_choice(scope={}), *PRACTICES)
    a_source(session)
    sources.add(session, "field-app", system="field-app")
    a_push(session, "own-app", practices=[TIPS], categories=[])
    a_version(session, cast.daniel, TEXT)
    about = {"practice_id": TIPS, "title": "Tips", "made_by": cast.helen.id, "made_at": AT}
    session.add(Consultation(slug="tips", **about))
    open_to_nobody(session, cast)
    session.flush()


def everything(session: Session, cast: Cast, person: Person, mark: str) -> set[str]:
    """Put one of everything on this person in; the marks that must be in her file, and in no other.

    A download itself is the only kind that is not made here.
    """
    person.unit = f"{mark}-staff-list"
    version = select(PersonVersion).where(PersonVersion.person_id == person.id)
    for one in session.exec(version):
        one.unit = f"{mark}-staff-list-history"
    own: dict[str, Any] = {"person_id": person.id}
    session.add(Preference(**own))
    session.add(VisitMark(**own, last_day=AT.date()))
    session.add(TakenProof(**own, size=1, taken_at=AT))
    mailed = {"written_at": AT, "next_at": AT, "sent_at": AT}
    session.add(CheckpointMail(**own, day=AT.date(), size=1, **mailed))
    if not session.exec(select(RoleGrant).where(RoleGrant.person_id == person.id)).first():
        session.add(RoleGrant(**own, role=Role.REPRESENTATIVE, granted_at=AT))
    session.add(_a_session(person, f"{mark}-sessions"))
    session.add(Binding(**own, issuer=ISSUER, subject=f"{mark}-account", bound_at=AT))
    refused = {"at": AT, "reason_code": "no-such", "status": 403}
    session.add(SignInEvent(**own, **refused, incident=f"{mark}-failed-sign-ins"))
    session.add(Mail(**own, key=mark, required=False, written_at=AT, due_at=AT))
    notifications.tell(session, [person.id], Kind.LOOK, about=f"{mark}-updates")
    session.add(LessonMark(**own, lesson="e-mail", marked_on=AT.date()))
    _written(session, cast, person, mark)
    _raised(session, person, mark)
    employee_id = person.employee_id
    _asked(session, cast, person, mark)
    session.commit()
    looked = {"kind": "external", "name": f"{mark}-who-looked", "organisation": "Elsewhere"}
    report(a_look(clock.now() - timedelta(hours=3), mark, subjects=(employee_id,), **looked))
    receipt = answer(session, person, yes=True).reference
    answer(session, person, yes=False)
    session.commit()
    return {f"{mark}-{part}" for part in MARKED if part != "choices"} | {receipt}


def _written(session: Session, cast: Cast, person: Person, mark: str) -> None:
    own: dict[str, Any] = {"person_id": person.id}
    of = {"practice_id": TIPS, "version": "1.0", "form_key": uuid4()}
    session.add(PracticeComment(**own, **of, text=f"{mark}-comments", written_at=AT))
    asked = Asked(Scope(What.CHOSEN, (TIPS,)), details=f"{mark}-requests")
    request = requests.file(session, person, Right.RECTIFICATION, asked, form_key=uuid4())
    told = {"told_on": AT.date(), "how": f"{mark}-request-notices", "written_at": AT}
    of_it = {"request_id": request.id, "recipient": "Cloud Ltd", "written_by": cast.helen.id}
    session.add(SubjectRequestNotice(**of_it, **told, form_key=uuid4()))
    requests.change(session, request, person, text=f"{mark}-request-steps", form_key=uuid4())
    requests.write(session, request, person, f"{mark}-request-messages", form_key=uuid4())
    searched = {"employee_id": person.employee_id, "terms": [f"{mark}-searches"]}
    asked_by = {"asked_by": cast.helen.id, "asked_at": AT, "form_key": uuid4()}
    searched_for = Gathering(
        request_id=request.id, number=1, time_zone="UTC", **searched, **asked_by
    )
    written_by = {"made_by": cast.helen.id, "made_at": AT, "form_key": uuid4()}
    letter = AnswerLetter(request_id=request.id, number=1, parts={}, **written_by)
    by_hand = HandSearch(
        request_id=request.id,
        number=1,
        source="by-hand",
        title=f"{mark}-searches-by-hand",
        searched="The folder.",
        terms=[],
        searched_on=AT.date(),
        **written_by,
    )
    session.add_all([searched_for, letter, by_hand])
    session.flush()
    bundle = AnswerBundle(
        request_id=request.id,
        gathering_id=searched_for.id,
        letter_id=letter.id,
        number=1,
        version="0" * 64,
        fingerprint="0" * 64,
        asked_by=cast.helen.id,
        asked_at=AT,
        form_key=uuid4(),
        making=Making.REMOVED,
        sha256=f"{mark}-answers",
        made_at=AT,
        expires_at=AT,
    )
    session.add(bundle)
    session.flush()
    session.add(BundleDownload(**own, bundle_id=bundle.id, at=AT))
    hash_ = sha256(mark.encode()).hexdigest()
    given = {"given_by": cast.helen.id, "given_at": AT, "form_key": uuid4()}
    session.add(SubjectRequestCode(request_id=request.id, code_hash=hash_, **given))
    begun = {"more": {"details": f"{mark}-request-draft"}}
    session.add(SubjectRequestDraft(**own, form_key=uuid4(), answers=begun, saved_at=AT))
    asked = session.exec(select(ConnectorVersion)).first()
    assert asked
    searched_by = {"connector_id": asked.connector_id, "version_id": asked.id, "time_zone": "UTC"}
    over = {"progress": Progress.MISSING, "asked_at": AT, "ended_at": AT, "title": "Own"}
    words = {"employee_id": person.employee_id, "terms": [f"{mark}-own-searches"]}
    session.add(OwnSearch(**own, **searched_by, **over, **words))
    why = f"{mark}-emergency-looks, since nobody answers"
    when = {"opened_at": AT, "ends_at": AT + timedelta(minutes=30)}
    officer_id = cast.daniel.id if person.id == cast.helen.id else cast.helen.id
    looked = {"reference": f"EM-{mark}", "officer_id": officer_id, "form_key": uuid4()}
    session.add(EmergencyLook(**own, **when, **looked, reason=why))
    policy = session.exec(select(PolicyVersion)).first()
    consultation = session.exec(select(Consultation)).first()
    assert policy
    assert consultation
    session.add(PolicyAcknowledgement(**own, version_id=policy.id, digest=policy.digest, at=AT))
    survey = session.exec(select(Survey)).one()
    session.add(SurveyInvitation(**own, survey_id=survey.id, place=f"{mark}-surveys"))
    comment = {"written_on": AT.date(), "text": f"{mark}-consultation-comments"}
    session.add(ConsultationComment(**own, consultation_id=consultation.id, **comment))
    session.add(
        Case(
            **own,
            reference=f"CASE-{mark}",
            officer_id=cast.helen.id,
            form_key=uuid4(),
            purpose=Purpose.ANSWER_QUESTION,
            ticket=f"{mark}-cases",
            opened_at=AT,
            looked_at=AT,
        )
    )


def _asked(session: Session, cast: Cast, person: Person, mark: str) -> None:
    """What she asked about a look, and what was asked about one of hers."""
    own = {"person_id": person.id, "text": f"{mark}-questions", "accessor_id": cast.viktor.id}
    hers = {"person_id": cast.viktor.id, "accessor_id": person.id}
    for what, fields in (("question-steps", own), ("questions-about-your-looks", hers)):
        question = Question(
            **fields,
            reference=f"Q-{mark}-{what}"[:20],
            seq=int(sha256(mark.encode()).hexdigest()[:12], 16),
            about=About.WHY,
            first=First.ACCESSOR,
            jurisdiction="GB-EAW",
            asked_on=AT.date(),
            asked_at=AT,
        )
        session.add(question)
        session.flush()
        of: dict[str, Any] = {"question_id": question.id, "at": AT, "on": AT.date()}
        acts = (Step.ASKED, ""), (Step.PASSED_ON, ""), (Step.REPLIED, f"{mark}-{what}")
        for number, (act, text) in enumerate(acts, 1):
            session.add(QuestionEvent(**of, number=number, act=act, text=text))


def _raised(session: Session, person: Person, mark: str) -> None:
    """A confidential concern with a message, and another she is writing."""
    raised = Raised(Naming.CONFIDENTIAL, Worry.ELSE, f"{mark}-concerns")
    concern = concerns.raise_concern(session, Subject(person, "UTC"), raised, form_key=uuid4())
    concerns.write(session, concern, person, f"{mark}-concern-messages", form_key=uuid4())
    begun = {"what": f"{mark}-concern-draft"}
    concerns_asking.save(session, person, Asking.WHAT, begun, {})


def _a_session(person: Person, browser: str) -> PortalSession:
    return PortalSession(
        token_hash=uuid4().hex * 2,
        person_id=person.id,
        issuer=ISSUER,
        subject=person.employee_id,
        started_at=AT,
        seen_at=AT,
        user_agent_family=browser,
    )


def sessions_of(session: Session, person: Person) -> list[PortalSession]:
    """Her sessions, the first one first."""
    hers = select(PortalSession).where(PortalSession.person_id == person.id)
    return list(session.exec(hers.order_by(col(PortalSession.started_at))))


class Taken:
    """A downloaded file, read as she would."""

    def __init__(self, content: bytes) -> None:
        self.zip = zipfile.ZipFile(io.BytesIO(content))
        assert self.zip.testzip() is None
        self.text = {name: self.zip.read(name).decode() for name in self.zip.namelist()}

    def json(self, name: str) -> Any:
        return json.loads(self.text[name])

    def records(self, part: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.json(f"data/{part}.json")["records"]
        return found

    def table(self, part: str) -> list[list[str]]:
        """The rows of a part's table, the head among them, as a spreadsheet reads them."""
        text = self.text[f"data/{part}.csv"].removeprefix("\ufeff")
        return list(csv.reader(io.StringIO(text, newline="")))

    @property
    def everything(self) -> dict[tuple[str, str], dict[str, Any]]:
        """Each record by its part and its name."""
        return {
            (part.name, record.pop("record")): record
            for part in PARTS
            for record in self.records(part.name)
        }

    @property
    def changes(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.json("changes.json")["changes"]
        return found


def take(browser: Browser) -> Taken:
    """Press the button."""
    answer = browser.submit(browser.visit("/my-data/downloads/new"), "Download now")
    return Taken(answer.response.content)


def applied(
    earlier: dict[tuple[str, str], dict[str, Any]], changes: list[dict[str, Any]]
) -> dict[tuple[str, str], dict[str, Any]]:
    """The earlier records after the changes. Each has to fit what it changes."""
    now = dict(earlier)
    for change in changes:
        key = change["part"], change["record"]
        assert (key in earlier) == (change["change"] != "new"), change
        if change["change"] == "gone":
            del now[key]
        else:
            assert change["change"] == "new" or now[key] != change["now"], change
            now[key] = change["now"]
    return now
