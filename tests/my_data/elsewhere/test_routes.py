"""Her own records of another system: on the practice's page, on her own, and in her file."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import Session, select

from app.connectors import service as connectors
from app.connectors.schemas import SourceError
from app.connectors.sql import asking
from app.core import clock
from app.core.storage import service as storage
from app.my_data.elsewhere import jobs, queries, rules, service
from app.my_data.elsewhere.models import OwnSearch, OwnSearchRecords, Progress
from app.worker import WORK
from tests.my_data.elsewhere.conftest import Work
from tests.support.absences import Source
from tests.support.browser import Browser, Page
from tests.support.cast import Cast
from tests.support.connectors import a_push, configured
from tests.support.held import Taken, applied, take

PART = "hr.absences"
PRACTICE = "/collected/hr-record"
AWAY, BACK = "ALTER TABLE absence RENAME TO away", "ALTER TABLE away RENAME TO absence"


def fetched(browser: Browser, work: Work, text: str = "Fetch all of them anew") -> Page:
    browser.submit(browser.visit("/my-data"), text)
    work()
    return browser.visit("/my-data")


def rows(taken: Taken) -> dict[str, dict[str, Any]]:
    return {record.pop("record"): record for record in taken.records(PART)}


def stored(session: Session) -> list[UUID]:
    """The files of rows that are on the disk."""
    named = session.exec(select(OwnSearchRecords.file_id))
    return [file_id for file_id in named if storage.is_kept(file_id)]


def whole(taken: Taken) -> dict[tuple[str, str], dict[str, Any]]:
    return taken.everything | {(PART, name): row for name, row in rows(taken).items()}


def test_the_practice_shows_her_own_rows_once_she_asks(
    browser: Browser, source: Source, cast: Cast, work: Work
) -> None:
    browser.sign_in(cast.amara)
    page = browser.visit(PRACTICE)
    assert "They are fetched when you ask." in page.main
    assert "Sickness" not in page.main

    waiting = browser.submit(page, "Show my records Absence")
    assert waiting.one("h1") == page.one("h1")
    assert "We are asking Absence since" in waiting.main
    work()
    shown = browser.click(waiting, "Look again")
    assert "As Absence had it" in shown.main
    assert "Sickness" in shown.main
    numbers = shown.soup.select("#records tbody [data-label=Number]")
    assert [cell.get_text(strip=True) for cell in numbers] == ["1", "3", "6"]
    everything = browser.click(shown, "See all 3 records in full")
    assert len(everything.soup.select("main ol > li")) == 3
    assert "Injury" in everything.main

    browser.sign_in(cast.tom)
    assert "They are fetched when you ask." in browser.visit(PRACTICE).main
    browser.visit(f"/my-data/sources/{PART}", status=404)
    fetched(browser, work)
    theirs = browser.visit(f"/my-data/sources/{PART}")
    assert len(theirs.soup.select("main ol > li")) == 1


def test_one_that_cannot_be_reached_shows_what_was_last_known(
    browser: Browser, source: Source, cast: Cast, work: Work
) -> None:
    browser.sign_in(cast.amara)
    source.run(AWAY)
    page = fetched(browser, work)
    assert "Absence could not be reached" in page.main
    assert "Nothing was known before." in page.main
    source.run(BACK)
    assert "As Absence had it" in fetched(browser, work).main

    source.run(AWAY)
    page = fetched(browser, work)
    assert "Absence could not be reached" in page.main
    assert "What follows is what was last known" in page.main
    practice = browser.visit(PRACTICE)
    assert "What follows is what was last known" in practice.main
    assert "Sickness" in practice.main
    assert "“Days off sick”" not in practice.main  # the words for officers


@pytest.mark.parametrize("source_kind", ["sqlite", "postgresql"])
def test_her_file_says_exactly_what_changed_and_names_what_is_missing(
    browser: Browser, source: Source, cast: Cast, work: Work
) -> None:
    browser.sign_in(cast.amara)
    none = take(browser)
    assert f"data/{PART}.json" not in none.text
    assert none.json("changes.json")["missing"] == [
        {"name": "hr", "title": "Absence", "why": "never"}
    ]
    fetched(browser, work)
    first = take(browser)
    assert [row["id"] for row in first.records(PART)] == [1, 3, 6]
    assert first.json(f"data/{PART}.json")["fields"]["reason"] == (
        "Reason (I: Injury; S: Sickness)"
    )
    assert not [each for each in first.changes if each["part"] == PART]

    source.run("UPDATE absence SET reason = 'I' WHERE id = 1")
    source.run("DELETE FROM absence WHERE id = 3")
    source.run("INSERT INTO absence (id, employee_no, reason) VALUES (9, 'E1001', 'S')")
    fetched(browser, work)
    second = take(browser)
    kinds = sorted(each["change"] for each in second.changes if each["part"] == PART)
    assert kinds == ["changed", "gone", "new"]
    assert applied(whole(first), second.changes) == whole(second)
    assert "Absence: Days off sick: 1 new, 1 changed, 1 gone" in browser.visit("/my-data").main

    source.run(AWAY)
    fetched(browser, work)
    before = browser.visit("/my-data/downloads/new")
    assert "will be missing , it could not be reached" in before.main
    broken = take(browser)
    assert f"data/{PART}.json" not in broken.text
    assert broken.json("changes.json")["missing"] == [
        {"name": "hr", "title": "Absence", "why": "failed"}
    ]
    assert broken.json("manifest.json")["left_out"] == [PART]
    assert "Absence: it could not be reached" in " ".join(broken.text["index.html"].split())
    assert not [each for each in broken.changes if each["part"] == PART]

    source.run(BACK)
    source.run("DELETE FROM absence WHERE id = 6")
    fetched(browser, work)
    again = take(browser)
    told = [each for each in again.changes if each["part"] == PART]
    assert [each["change"] for each in told] == ["gone"]
    since = again.json("changes.json")["since_by_part"]
    assert since == {PART: second.json("manifest.json")["made_at"]}
    was = {key: row for key, row in whole(second).items() if key[0] == PART}
    now = {key: row for key, row in whole(again).items() if key[0] == PART}
    assert applied(was, told) == now


def test_what_is_old_is_not_taken_as_if_it_were_of_today(
    browser: Browser, session: Session, source: Source, cast: Cast, work: Work
) -> None:
    browser.sign_in(cast.amara)
    fetched(browser, work)
    search = session.exec(select(OwnSearch)).one()
    search.ended_at = clock.now() - rules.FRESH - timedelta(minutes=1)
    session.commit()
    taken = take(browser)
    assert [each["why"] for each in taken.json("changes.json")["missing"]] == ["old"]
    fetched(browser, work)
    assert take(browser).json("changes.json")["missing"] == []


def test_where_others_may_be_named_she_asks_for_a_copy(
    browser: Browser, session: Session, source: Source, cast: Cast, work: Work
) -> None:
    source.changes["third_parties"] = True
    connectors.change(session, source.configuration())
    session.commit()
    browser.sign_in(cast.amara)
    page = browser.visit(PRACTICE)
    assert "other people may be named in these records" in page.main
    link = page.one("#records a")
    assert {"type=access", "practice=hr-record"} <= set(str(link["href"]).split("?")[1].split("&"))
    browser.post("/my-data/searches", {"source": "hr"}, status=404)
    assert not session.exec(select(OwnSearch)).all()
    assert "not connected to this portal" in browser.visit("/collected/sign-in-history").main

    source.changes["third_parties"] = False
    connectors.change(session, source.configuration())
    session.commit()
    browser.post("/my-data/searches", {"source": "hr"}, status=303)
    work()
    assert "Sickness" in browser.visit(PRACTICE).main


def test_a_mark_that_is_taken_away_hides_what_is_here(
    browser: Browser, session: Session, source: Source, cast: Cast, work: Work
) -> None:
    browser.sign_in(cast.amara)
    fetched(browser, work)
    assert "Sickness" in browser.visit(PRACTICE).main
    source.changes["third_parties"] = True
    connectors.change(session, source.configuration())
    session.commit()
    assert "Sickness" not in browser.visit(PRACTICE).main
    browser.visit(f"/my-data/sources/{PART}", status=404)
    assert f"data/{PART}.json" not in take(browser).text


def test_one_that_was_corrected_shows_nothing_of_before(
    browser: Browser, session: Session, source: Source, cast: Cast, work: Work
) -> None:
    browser.sign_in(cast.amara)
    fetched(browser, work)
    wrong = stored(session)
    browser.post("/my-data/searches", {}, status=303)  # and this one has not begun
    source.changes["run_by"] = "Whoever corrected it"
    connectors.change(session, source.configuration())
    work()
    assert "They are fetched when you ask." in browser.visit(PRACTICE).main
    browser.visit(f"/my-data/sources/{PART}", status=404)
    assert f"data/{PART}.json" not in take(browser).text
    progress = [each.progress for each in session.exec(select(OwnSearch))]
    assert progress == [Progress.DONE, Progress.MISSING]
    fetched(browser, work)
    assert "Sickness" in browser.visit(PRACTICE).main
    with clock.set_to(clock.now() + rules.TAKEN_WITHIN):
        jobs.remove_old(session)
    assert len(stored(session)) == 1
    assert not set(wrong) & set(stored(session))


def test_one_that_sends_late_and_then_fails_is_asked_once_more(
    browser: Browser, session: Session, source: Source, cast: Cast
) -> None:
    connectors.end(session, "hr")
    a_push(session, third_parties=False)
    browser.sign_in(cast.amara)
    browser.post("/my-data/searches", {}, status=303)
    late, failed = rules.ANSWERS_WITHIN * 2, SourceError("It broke off.")
    search = service.claim(session)
    assert search
    service.wait(session, search)
    with clock.set_to(clock.now() + late):
        assert service.claim(session) is search
        service.put_off(session, search, failed)
        assert (search.progress, search.reason) == (Progress.WAITING, failed.message)
    with clock.set_to(clock.now() + late + rules.AGAIN_AFTER):
        assert service.claim(session) is search
        service.put_off(session, search, failed)
    assert search.progress is Progress.MISSING


def test_each_round_takes_one_portion_so_that_nobody_waits_for_many(
    browser: Browser, session: Session, source: Source, cast: Cast
) -> None:
    for person in (cast.amara, cast.tom):
        browser.sign_in(person)
        browser.post("/my-data/searches", {}, status=303)
    assert [jobs.search() for _round in range(3)] == [1, 1, 0]
    assert jobs.search in WORK.long_errands


def test_nobody_asks_twice_at_once_and_two_workers_never_take_the_same(
    browser: Browser, session: Session, source: Source, cast: Cast
) -> None:
    browser.sign_in(cast.amara)
    for _press in range(3):
        browser.post("/my-data/searches", {}, status=303)
    session.commit()
    assert len(session.exec(select(OwnSearch)).all()) == 1
    assert service.claim(session) is not None
    assert service.claim(session) is None


def test_one_that_breaks_off_goes_on_where_it_was(
    browser: Browser,
    session: Session,
    source: Source,
    cast: Cast,
    work: Work,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(asking, "MOST_ROWS", 1)
    browser.sign_in(cast.amara)
    browser.post("/my-data/searches", {}, status=303)
    session.commit()
    assert jobs.search() == 1
    source.run(AWAY)
    source.run(BACK)
    work()
    assert "1" in browser.visit(f"/my-data/sources/{PART}").main
    kept = session.exec(select(OwnSearchRecords)).all()
    assert sum(each.records for each in kept) == 3
    assert len({each.portion for each in kept}) == 3

    monkeypatch.setattr(rules, "MOST_PORTIONS", 2)
    page = fetched(browser, work)
    assert "Absence holds more on you than can be fetched here." in page.main
    assert "What follows is what was last known" in page.main


def test_one_search_takes_no_more_of_the_disk_than_it_may(
    browser: Browser,
    session: Session,
    source: Source,
    cast: Cast,
    work: Work,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(asking, "MOST_ROWS", 1)
    browser.sign_in(cast.amara)
    for most, here in ((1, 0), (rules.MOST_BYTES, 3)):
        monkeypatch.setattr(rules, "MOST_BYTES", most)
        page = fetched(browser, work)
        assert ("Absence holds more on you than can be fetched here." in page.main) == (not here)
        assert len(stored(session)) == here
    monkeypatch.setattr(rules, "MOST_BYTES", sum(map(storage.size, stored(session))) - 1)
    assert "What follows is what was last known" in fetched(browser, work).main
    assert "it holds more on you" in browser.visit("/my-data/downloads/new").main
    assert len(stored(session)) == 3 + 2
    fetched(browser, work)
    assert len(stored(session)) == 3 + 2, "what failed is gone once she asks anew"


def test_she_asks_anew_an_hour_later_and_is_told_so(
    browser: Browser, session: Session, source: Source, cast: Cast
) -> None:
    browser.sign_in(cast.amara)
    browser.post("/my-data/searches", {}, status=303)
    while jobs.search():
        pass
    page = browser.visit(PRACTICE)
    assert "You can have it fetched anew from" in page.main
    assert "Fetch them anew" not in page.main
    again = browser.submit(browser.visit("/my-data"), "Fetch all of them anew")
    assert "We asked less than an hour ago." in again.text
    search = session.exec(select(OwnSearch)).one()
    search.ended_at = clock.now() - rules.ANEW_AFTER
    session.commit()
    browser.submit(browser.visit(PRACTICE), "Fetch them anew Absence")
    assert len(session.exec(select(OwnSearch)).all()) == 2


def test_all_that_is_old_is_removed_however_much(
    browser: Browser,
    session: Session,
    source: Source,
    cast: Cast,
    work: Work,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(queries, "AT_ONCE", 1)
    browser.sign_in(cast.amara)
    for _time in range(4):
        fetched(browser, work)
    assert len(stored(session)) == 4
    with clock.set_to(clock.now() + rules.TAKEN_WITHIN):
        jobs.remove_old(session)
    assert len(stored(session)) == 1


def test_what_is_replaced_or_old_is_removed_from_the_disk(
    browser: Browser, session: Session, source: Source, cast: Cast, work: Work
) -> None:
    browser.sign_in(cast.amara)
    for _time in range(2):
        fetched(browser, work)
    first, second = session.exec(select(OwnSearchRecords).order_by(OwnSearchRecords.id)).all()  # type: ignore[arg-type]
    jobs.remove_old(session)
    assert storage.is_kept(first.file_id)  # a download may be on its way with it
    with clock.set_to(clock.now() + rules.TAKEN_WITHIN + timedelta(minutes=1)):
        jobs.remove_old(session)
    assert (storage.is_kept(first.file_id), storage.is_kept(second.file_id)) == (False, True)
    session.commit()
    assert "Sickness" in browser.visit(PRACTICE).main
    with clock.set_to(clock.now() + rules.KEPT + timedelta(minutes=1)):
        jobs.remove_old(session)
    session.commit()
    assert not storage.is_kept(second.file_id)
    assert "Sickness" not in browser.visit(PRACTICE).main
    assert [each.progress for each in session.exec(select(OwnSearch))] == [Progress.DONE] * 2


def test_a_system_that_gives_a_name_twice_loses_no_row(
    browser: Browser, session: Session, source: Source, cast: Cast, work: Work, tmp_path: Path
) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    for number in (1, 2):
        (folder / f"{number}.csv").write_text(f"who,key,record\nE1001,a,say {number}\n")
    sheet = {"name": "said", "title": "Said", "files": ["*.csv"], "format": "csv"}
    named = {"person_field": "who", "key_field": "key", "columns": {"record": {"title": "Word"}}}
    described: dict[str, Any] = {"name": "archive", "kind": "files", "root": str(folder)}
    described |= {"third_parties": False, "tables": [sheet | named]}
    connectors.connect(session, configured(**described))
    session.commit()
    browser.sign_in(cast.amara)
    fetched(browser, work)
    taken = take(browser)
    found = taken.records("archive.said")
    assert [each["record_"] for each in found] == ["say 1", "say 2"]
    assert len({each["record"] for each in found}) == 2
    assert taken.changes == []
    fetched(browser, work)
    assert not [each for each in take(browser).changes if each["part"] == "archive.said"]
