"""What an officer searched herself: written down, and what she found read like all the rest."""

import io
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from app.answers.by_hand import service as by_hand
from app.answers.by_hand.models import HandFile, HandSearch
from app.answers.gathering import queries as gathered
from app.answers.gathering import service as gathering_service
from app.answers.gathering.models import GatheringSource, Progress
from app.connectors.schemas import DocumentKind
from app.core import clock
from app.core.db.base import new_id
from app.core.storage import service as storage
from app.subject_requests import queries as requests
from app.subject_requests.models import Kind, SubjectRequest
from tests.support.answers import (
    a_source,
    begin,
    check_all,
    files_on_disk,
    packed,
    proposed,
    work,
    write_letter,
)
from tests.support.browser import Browser, Page
from tests.support.cast import Cast
from tests.support.pdfs import drawn, pdf
from tests.support.requests import approve, taken

KEEP = "Write it down"
MAIL = b"From: Tom <tom@example.com>\nTo: Amara\nSubject: Keys\n\nThe keys are with Tom Whitlock.\n"
MAILBOX = b"From tom Fri Oct 02 09:00:00 2026\n" + MAIL + b"\nFrom amara Fri Oct 02 10:00:00 2026\n"
MAILBOX += MAIL.replace(b"Keys", b"Re: Keys").replace(b"The keys", b"Yes, they")
FOUND = [
    ("../folder/letter.pdf", pdf([drawn(["Amara asked for shorter shifts."])])),
    ("note.txt", b"Spoke with Amara Okafor."),
    ("old.eml", MAIL.replace(b"Keys", b"An older one")),
    ("box.mbox", MAILBOX),
    ("rota.csv", b"day,who\n2026-10-02,Amara\n"),
    ("card.json", b'{"Name": "Amara", "Badge": 12}'),
]


@pytest.fixture
def request_(session: Session, cast: Cast, tmp_path: Path) -> SubjectRequest:
    a_source(tmp_path).connect(session)
    request = taken(session, cast.amara, cast.helen)
    gathering = begin(session, request, cast.helen)
    session.add(
        GatheringSource(
            gathering_id=gathering.id,
            name="system-gate",
            title="Gate list",
            third_parties=True,
            progress=Progress.MISSING,
            reason="This system is not connected.",
            ended_at=clock.now(),
        )
    )
    work(session)
    return request


def form_at(browser: Browser, request: SubjectRequest, place: str = "") -> Page:
    asked = f"?place={place}" if place else ""
    return browser.visit(f"/desk/requests/{request.reference}/searches{asked}")


def said(request: SubjectRequest, **typed: Any) -> dict[str, Any]:
    today = requests.today(request.jurisdiction).isoformat()
    about = {"place": "elsewhere", "title": "Paper files of the depot", "terms": "Amara"}
    return about | {"searched": "The folder, page by page.", "searched_on": today} | typed


def sources(session: Session, request: SubjectRequest) -> dict[str, GatheringSource]:
    session.expire_all()
    found = gathered.sources(session, gathered.newest(session, request.id))
    return {source.title: source for source in found}


def test_files_found_by_hand_are_read_covered_and_given_like_all_the_rest(
    browser: Browser, session: Session, cast: Cast, request_: SubjectRequest
) -> None:
    browser.sign_in(cast.helen)
    typed = said(request_, files=FOUND, since="2026-01-01")
    page = form_at(browser, request_)
    browser.submit(page, KEEP, **typed)
    browser.submit(page, KEEP, **typed)  # a double click
    work(session)

    source = sources(session, request_)["Paper files of the depot"]
    assert (source.progress, source.documents, source.terms_used) == (Progress.DONE, 7, ["Amara"])
    [search] = session.exec(select(HandSearch)).all()
    gathering = gathered.newest(session, request_.id)
    assert gathering is not None
    documents = [d for d in gathered.documents(session, gathering) if d.source_id == source.id]
    kinds = [document.kind for document in documents]
    assert kinds.count(DocumentKind.MAIL) == 3
    texts = " ".join(storage.content(d.text_id).decode() for d in documents)
    for words in ("shorter shifts", "Spoke with", "older one", "Yes, they", "2026-10-02", "Badge"):
        assert words in texts
    names = {file.name for file in session.exec(select(HandFile))}
    assert names == {name.rpartition("/")[2] for name, _content in FOUND}

    for each in sources(session, request_).values():
        if each.progress is Progress.MISSING:
            gathering_service.leave_out(session, request_, each, "It was closed.")
    check_all(session, gathering, cast.helen, cover=True)
    write_letter(session, request_, cast.helen)
    bundle = packed(session, request_, cast.helen)
    assert bundle.file_id is not None
    archive = zipfile.ZipFile(io.BytesIO(storage.content(bundle.file_id)))
    index = archive.read("index.html").decode()
    assert "Searched by hand on" in index
    assert "The folder, page by page. (of 2026-01-01–…)" in index
    copies = "".join(
        archive.read(name).decode() for name in archive.namelist() if name.startswith("documents/")
    )
    assert "shorter shifts" in copies
    assert "Tom Whitlock" not in copies  # covered, as everywhere
    approve(session, proposed(session, request_, cast), cast.daniel)
    session.commit()
    late = form_at(browser, request_)
    assert "Nothing can be added to this request now." in late.main
    refused = browser.submit(page, KEEP, status=422, **typed | {"form_key": str(search.id)})
    assert "This request was answered." in refused.main


def test_nothing_found_settles_a_source_that_nothing_is_connected_to(
    browser: Browser, session: Session, cast: Cast, request_: SubjectRequest
) -> None:
    source = sources(session, request_)["Gate list"]
    browser.sign_in(cast.helen)
    page = browser.visit(f"/desk/requests/{request_.reference}/sources")
    form = browser.click(page, f"Write down a search of {source.title} by hand")
    done = browser.submit(form, KEEP, **said(request_, place=source.name, nothing="true"))
    assert "Nothing held" in done.main
    settled = sources(session, request_)[source.title]
    assert (settled.progress, settled.terms_used, settled.reason) == (Progress.DONE, ["Amara"], "")
    browser.sign_in(cast.amara)
    tracker = browser.visit(f"/requests/{request_.reference}")
    assert f"searched by hand: {source.title}" in tracker.main


def test_a_later_gathering_and_a_later_search_keep_what_was_found(
    browser: Browser, session: Session, cast: Cast, request_: SubjectRequest
) -> None:
    browser.sign_in(cast.helen)
    browser.submit(form_at(browser, request_), KEEP, **said(request_, files=FOUND[1:2]))
    work(session)
    name = sources(session, request_)["Paper files of the depot"].name
    more = said(request_, place=name, files=[*FOUND[2:3], ("empty.mbox", b"From \n")])
    browser.submit(form_at(browser, request_), KEEP, **more)
    work(session)
    twice = sources(session, request_)["Paper files of the depot"]
    assert (twice.documents, len(twice.skipped)) == (2, 1)
    nothing = said(request_, place=name, nothing="true")
    browser.submit(form_at(browser, request_), KEEP, **nothing)
    assert len(sources(session, request_)["Paper files of the depot"].skipped) == 1
    browser.submit(form_at(browser, request_), KEEP, **said(request_, place=name, files=FOUND[4:5]))
    work(session)
    third = sources(session, request_)["Paper files of the depot"]
    assert (third.documents, len(third.skipped)) == (3, 1)  # read again, told once
    begin(session, request_, cast.helen)
    work(session)
    again = sources(session, request_)["Paper files of the depot"]
    assert (again.name, again.progress, again.documents) == (name, Progress.DONE, 3)


def test_for_data_that_is_moved_nothing_is_searched_by_hand(
    browser: Browser, session: Session, cast: Cast, request_: SubjectRequest
) -> None:
    moved = taken(session, cast.amara, cast.helen, Kind.PORTABILITY)
    session.commit()
    browser.sign_in(cast.helen)
    assert "nothing is searched by hand" in form_at(browser, moved).main
    page = form_at(browser, request_)
    typed = said(request_, nothing="true")
    url = f"/desk/requests/{moved.reference}/searches"
    refused = browser.post(url, typed | {"form_key": str(new_id())}, status=422)
    assert "nothing is searched by hand" in refused.main
    assert session.exec(select(HandSearch)).all() == []
    browser.submit(page, KEEP, **typed)


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"files": [("list.xlsx", b"PK")]}, "only PDF, text (.txt), mail (.eml, .mbox), CSV and JSON"),
    ({"files": [("empty.txt", b"")]}, "“empty.txt” is empty."),
    ({"files": [("a.pdf", b"no pdf")]}, "“a.pdf” cannot be read as what its name says."),
    ({"files": [("a.json", b"{")]}, "cannot be read"),
    ({"files": [("a.mbox", b"Subject: x\n\n")]}, "cannot be read"),
    ({"files": [("a.txt", bytes(range(32)) * 9)]}, "cannot be read"),
    ({"files": FOUND[1:2] * 21}, "up to 20 files at once"),
    ({"files": FOUND[1:2], "nothing": "true"}, "there are files"),
    ({}, "Choose the files that you found, or tick that nothing was found."),
    ({"nothing": "true", "place": ""}, "Choose where you searched."),
    ({"nothing": "true", "title": ""}, "Say where it was."),
    ({"nothing": "true", "searched": ""}, "Say what you searched, and how."),
    ({"nothing": "true", "terms": ""}, "Write at least one word"),
    ({"nothing": "true", "searched_on": "2099-01-01"}, "This day is still to come."),
    ({"nothing": "true", "since": "2026-02-02", "until": "2026-02-01"}, "before the first"),
    ({"nothing": "true", "place": "hr-core"}, "it is asked, and not searched by hand"),
    ({"nothing": "true", "place": "portal"}, "it is asked, and not searched by hand"),
]


def test_what_is_wrong_is_said_in_words_and_keeps_nothing(
    browser: Browser, session: Session, cast: Cast, request_: SubjectRequest
) -> None:
    browser.sign_in(cast.helen)
    before = files_on_disk()
    page = form_at(browser, request_)
    for typed, words in WRONG:
        assert words in browser.submit(page, KEEP, status=422, **said(request_, **typed)).main
    session.expire_all()
    assert session.exec(select(HandSearch)).all() == []
    assert files_on_disk() == before
    browser.submit(page, KEEP, **said(request_, files=FOUND[1:2]))
    assert len(files_on_disk()) == len(before) + 1


def test_before_any_source_was_asked_and_for_others_nothing_is_written(
    browser: Browser, session: Session, cast: Cast, request_: SubjectRequest
) -> None:
    fresh = taken(session, cast.jo, cast.helen)
    session.commit()
    browser.sign_in(cast.helen)
    assert "No source was asked yet." in form_at(browser, fresh).main
    url = f"/desk/requests/{request_.reference}/searches"
    for person, status in ((cast.amara, 403), (cast.daniel, 404)):
        browser.sign_in(person)
        browser.get(url, status=status)
        browser.post(url, status=status)
    browser.sign_in(cast.helen)
    assert browser.visit(url).heading == "Amara Okafor"


def test_long_after_the_end_the_files_go_and_the_search_stays(
    browser: Browser, session: Session, cast: Cast, request_: SubjectRequest, tmp_path: Path
) -> None:
    browser.sign_in(cast.helen)
    browser.submit(form_at(browser, request_), KEEP, **said(request_, files=FOUND[1:2]))
    session.expire_all()
    [file] = session.exec(select(HandFile)).all()
    with clock.set_to(clock.now() + timedelta(days=120)):
        by_hand.remove_old(session)
        assert storage.is_kept(file.file_id)  # it is open
    browser.sign_in(cast.amara)
    withdraw = browser.visit(f"/requests/{request_.reference}/withdraw")
    browser.submit(withdraw, "Withdraw my request")
    with clock.set_to(clock.now() + timedelta(days=120)):
        by_hand.remove_old(session)
    assert not storage.is_kept(file.file_id)
    assert file.name == ""
    assert len(session.exec(select(HandSearch)).all()) == 1
