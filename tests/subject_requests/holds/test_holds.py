"""Nothing of somebody who waits for a copy of her data is deleted, whatever job runs (SAR-11)."""

import ast
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import ForeignKey, Table
from sqlmodel import Session, SQLModel, delete, select

from app.answers.by_hand.models import FileForm, HandFile, HandSearch
from app.answers.gathering.models import GatheredRecords, Gathering, GatheringSource, Progress
from app.core import clock
from app.core.storage import service as storage
from app.identity.people.models import Person, VisitMark
from app.my_data.elsewhere.models import OwnSearch, OwnSearchRecords
from app.subject_requests import service as requests
from app.subject_requests.holds.queries import held_people
from app.subject_requests.models import Kind, SubjectRequest
from app.subject_requests.progress.rules import Status
from app.worker import WORK
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.consent import TIPS
from tests.support.held import a_house, everything
from tests.support.requests import a_request, at, taken

APP = Path(__file__).parents[3] / "app"
MUCH_LATER = timedelta(days=500)  # past every time after which something is deleted
# jobs that delete by age what is of people
DELETING = {
    *("identity:forget_old", "notifications:forget_old"),
    *("requests:forget_old", "concerns:forget_old", "learning:forget_old"),
    "surveys:keep_time",
}
# where rows are deleted in the whole application, and why each may
DELETES = {
    "access_log/completeness/service.py": "where batches broke: no people",
    "access_log/keys/service.py": "keys of what is emptied: who empties asks (LOG-7)",
    "access_log/seals/service.py": "trees of older seals, which the log's entries make again",
    "concerns/asking/service.py": "asks, where it is not she herself who deletes",
    "connectors/push/service.py": "copies that were sent for a request, once they were gathered",
    "core/queue/service.py": "jobs done and workers gone: no people",
    "identity/forgetting/service.py": "asks, but for forms typed into: hers alone for half an hour",
    "identity/kept_forms/service.py": "forms typed into: hers alone for half an hour",
    "identity/sign_in/service.py": "tokens that were spent: no people",
    "learning/service.py": "asks, where it is not she herself who deletes",
    "notifications/service.py": "asks",
    "register/consultations/service.py": "documents and counts: no people",
    "subject_requests/asking/service.py": "asks, where it is not she herself who deletes",
    "surveys/keys/service.py": "keys of what is deleted: no people",
    "surveys/service.py": "asks; and sums, which are no one person's",
    "surveys/words/service.py": "texts that nobody can trace to a person",
}
# where stored files are removed in the whole application, and why each may
FILES = {
    "answers/bundles/jobs.py": "a bundle that somebody else finished first",
    "answers/bundles/service.py": "copies that were given, and lie where they came from",
    "answers/by_hand/service.py": "asks",
    "answers/gathering/forgetting/service.py": "asks",
    "answers/gathering/jobs.py": "a portion that somebody else took first",
    "core/web/uploads.py": "what no row names",
    "my_data/elsewhere/asking.py": "a portion that somebody else took first",
    "my_data/elsewhere/service.py": "asks, where she does not have it asked anew herself",
}
# jobs that remove files by age
REMOVING = ("answers:remove_gathered", "my_data:remove_old")
# jobs that somebody asks for, and what they are asked
ASKED = {"register:tell_of_change": {"practice": TIPS, "change": "ended-2026-11-14"}}
Rows = set[tuple[str, str]]


def rows_of(session: Session, person: Person) -> Rows:
    """Every row that refers to this person, by its table and its key."""
    session.expire_all()
    found: Rows = set()
    for table in SQLModel.metadata.tables.values():
        for column in _to_person(table):
            keys = session.execute(select(*table.primary_key).where(column == person.id))
            found |= {(table.name, str(tuple(key))) for key in keys}
    return found


def _to_person(table: Table) -> Iterator[object]:
    for column in table.columns:
        targets: set[ForeignKey] = column.foreign_keys
        if any(each.target_fullname == "person.id" for each in targets):
            yield column


def lost(session: Session, job: Callable[[Session], None], *people: Person) -> list[Rows]:
    """What each of these people has lost once a job was done, long after."""
    before = [rows_of(session, person) for person in people]
    with clock.set_to(clock.now() + MUCH_LATER):
        job(session)
    session.flush()
    return [had - rows_of(session, person) for had, person in zip(before, people, strict=True)]


@pytest.fixture
def two(session: Session, cast: Cast) -> tuple[Person, Person]:
    """One who waits for a copy, and one who asked for something else."""
    a_house(session, cast)
    everything(session, cast, cast.amara, "her")
    everything(session, cast, cast.jo, "his")
    a_request(session, cast.amara, Kind.ACCESS)
    return cast.amara, cast.jo


@pytest.mark.parametrize("name", WORK.jobs)
def test_no_job_deletes_anything_of_who_waits_for_a_copy(
    session: Session, two: tuple[Person, Person], name: str
) -> None:
    hers, others = lost(session, partial(WORK.jobs[name], **ASKED.get(name, {})), *two)

    assert not hers
    assert bool(others) == (name in DELETING)


def test_a_job_that_does_not_ask_is_noticed(session: Session, two: tuple[Person, Person]) -> None:
    def forgetful(session: Session) -> None:
        session.exec(delete(VisitMark))

    assert all(lost(session, forgetful, *two))


def test_wherever_rows_are_deleted_it_is_said_why_they_may() -> None:
    found = set()
    for path in APP.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and _name(node.func) == "delete":
                found.add(str(path.relative_to(APP)))
    assert found == set(DELETES)


def test_wherever_stored_files_are_removed_it_is_said_why_they_may() -> None:
    found = set()
    for path in APP.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "storage.remove":
                found.add(str(path.relative_to(APP)))
    assert found == set(FILES)


def _files(session: Session, person: Person) -> set[UUID]:
    """What was found for a request that ended, in each of the ways there are."""
    [request] = session.exec(
        select(SubjectRequest).where(
            SubjectRequest.person_id == person.id, SubjectRequest.kind == Kind.RECTIFICATION
        )
    )
    gathering = session.exec(select(Gathering).where(Gathering.request_id == request.id)).one()
    search = session.exec(select(HandSearch).where(HandSearch.request_id == request.id)).one()
    own = session.exec(select(OwnSearch).where(OwnSearch.person_id == person.id)).one()
    made = {"title": "Source", "third_parties": False, "progress": Progress.DONE}
    source = GatheringSource(gathering_id=gathering.id, name="x", ended_at=clock.now(), **made)
    session.add(source)
    session.flush()
    files = [storage.keep(b"What is hers.").id for _way in range(3)]
    of = {"portion": 0, "name": "x", "records": 1}
    found = {"name": "a.txt", "form": FileForm.TEXT, "size": 13, "sha256": "0" * 64}
    session.add(GatheredRecords(source_id=source.id, file_id=files[0], **of))
    session.add(HandFile(search_id=search.id, file_id=files[1], **found))
    session.add(OwnSearchRecords(search_id=own.id, file_id=files[2], **of))
    requests.withdraw(session, request, person, form_key=uuid4())
    return set(files)


def test_no_file_of_who_waits_for_a_copy_is_removed(
    session: Session, two: tuple[Person, Person]
) -> None:
    hers, others = (_files(session, person) for person in two)

    def kept(files: set[UUID]) -> int:
        with clock.set_to(clock.now() + MUCH_LATER):
            for name in REMOVING:
                WORK.jobs[name](session)
        return sum(map(storage.is_kept, files))

    assert (kept(hers), kept(others)) == (3, 0)
    [waits] = session.exec(select(SubjectRequest).where(SubjectRequest.kind == Kind.ACCESS))
    requests.withdraw(session, waits, two[0], form_key=uuid4())
    assert kept(hers) == 0


def _name(called: ast.expr) -> str:
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


@pytest.mark.parametrize("kind", Kind)
def test_only_a_copy_and_moving_data_hold_back(session: Session, cast: Cast, kind: Kind) -> None:
    a_request(session, cast.amara, kind)
    held = set(session.exec(held_people()))
    assert held == ({cast.amara.id} if kind in {Kind.ACCESS, Kind.PORTABILITY} else set())


@pytest.mark.parametrize("status", Status)
def test_it_holds_as_long_as_the_request_is_open(
    session: Session, cast: Cast, status: Status
) -> None:
    with clock.set_to(clock.now() - timedelta(days=60)):
        at(session, status, cast)
    is_open = status not in {Status.ANSWERED, Status.WITHDRAWN, Status.CLOSED}
    assert set(session.exec(held_people())) == ({cast.amara.id} if is_open else set())


def test_once_it_is_answered_what_is_old_goes(session: Session, cast: Cast) -> None:
    session.add(VisitMark(person_id=cast.amara.id, last_day=clock.now().date()))
    request = taken(session, cast.amara, cast.helen)
    job = WORK.jobs["identity:forget_old"]
    assert lost(session, job, cast.amara) == [set()]
    requests.withdraw(session, request, cast.amara, form_key=uuid4())
    assert lost(session, job, cast.amara) != [set()]


def test_it_is_said_on_the_case_and_on_the_tracker(
    browser: Browser, session: Session, cast: Cast
) -> None:
    request = taken(session, cast.amara, cast.helen)
    other = taken(session, cast.amara, cast.helen, Kind.ERASURE)
    browser.sign_in(cast.helen)
    assert "Deletion is stopped for Amara Okafor" in browser.visit(_desk(request)).main
    assert "Deletion is stopped" not in browser.visit(_desk(other)).main
    browser.sign_in(cast.amara)
    tracker = f"/requests/{request.reference}"
    assert "is deleted, even if its time is over" in browser.visit(tracker).main


def _desk(request: SubjectRequest) -> str:
    return f"/desk/requests/{request.reference}"
