"""A confidential reporter is on no page, file or mail of anyone but herself and the one officer.

Her name, number, address and row id are searched for byte by byte, at each stage of a concern:
taken, given on, while a second officer is asked, and after the name was opened by the book.
"""

import io
import zipfile
from collections.abc import Iterable, Iterator

import pytest
from sqlalchemy import text
from sqlmodel import Session, SQLModel, select

from app.access_log import queries as log
from app.approvals.models import Approval, Decision
from app.cases.models import Case
from app.concerns import queries, service
from app.concerns.handling import service as handling
from app.concerns.models import Concern, Naming
from app.core.config import settings
from app.core.db.base import new_id
from app.identity import doors
from app.identity.held.schemas import Part
from app.identity.people.models import EmailDigest, Person, Preference
from app.identity.viewer import Subject
from app.main import create_app
from app.my_data.exporters import GATHERED, PARTS
from app.notifications import jobs as notifications
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.concerns import a_concern, a_third_officer, answer, ask_for_the_name
from tests.support.mail import Postbox, serving
from tests.support.make import a_person
from tests.support.requests import approve

NAME, NUMBER, UNIT = "Quillon Canaryworth", "E7731", "Unit of the canary"
OFFICERS = ("helen", "daniel", "mei")
OTHERS = ("tom", "jo", "ewan", "ines", "viktor")
BROADLY = ("tom", "ines", "helen", "daniel")  # in the end these read every page without an object
# pages of everybody's that list people on purpose, or are no pages
LEFT_OUT = {"/metrics", "/log", "/sign-in", "/sign-in/again"}
PLAIN = sorted(
    {
        door.path
        for door in doors.doors(create_app().routes)
        if door.gates is not None and "GET" in door.methods and "{" not in door.path
    }
    - LEFT_OUT
)
STEPS = ("", "/answer", "/assignment", "/name")


@pytest.fixture
def reporter(session: Session, cast: Cast) -> Person:
    return a_person(session, NUMBER, NAME, unit=UNIT, manager_employee_id="E1002")


def _canaries(person: Person) -> tuple[bytes, ...]:
    ids = (person.id.hex, str(person.id))
    return tuple(each.encode() for each in (NAME, NUMBER, UNIT, person.email, *ids))


def _near(session: Session, concern: Concern) -> Iterator[str]:
    """Every page on which something of the concern, or of who was told, could be."""
    yield from ("/", "/requests", "/concerns", "/updates", "/looked", "/desk", "/approvals")
    yield from ("/desk/requests", "/audit", "/audit/four-eyes", "/reps", "/admin/health")
    for view in ("mine", "unassigned", "open", "ended"):
        yield f"/desk/concerns?view={view}"
    for part in STEPS:
        yield f"/desk/concerns/{concern.reference}{part}"
    yield f"/concerns/{concern.reference}"
    for approval in session.exec(select(Approval)).all():
        yield f"/approvals/{approval.reference}"
        yield f"/approvals/{approval.reference}/decision"


def _swept(
    browser: Browser, person: Person, paths: Iterable[str], canaries: tuple[bytes, ...]
) -> set[str]:
    """On which of these pages the reporter is, as this person reads them."""
    browser.sign_in(person)
    found = set()
    for path in paths:
        answer_ = browser.client.get(path, follow_redirects=True)
        heads = str(answer_.headers).encode()
        if any(canary in answer_.content + heads for canary in canaries):
            found.add(path)
    return found


def _in_the_file(browser: Browser, canaries: tuple[bytes, ...]) -> set[str]:
    """The parts of the signed-in person's own download in which she is."""
    taken = browser.post("/my-data/downloads", {}, status=200).response
    with zipfile.ZipFile(io.BytesIO(taken.content)) as file:
        assert len(file.namelist()) > 30
        files = {name: file.read(name) for name in file.namelist()}
    return {name for name, said in files.items() if any(each in said for each in canaries)}


def test_she_is_on_no_page_of_anybody_but_the_officer_who_may_know(
    browser: Browser, session: Session, cast: Cast, reporter: Person
) -> None:
    people = dict(vars(cast)) | {"mei": a_third_officer(session)}
    canaries = _canaries(reporter)
    about = service.About.CONDUCT
    concern = a_concern(session, reporter, Naming.CONFIDENTIAL, about, person="Samir Haddad")
    page = f"/desk/concerns/{concern.reference}"

    def nobody_but(knows: str, *more: str) -> None:
        near = list(_near(session, concern))
        session.commit()
        for who in (*OFFICERS, *OTHERS):
            paths = [*near, *more] if who in BROADLY else near
            found = _swept(browser, people[who], paths, canaries)
            if who == knows:
                assert page in found, who  # the control: the search finds her where she is
                assert all(path.startswith(page) for path in found), found
            else:
                assert found == set(), who
            if more and who in BROADLY:
                assert _in_the_file(browser, canaries) == set(), who

    handling.take(session, concern, cast.helen)
    nobody_but("helen")
    handling.assign(session, concern, cast.helen, cast.daniel)
    approval = ask_for_the_name(session, concern, cast.daniel, people["mei"])
    nobody_but("nobody")
    approve(session, approval, people["mei"])
    answer(session, concern, cast.daniel)
    assert len(PLAIN) > 40
    nobody_but("daniel", *PLAIN)

    browser.sign_in(reporter)
    hers = browser.visit(f"/concerns/{concern.reference}").main
    assert "Your name was opened to Daniel Osei" in hers
    assert "Mei Tanaka decided it." in hers


def test_who_ends_it_is_not_who_ended_the_request_for_the_name(
    browser: Browser, session: Session, cast: Cast, reporter: Person
) -> None:
    mei, concern = a_third_officer(session), a_concern(session, reporter)
    handling.take(session, concern, cast.helen)
    handling.assign(session, concern, cast.helen, cast.daniel)
    approval = ask_for_the_name(session, concern, cast.daniel, mei)
    service.close(session, concern, reporter, form_key=new_id())
    assert (approval.decision, approval.decided_by) == (Decision.VOIDED, None)
    reference = approval.reference
    session.commit()
    canaries = _canaries(reporter)
    for who in (cast.ines, cast.daniel, mei):
        assert _swept(browser, who, list(_near(session, concern)), canaries) == set()
    browser.sign_in(cast.ines)
    assert reference in browser.visit("/audit/four-eyes").main  # the control: it is listed


def test_no_mail_leads_to_her(
    session: Session, cast: Cast, reporter: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    mei = a_third_officer(session)
    for person in (*cast.everyone, mei, reporter):
        session.add(Preference(person_id=person.id, email_digest=EmailDigest.EACH))
    concern = a_concern(session, reporter)
    handling.take(session, concern, cast.helen)
    service.write(session, concern, cast.helen, "When was it?", form_key=new_id())
    service.write(session, concern, reporter, "On Monday.", form_key=new_id())
    handling.assign(session, concern, cast.helen, cast.daniel)
    approve(session, ask_for_the_name(session, concern, cast.daniel, mei), mei)
    answer(session, concern, cast.daniel)
    reference, to = concern.reference, reporter.email
    session.commit()

    with serving(Postbox()) as postbox:
        monkeypatch.setenv("DAYLIGHT_SMTP_URL", postbox.url)
        settings.cache_clear()
        notifications.write_mails(session)
        session.commit()
        while notifications.send_mails():
            pass
    told = {str(mail["To"]): bytes(mail) for mail in postbox.taken}
    assert to in told
    assert len(told) >= 4
    for address, mail in told.items():
        assert reference.encode() not in mail
        assert NAME.encode() not in mail or address == to
        assert NUMBER.lower().encode() not in mail.lower() or address == to


def test_no_row_of_any_table_joins_her_to_her_concern(
    session: Session, cast: Cast, reporter: Person
) -> None:
    mei = a_third_officer(session)
    concern = a_concern(session, reporter)
    handling.take(session, concern, cast.helen)
    service.write(session, concern, reporter, "On Monday.", form_key=new_id())
    service.write(session, concern, cast.helen, "Thank you.", form_key=new_id())
    handling.note(session, concern, cast.helen, "A note.", form_key=new_id())
    handling.assign(session, concern, cast.helen, cast.daniel)
    approve(session, ask_for_the_name(session, concern, cast.daniel, mei), mei)
    answer(session, concern, cast.daniel)
    session.commit()
    hers = {reporter.id.hex, str(reporter.id), NUMBER, NAME}
    its = {concern.id.hex, str(concern.id), concern.reference}

    tables, rows, of_her, of_it = 0, 0, 0, 0
    for table in SQLModel.metadata.sorted_tables:
        tables += 1
        for row in session.execute(text(f'SELECT * FROM "{table.name}"')).all():
            said = " ".join(map(str, row))
            rows += 1
            of_her += any(each in said for each in hers)
            of_it += any(each in said for each in its)
            assert not (any(e in said for e in hers) and any(e in said for e in its)), table.name
    assert tables > 50
    assert of_her >= 3  # her row, its history, what she was told
    assert of_it >= 10  # and the concern is there too
    assert queries.story(session, concern).sealed.reporter_id == reporter.id  # for who has the key


def test_a_named_reporter_is_read_by_who_has_it_alone(
    browser: Browser, session: Session, cast: Cast, reporter: Person
) -> None:
    concern = a_concern(session, reporter, Naming.NAMED)
    handling.take(session, concern, cast.helen)
    canaries, page = _canaries(reporter), f"/desk/concerns/{concern.reference}"
    paths = list(_near(session, concern))
    session.commit()
    assert _swept(browser, cast.daniel, paths, canaries) == set()
    handling.assign(session, concern, cast.helen, cast.daniel)
    session.commit()
    assert page in _swept(browser, cast.daniel, paths, canaries)
    assert _swept(browser, cast.helen, paths, canaries) == set()


def test_her_looks_stand_in_her_log_and_in_nobody_elses(
    browser: Browser, session: Session, cast: Cast, reporter: Person
) -> None:
    concern = a_concern(session, reporter)
    handling.take(session, concern, cast.helen)
    reference = concern.reference
    session.commit()
    browser.sign_in(cast.helen)
    browser.visit(f"/desk/concerns/{reference}")
    session.expire_all()
    assert [look.case for look in log.entries_about(session, reporter)] == [reference]
    for person in cast.everyone:
        assert not log.entries_about(session, person)
    assert session.exec(select(Case)).all() == []  # a case would join her to the concern


def test_who_answers_another_request_of_hers_does_not_gather_that_she_raised_it(
    browser: Browser, session: Session, cast: Cast, reporter: Person
) -> None:
    concern = a_concern(session, reporter)
    handling.take(session, concern, cast.helen)
    service.write(session, concern, cast.helen, "When was it?", form_key=new_id())
    reference = concern.reference
    session.commit()
    browser.sign_in(cast.helen)
    browser.visit(f"/desk/concerns/{reference}")
    session.expire_all()
    subject = Subject(reporter, "UTC")

    def told(parts: Iterable[Part]) -> str:
        return " ".join(
            f"{part.name} {record.values}"
            for part in parts
            for record in part.portion(session, subject, None, 100).records
        )

    assert reference in told(PARTS)  # she herself has all of it
    gathered = told(GATHERED)
    assert NAME in gathered
    assert reference not in gathered
    assert "concern" not in gathered
