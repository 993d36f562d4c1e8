"""An approved answer leaves the portal: locked, its code apart, or on paper; then it is given."""

import io
import zipfile
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
import pyzipper
from sqlmodel import Session

from app.access_log import queries as log
from app.answers.bundles import queries as bundles
from app.answers.bundles import service as packing
from app.answers.bundles.models import AnswerBundle
from app.answers.delivery import printing, service
from app.answers.delivery.rules import ElsewhereError, Sending, Sent, Way, why_elsewhere
from app.core import clock
from app.core.db.base import new_id
from app.core.db.session import writing
from app.core.papers.letters import Letter
from app.identity.people.models import Person
from app.subject_requests import queries as requests
from app.subject_requests.conditions.rules import NotNowError
from app.subject_requests.deciding.rules import digest
from app.subject_requests.models import Act, Delivery, SubjectRequest
from app.subject_requests.outcomes.models import Result
from app.subject_requests.progress.rules import Status
from app.subject_requests.restrictions import queries as restrictions
from tests.support.answers import Source, a_source, packed, prepared, proposed, released
from tests.support.browser import Browser, Page
from tests.support.cast import Cast
from tests.support.codes import give, opens
from tests.support.outcomes import OF, a_house, ask, filed, result_of, write
from tests.support.papers import text
from tests.support.requests import approve, propose, taken
from tests.support.sending import posted

MAKE, TAKE, SENT = "Make the code and the file", "Take the locked file", "It was sent"
AGAIN = "It was sent again"
PRINT = "Take what is to be printed"
POSTED = ("way", "to", "why")
WENT = {
    "way": "post",
    "to": "12 Mill Lane\nLeeds",
    "why": "She told me on the phone.",
    "code_way": "phone",
    "code_to": "0113 496 0000",
}


@pytest.fixture
def source(session: Session, tmp_path: Path) -> Source:
    source = a_source(tmp_path)
    source.fill([("E1001", "2026-10-01", "S", "Swapped with Tom Whitlock.")])
    source.connect(session)
    return source


@pytest.fixture
def archived(session: Session, cast: Cast, source: Source) -> SubjectRequest:
    return released(session, cast, source, Delivery.ARCHIVE)


def bundle_of(session: Session, request: SubjectRequest) -> AnswerBundle:
    session.expire_all()
    found = bundles.newest(session, request.id)
    assert found is not None
    return found


def stands(session: Session, request: SubjectRequest) -> requests.Story:
    session.expire_all()
    return requests.story(session, request)


def desk(request: SubjectRequest, part: str = "") -> str:
    return f"/desk/requests/{request.reference}/delivery{part}"


def today(request: SubjectRequest) -> str:
    return requests.today(request.jurisdiction).isoformat()


def code_on(page: Page) -> str:
    return str(page.one(".note strong.reference").string)


def exports(session: Session, cast: Cast) -> list[log.Look]:
    session.expire_all()
    return [look for look in log.entries_about(session, cast.amara) if look.action == "export"]


def test_the_approved_file_goes_out_locked_and_the_answer_is_given_when_it_is_sent(
    browser: Browser, session: Session, cast: Cast, archived: SubjectRequest
) -> None:
    approved = stands(session, archived).standing
    assert (approved.status, approved.ended_on) == (Status.APPROVED, None)
    assert approved.due is not None
    browser.sign_in(cast.helen)
    case = browser.visit(f"/desk/requests/{archived.reference}")
    page = browser.click(case, "Send it")
    early = browser.submit(page, SENT, status=422, sent_on=today(archived), **WENT)
    assert "Take what you send out of the portal first." in early.main

    made = browser.submit(early, MAKE)
    code = code_on(made)
    assert len(code.replace("-", "")) * 4.95 > 128
    again = browser.submit(early, MAKE, status=422)
    assert "This code was shown already" in again.main
    letter = browser.submit(made, "Print the code as a letter (PDF)")
    assert letter.response.headers["content-type"] == "application/pdf"
    taken = browser.submit(made, TAKE)

    assert taken.response.headers["cache-control"] == "no-store"
    with pyzipper.AESZipFile(io.BytesIO(taken.response.content)) as archive:
        archive.setpassword(code.encode())
        [name] = archive.namelist()
        inside = archive.read(name)
    assert name == f"{archived.reference}.zip"
    assert sha256(inside).hexdigest() == bundle_of(session, archived).sha256
    [export] = exports(session, cast)
    assert (export.case, export.purpose) == (archived.reference, "answer-request")
    assert code not in browser.visit(desk(archived)).response.text

    browser.submit(browser.visit(desk(archived)), SENT, sent_on=today(archived), **WENT)
    given = stands(session, archived)
    assert (given.standing.status, given.standing.ended_on) == (Status.ANSWERED, given.today)
    assert bundle_of(session, archived).expires_at is not None
    assert [event.act for event in given.events][-4:] == [
        *(Act.APPROVED, Act.LOCKED, Act.TAKEN_OUT, Act.ANSWERED)
    ]
    stored = " ".join(str(event.details) for event in given.events)
    assert code not in stored
    history = browser.visit(f"/desk/requests/{archived.reference}/history").main
    assert "took the locked file" in history
    assert "The code: Read out on the phone, to 0113 496 0000" in history


def test_who_has_left_reads_by_code_what_was_taken_and_where_it_went(
    browser: Browser, session: Session, cast: Cast, source: Source
) -> None:
    request, _gathering = prepared(session, cast, source)
    packed(session, request, cast.helen)
    cast.amara.active = False
    session.add(cast.amara)
    session.commit()
    browser.sign_in(cast.helen)
    release = f"/desk/requests/{request.reference}/release"
    page = browser.visit(release)
    assert "They have left and cannot sign in." in page.main
    asked = {"outcome": "granted", "approver": str(cast.daniel.id)}
    refused = browser.submit(page, "Ask for approval", status=422, delivery="portal", **asked)
    assert "They have left and cannot sign in. Send it as a locked file" in refused.main
    waits = browser.submit(browser.visit(release), "Ask for approval", **asked)
    browser.sign_in(cast.daniel)
    check = browser.visit(f"/approvals/{waits.url.rpartition('/')[2]}/decision")
    assert "As a file that a code opens" in check.main
    browser.submit(check, "Record my decision", decision="approve")

    browser.sign_in(cast.helen)
    made = browser.submit(browser.visit(desk(request)), MAKE)
    browser.submit(made, TAKE)
    code = give(browser, request)
    before = opens(browser, code)
    assert "took the locked file with your answer out of the portal" in before.main
    assert "Our answer" not in before.main
    browser.sign_in(cast.helen)
    browser.submit(browser.visit(desk(request)), SENT, sent_on=today(request), **WENT)
    after = opens(browser, code)
    assert "We sent it by post on" in after.main
    assert "It opens with a code, which went on the phone to: 0113 496 0000" in after.main


REFUSED: list[tuple[dict[str, str], str]] = [
    ({"code_way": "post"}, "The code has to go another way than the file."),
    ({"code_to": "12 mill lane, leeds"}, "another address than the file"),
    ({"code_way": "mail"}, "Choose how it was sent."),
    ({"way": ""}, "Choose how it was sent."),
    ({"to": ""}, "Write where it was sent."),
    ({"code_to": ""}, "Write where it was sent."),
    ({"why": "x" * 501}, "Write up to 500 letters."),
    ({"why": "She said."}, "This is not the address that was approved."),
    ({"to": "x" * 501}, "Write up to 500 letters."),
    ({"sent_on": "soon"}, "Enter a day"),
    ({"sent_on": "2099-01-01"}, "This day is still to come."),
    ({"sent_on": "2020-01-01"}, "This day is before the answer was approved."),
]


def test_what_was_sent_together_or_not_at_all_is_refused_in_words(
    browser: Browser, session: Session, cast: Cast, archived: SubjectRequest
) -> None:
    browser.sign_in(cast.helen)
    browser.submit(browser.submit(browser.visit(desk(archived)), MAKE), TAKE)
    right = {"sent_on": today(archived)} | WENT
    page = browser.visit(desk(archived))
    for typed, said in REFUSED:
        assert said in browser.submit(page, SENT, status=422, **right | typed).main
    assert stands(session, archived).standing.is_open
    browser.submit(page, SENT, **right)
    assert not stands(session, archived).standing.is_open


def test_where_it_goes_is_approved_and_elsewhere_is_told_why(
    browser: Browser, session: Session, cast: Cast, source: Source
) -> None:
    request, _gathering = prepared(session, cast, source, send_to="12 Mill Lane\nLeeds")
    packed(session, request, cast.helen)
    approval = proposed(session, request, cast, Delivery.PAPER)
    session.commit()
    browser.sign_in(cast.daniel)
    check = browser.visit(f"/approvals/{approval.reference}/decision")
    assert "12 Mill Lane" in check.main
    words = requests.newest_proposal(session, request.id)
    assert words is not None
    assert digest("R", 1, words, "12 Mill Lane") != digest("R", 1, words, "1 Elsewhere Road")
    browser.submit(check, "Record my decision", decision="approve")

    browser.sign_in(cast.helen)
    browser.submit(browser.visit(desk(request)), PRINT)
    there = {"sent_on": today(request), "way": "post", "to": "1 Elsewhere Road, Hull"}
    page = browser.submit(browser.visit(desk(request)), SENT, status=422, **there)
    assert "This is not the address that was approved." in page.main
    why = "She moved last week."
    history = browser.submit(page, SENT, why=why)
    assert f"Why there: {why}" in history.main
    browser.sign_in(cast.amara)
    assert f"Why there: {why}" in browser.visit(f"/requests/{request.reference}").main


def test_the_approved_address_needs_no_reason() -> None:
    sent = Sent(Way.POST, "12 mill lane, Leeds")
    sending = Sending(sent, None, clock.today("Europe/London"))
    assert why_elsewhere(sending, "12 Mill Lane\nLeeds") == ""
    with pytest.raises(ElsewhereError):
        why_elsewhere(sending, "1 2 Mill Lane\nLeeds")


@pytest.mark.parametrize("delivery", [Delivery.ARCHIVE, Delivery.PAPER])
def test_it_was_not_sent_before_it_left_the_portal(
    browser: Browser, session: Session, cast: Cast, source: Source, delivery: Delivery
) -> None:
    request = released(session, cast, source, delivery)
    approved_on = today(request)
    went = {name: WENT[name] for name in WENT if delivery is Delivery.ARCHIVE or name in POSTED}
    with clock.set_to(clock.now() + timedelta(days=2)):
        browser.sign_in(cast.helen)
        page = browser.visit(desk(request))
        if delivery is Delivery.ARCHIVE:
            browser.submit(browser.submit(page, MAKE), TAKE)
        else:
            browser.submit(page, PRINT)
        taken_on = today(request)
    with clock.set_to(clock.now() + timedelta(days=3)):
        browser.sign_in(cast.helen)
        page = browser.visit(desk(request))
        early = browser.submit(page, SENT, status=422, sent_on=approved_on, **went)
        assert "This day is before it was taken out of the portal." in early.main
        browser.submit(early, SENT, sent_on=taken_on, **went)
    assert str(stands(session, request).standing.ended_on) == taken_on


def test_a_newer_code_replaces_the_older_and_its_file_is_taken_anew(
    browser: Browser, session: Session, cast: Cast, archived: SubjectRequest
) -> None:
    browser.sign_in(cast.helen)
    first = browser.submit(browser.visit(desk(archived)), MAKE)
    browser.submit(first, TAKE)
    second = browser.submit(browser.visit(desk(archived)), "Make a new code and file")
    assert code_on(first) != code_on(second)
    assert "not the code that was made last" in browser.submit(first, TAKE, status=409).main
    right = {"sent_on": today(archived)} | WENT
    browser.submit(browser.visit(desk(archived)), SENT, status=422, **right)
    browser.submit(second, TAKE)
    assert len(exports(session, cast)) == 2
    browser.submit(browser.visit(desk(archived)), SENT, **right)


def test_nothing_of_an_approved_answer_can_be_changed_but_it_can_be_taken_back(
    browser: Browser, session: Session, cast: Cast, archived: SubjectRequest
) -> None:
    release = f"/desk/requests/{archived.reference}/release"
    browser.sign_in(cast.helen)
    letter = browser.visit(f"{release}/letter")
    refused = browser.submit(letter, "Save the letter", status=409, opening="Something else.")
    assert "The answer was approved. It is sent as it is." in refused.main
    assert "Ask for approval" not in browser.visit(release).main
    browser.sign_in(cast.amara)
    tracker = f"/requests/{archived.reference}"
    assert "Change what you asked for" not in browser.visit(tracker).main
    browser.submit(browser.visit(f"{tracker}/withdraw"), "Withdraw my request")
    assert stands(session, archived).standing.status is Status.WITHDRAWN
    browser.sign_in(cast.helen)
    gone = browser.visit(desk(archived))
    browser.submit(gone, MAKE, status=422)


def test_only_the_officer_who_has_it_and_has_just_signed_in_takes_it(
    browser: Browser, session: Session, cast: Cast, source: Source, archived: SubjectRequest
) -> None:
    portal = released(session, cast, source)
    parts = ("", "/code", "/file", "/letter", "/paper")
    for person in (cast.amara, cast.tom):
        browser.sign_in(person)
        for part in parts:
            browser.post(desk(archived, part), status=403)
    browser.sign_in(cast.daniel)
    for part in parts:
        browser.post(desk(archived, part), status=404)
    browser.sign_in(cast.helen, auth_time=clock.now() - timedelta(minutes=20))
    for part in parts:
        assert "/sign-in" in browser.post(desk(archived, part), status=303).location
    browser.sign_in(cast.helen)
    browser.get(desk(portal), status=404)  # what the person takes herself
    browser.post(desk(archived, "/paper"), status=404)
    browser.post(desk(archived, "/file"), {"code": ""}, status=404)
    assert exports(session, cast) == []
    browser.submit(browser.submit(browser.visit(desk(archived)), MAKE), TAKE)
    assert len(exports(session, cast)) == 1


def test_on_paper_everything_that_is_read_is_printed_as_it_was_approved(
    browser: Browser, session: Session, cast: Cast, source: Source
) -> None:
    request = released(session, cast, source, Delivery.PAPER)
    browser.sign_in(cast.helen)
    page = browser.visit(desk(request))
    taken = zipfile.ZipFile(io.BytesIO(browser.submit(page, PRINT).response.content))
    assert taken.testzip() is None
    index, *names = taken.namelist()
    assert index == "index.pdf"
    approved = {file["name"]: file["sha256"] for file in bundle_of(session, request).contents}
    assert {name: sha256(taken.read(name)).hexdigest() for name in names} == {
        name: digest
        for name, digest in approved.items()
        if name == "letter.pdf" or (name.endswith((".csv", ".html")) and name != "index.html")
    }
    assert "documents/00001.html" in names
    assert len(exports(session, cast)) == 1
    browser.post(desk(request, "/code"), {"form_key": str(new_id())}, status=404)
    posted = {"sent_on": today(request), "way": "post", "to": "12 Mill Lane, Leeds"}
    posted["why"] = WENT["why"]
    done = browser.submit(browser.visit(desk(request)), SENT, **posted)
    assert "By post or courier, to 12 Mill Lane, Leeds" in done.main
    browser.sign_in(cast.amara)
    tracker = browser.visit(f"/requests/{request.reference}")
    assert "We sent it by post on" in tracker.main
    assert "See and download the files" in tracker.main  # she can sign in as well
    browser.get(f"/requests/{request.reference}/pdf")


def test_after_its_time_no_file_is_made(
    browser: Browser, session: Session, cast: Cast, archived: SubjectRequest
) -> None:
    browser.sign_in(cast.helen)
    made = browser.submit(browser.visit(desk(archived)), MAKE)
    browser.submit(made, TAKE)
    page = browser.visit(desk(archived))
    browser.submit(page, SENT, sent_on=today(archived), **WENT)
    browser.submit(made, TAKE)  # lost on the way
    with clock.set_to(clock.now() + timedelta(days=31)):
        packing.remove_expired(session)
    session.commit()
    gone = browser.submit(made, TAKE, status=409)
    assert "were removed when their time was over" in gone.main
    assert "were removed when their time was over" in browser.visit(desk(archived)).main


def test_an_approved_answer_is_not_removed_before_it_is_sent(
    session: Session, cast: Cast, archived: SubjectRequest
) -> None:
    with clock.set_to(clock.now() + timedelta(days=90)):
        packing.remove_expired(session)
    assert bundle_of(session, archived).file_id is not None


LOST = {"again": "It came back to us unopened."}


def test_what_was_lost_is_taken_anew_and_sent_again_with_the_reason(
    browser: Browser, session: Session, cast: Cast, archived: SubjectRequest
) -> None:
    right = {"sent_on": today(archived)} | WENT
    browser.sign_in(cast.helen)
    browser.submit(browser.submit(browser.visit(desk(archived)), MAKE), TAKE)
    browser.submit(browser.visit(desk(archived)), SENT, **right)
    given = stands(session, archived).standing
    kept_until = bundle_of(session, archived).expires_at

    later = clock.now() + timedelta(days=9)
    with clock.set_to(later):
        browser.sign_in(cast.helen)
        right["sent_on"] = today(archived)
        page = browser.visit(desk(archived))
        untaken = browser.submit(page, AGAIN, status=422, **right | LOST)
        assert "Take what you send out of the portal first." in untaken.main
        again = browser.submit(untaken, "Make a new code and file")
        browser.submit(again, TAKE)
        page = browser.visit(desk(archived))
        for typed, said in [
            ({"again": "Lost."}, "Say in ten letters or more why it is sent again."),
            ({"code_way": "post"}, "The code has to go another way than the file."),
            ({"why": ""}, "This is not the address that was approved."),
            ({"sent_on": str(given.ended_on)}, "This day is before it was taken out"),
        ]:
            assert said in browser.submit(page, AGAIN, status=422, **right | LOST | typed).main
        done = browser.submit(page, AGAIN, **right | LOST)
        assert "sent the answer once more" in done.main
        browser.submit(page, AGAIN, **right | LOST)  # the same form twice
    story = stands(session, archived)
    assert story.standing.ended_on == given.ended_on
    assert bundle_of(session, archived).expires_at == kept_until
    last = [event for event in story.events if event.act is Act.SENT_AGAIN]
    assert [(event.reason, event.details["sent"]["way"]) for event in last] == [
        (LOST["again"], "post")
    ]
    browser.sign_in(cast.amara)
    tracker = browser.visit(f"/requests/{archived.reference}").main
    assert "We sent it once more by post on" in tracker
    assert f"Why: {LOST['again']}" in tracker


def test_who_has_left_is_answered_in_words_once_the_letter_is_sent(
    browser: Browser, session: Session, cast: Cast
) -> None:
    request = taken(session, cast.amara, cast.helen, send_to="12 Mill Lane\nLeeds")
    early = propose(session, request, cast.helen, cast.daniel)
    cast.amara.active = False
    session.add(cast.amara)
    session.commit()
    with pytest.raises(NotNowError, match="They have left"):
        approve(session, early, cast.daniel)
    session.rollback()
    browser.sign_in(cast.helen)
    page = browser.visit(f"/desk/requests/{request.reference}/answer")
    refusal = {"outcome": "refused", "answer": "We cannot.", "reason": "It is about others."}
    shown = browser.submit(page, "Show the letter", approver=str(cast.daniel.id), **refusal)
    assert "it counts as given on the day on which it is sent" in shown.main
    waits = browser.submit(shown, "Ask for approval")
    browser.sign_in(cast.daniel)
    check = browser.visit(f"/approvals/{waits.url.rpartition('/')[2]}/decision")
    assert "On paper" in check.main
    assert "12 Mill Lane" in check.main
    browser.submit(check, "Record my decision", decision="approve")
    assert stands(session, request).standing.status is Status.APPROVED

    sent = {"sent_on": today(request), "way": "post", "to": "12 Mill Lane, Leeds"}
    browser.sign_in(cast.helen)
    page = browser.visit(desk(request))
    assert stands(session, request).standing.is_open
    assert "Take what you send" in browser.submit(page, SENT, status=422, **sent).main
    letter = browser.submit(page, PRINT).response
    assert letter.headers["content-type"] == "application/pdf"
    for word in (
        "Refused",
        "We cannot.",
        "It is about others.",
        "ico.org.uk",
        "court",
        "Mill Lane",
    ):
        assert word in text(letter.content)
    assert len(exports(session, cast)) == 1
    code = give(browser, request)
    assert "Our answer" not in opens(browser, code).main
    browser.sign_in(cast.helen)
    browser.submit(browser.visit(desk(request)), SENT, **sent)
    assert stands(session, request).standing.status is Status.ANSWERED
    browser.submit(browser.visit(desk(request)), PRINT)
    browser.submit(browser.visit(desk(request)), AGAIN, **sent | LOST)
    found = opens(browser, code).main
    assert "We sent it by post on" in found
    assert "We sent it once more by post" in found


@pytest.mark.parametrize("result", [Result.CORRECTED, Result.KEPT, Result.RESTRICTED])
def test_every_right_is_answered_on_paper_to_who_has_left(
    session: Session, cast: Cast, result: Result
) -> None:
    a_house(session)
    practice = "location"
    request = filed(session, cast.amara, cast.helen, OF[result], practice)
    named = {"practices": [practice]} if result is Result.RESTRICTED else {}
    write(session, request, cast, result, **named)
    cast.amara.active = False
    session.add(cast.amara)
    approve(session, ask(session, request, cast), cast.daniel)
    approved = requests.story(session, request)
    assert approved.standing.status is Status.APPROVED
    flags = restrictions.of_request(session, request.id)
    assert any(flag.is_open for flag in flags) or result is Result.KEPT
    sending = Sending(Sent(Way.POST, "12 Mill Lane"), None, approved.today, WENT["why"])
    with pytest.raises(service.NotTakenError):
        service.send(session, request, cast.helen, sending, form_key=new_id())
    posted(session, request, cast.helen)
    assert result_of(session, request) == result


def test_what_the_index_was_made_of_is_still_so_when_it_is_taken(
    browser: Browser, session: Session, cast: Cast, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = released(session, cast, source, Delivery.PAPER)
    browser.sign_in(cast.helen)
    page, amara = browser.visit(desk(request)), cast.amara.id

    def and_meanwhile(letter: Letter) -> printing.Drawn:
        with writing() as other:  # nothing is held: she can marry
            other.get_one(Person, amara).name = "Amara Eze"
        return drawn(letter)

    drawn = printing.drawn
    monkeypatch.setattr(printing, "drawn", and_meanwhile)
    session.commit()
    refused = browser.submit(page, PRINT, status=409)
    assert "Something was changed at this moment." in refused.main
    assert Act.TAKEN_OUT not in [event.act for event in stands(session, request).events]
    assert exports(session, cast) == []
    session.commit()
    taken = zipfile.ZipFile(io.BytesIO(browser.submit(page, PRINT).response.content))
    assert "Amara Eze" in text(taken.read("index.pdf"))
    assert len(exports(session, cast)) == 1
