"""Answers to build on: a source to ask, everything gathered, checked, written and packed."""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from uuid import UUID

from sqlmodel import Session

from app.answers.bundles import jobs as bundles
from app.answers.bundles import queries as bundle_queries
from app.answers.bundles.models import AnswerBundle
from app.answers.covering import jobs as covering
from app.answers.covering import queries as covered
from app.answers.covering import service as checking
from app.answers.covering.deciding import service as deciding
from app.answers.covering.deciding.rules import OTHERS
from app.answers.covering.models import Choice
from app.answers.gathering import jobs as gathering
from app.answers.gathering import queries as gathered
from app.answers.gathering import service as gathering_service
from app.answers.gathering.models import Gathering, Progress
from app.answers.gathering.service import Search
from app.answers.letters import rules as letter_rules
from app.answers.letters import service as letters
from app.answers.letters.schemas import Parts
from app.answers.release import service as release
from app.approvals.models import Approval
from app.connectors import queries as connected
from app.connectors import service as connectors
from app.connectors.models import ConnectorVersion
from app.connectors.sql.schemas import Configuration
from app.core.config import settings
from app.core.db.base import new_id
from app.identity.people.models import Person
from app.my_data.exporters import PARTS
from app.subject_requests.asking.rules import scope_of
from app.subject_requests.models import Delivery, Outcome, SubjectRequest
from tests.support.cast import Cast
from tests.support.requests import approve, taken

INTO = "INSERT INTO"


@dataclass
class Source:
    """A database of absences, one row each; a note makes the row one to be read first."""

    file: Path
    name: str = "hr-core"
    rows: list[tuple[str, str, str, str]] = field(default_factory=list)

    def fill(self, rows: Iterable[tuple[str, str, str, str]]) -> None:
        """Employee id, day, kind, note."""
        self.rows += rows
        with sqlite3.connect(self.file) as database:
            database.execute(
                "CREATE TABLE IF NOT EXISTS absence"
                " (id INTEGER PRIMARY KEY, employee TEXT, day TEXT, kind TEXT)"
            )
            database.execute(
                "CREATE TABLE IF NOT EXISTS note"
                " (id INTEGER PRIMARY KEY, employee TEXT, day TEXT, words TEXT)"
            )
            for employee, day, kind, words in self.rows:
                of = (employee, day)
                database.execute(
                    "INSERT INTO absence (employee, day, kind) VALUES (?,?,?)", (*of, kind)
                )
                if words:
                    database.execute(
                        "INSERT INTO note (employee, day, words) VALUES (?,?,?)", (*of, words)
                    )
            self.rows.clear()

    def connect(
        self, session: Session, practices: Sequence[str] = ("absence",), **more: object
    ) -> ConnectorVersion:
        """Connect it as an administrator would."""
        day = {"title": "Day"}
        about = {"person_column": "employee", "key_columns": ["id"], "at_column": "day"}
        absence = {
            "name": "absence",
            "title": "Absences",
            "table": "absence",
            "columns": {
                "day": day,
                "kind": {"title": "Kind", "codes": {"S": "Sickness", "H": "Holiday"}},
            },
        }
        note = {
            "name": "note",
            "title": "Notes",
            "table": "note",
            "columns": {"day": day, "words": {"title": "Note"}},
            "names_others": ["words"],
        }
        configuration = Configuration.model_validate(
            {
                "name": self.name,
                "title": "HR system",
                "kind": "sql",
                "run_by": "Human Resources",
                "practices": list(practices),
                "url": f"sqlite:///{self.file}",
                "tables": [absence | about, note | about],
            }
            | more
        )
        return connectors.connect(session, configuration)


def a_source(folder: Path, name: str = "hr-core") -> Source:
    source = Source(folder / f"{name}.db", name)
    source.fill([])
    return source


def begin(
    session: Session,
    request: SubjectRequest,
    officer: Person,
    since: date | None = None,
    **left_out: str,
) -> Gathering:
    """Ask every source, committed, so that the worker finds it."""
    person = session.get_one(Person, request.person_id)
    search = Search(person.employee_id, [person.name], since, None, "Europe/London")
    gathering_ = gathering_service.begin(
        session,
        request,
        officer,
        search,
        gathered.candidates(session, scope_of(request.scope), request.kind),
        left_out=left_out,
        form_key=new_id(),
    )
    session.commit()
    return gathering_


def work(session: Session) -> None:
    """What the worker does until nothing is left."""
    session.commit()
    while gathering.gather(PARTS) + covering.suggest() + bundles.make():
        pass
    session.expire_all()


def check_all(session: Session, gathering_: Gathering, officer: Person, *, cover: bool) -> None:
    """Decide every suggestion alike, and check every document."""
    choice, reason = (Choice.COVER, OTHERS) if cover else (Choice.LEAVE, "")
    for document in gathered.documents(session, gathering_):
        for span in covered.state(session, document).undecided:
            deciding.decide(
                session, document, officer, span, choice, reason=reason, form_key=new_id()
            )
        seen = covered.state(session, document).number
        checking.check(session, document, officer, seen=seen, not_others=True, note="Read.")
    session.commit()


def write_letter(session: Session, request: SubjectRequest, officer: Person) -> None:
    """Every part filled."""
    parts = Parts(
        **{name: f"About {name}." for name in letter_rules.REQUIRED},
        recipients_unnamed="They change.",
    )
    letters.write(session, request, officer, parts, before=0, form_key=new_id())
    session.commit()


def packed(session: Session, request: SubjectRequest, officer: Person) -> AnswerBundle:
    """The bundle of an answer that has all it needs, made."""
    release.pack(session, request, officer, form_key=new_id())
    work(session)
    bundle = bundle_queries.newest(session, request.id)
    assert bundle is not None
    return bundle


def files_on_disk() -> set[UUID]:
    return {
        UUID(path.name)
        for path in settings().storage.rglob("*")
        if path.is_file() and "." not in path.name
    }


def prepared(
    session: Session, cast: Cast, source: Source, *, cover: bool = True, send_to: str = ""
) -> tuple[SubjectRequest, Gathering]:
    """Amara's request with all that an answer needs, but its files."""
    request = taken(session, cast.amara, cast.helen, send_to=send_to)
    others = {version.head.name for version in connected.in_use(session)} - {source.name}
    gathering_ = begin(session, request, cast.helen, **dict.fromkeys(others, "Not today."))
    work(session)
    for each in gathered.sources(session, gathering_):
        if each.progress is Progress.MISSING:
            gathering_service.leave_out(session, request, each, "It is not connected.")
    check_all(session, gathering_, cast.helen, cover=cover)
    write_letter(session, request, cast.helen)
    return request, gathering_


def proposed(
    session: Session,
    request: SubjectRequest,
    cast: Cast,
    delivery: Delivery = Delivery.PORTAL,
) -> Approval:
    """Put to Daniel."""
    return release.propose(
        session,
        request,
        cast.helen,
        outcome=Outcome.PARTLY,
        reason="Some of it is about others.",
        delivery=delivery,
        approver_id=cast.daniel.id,
        form_key=new_id(),
    )


def released(
    session: Session, cast: Cast, source: Source, delivery: Delivery = Delivery.PORTAL
) -> SubjectRequest:
    """Answered with its files; approved and still to be sent if it goes out otherwise."""
    request, _gathering = prepared(session, cast, source)
    packed(session, request, cast.helen)
    approve(session, proposed(session, request, cast, delivery), cast.daniel)
    session.commit()
    return request
