"""Every source is asked, portion by portion; what fails is asked again, then named as missing."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from app.answers.gathering import jobs, queries, service
from app.answers.gathering.models import GatheredRecords, GatheringSource, Progress
from app.answers.gathering.rules import (
    ATTACHED,
    ATTEMPTS,
    LONGEST_KEY,
    NothingAskedError,
    ReasonMissingError,
    forgotten,
    key,
)
from app.connectors import service as connectors
from app.connectors.schemas import Document, DocumentKind
from app.core import clock
from app.core.db.base import new_id
from app.core.storage import service as storage
from app.my_data.exporters import PARTS
from app.subject_requests import service as requests
from app.subject_requests.models import Act
from tests.support.answers import Source, a_source, begin, files_on_disk, work
from tests.support.cast import Cast
from tests.support.folders import configured, message, sheet
from tests.support.requests import acts, taken

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
AMARAS = [("E1001", f"2026-10-{day:02}", "S", "") for day in range(1, 29)]
TOMS = [("E2001", "2026-10-01", "S", "Tom’s alone")]
NOTED = [("E1001", "2026-11-01", "H", "Swapped with Craig Dunlop.")]


@pytest.fixture
def source(session: Session, tmp_path: Path) -> Source:
    made = a_source(tmp_path)
    made.fill([*AMARAS, *TOMS, *NOTED])
    made.connect(session)
    return made


def by_name(session: Session, gathering: object) -> dict[str, GatheringSource]:
    return {each.name: each for each in queries.sources(session, gathering)}  # type: ignore[arg-type]


def rows(session: Session, source: GatheringSource, table: str) -> list[dict[str, object]]:
    files = [one for one in queries.records(session, source) if one.name == table]
    lines = b"".join(storage.content(one.file_id) for one in files).splitlines()
    return [json.loads(line) for line in lines]


def test_every_source_is_asked_and_only_her_rows_come(
    session: Session, cast: Cast, source: Source
) -> None:
    request = taken(session, cast.amara, cast.helen)
    gathering = begin(session, request, cast.helen)
    assert acts(session, request)[-1] is Act.SEARCHED

    work(session)

    found = by_name(session, gathering)
    assert {name: each.progress for name, each in found.items() if each.version_id} == {
        "hr-core": Progress.DONE
    }
    hers = rows(session, found["hr-core"], "absence")
    assert [row["day"] for row in hers] == [day for _who, day, *_rest in [*AMARAS, *NOTED]]
    [document] = queries.documents(session, gathering)
    text = storage.content(document.text_id).decode()
    assert text.endswith("Day: 2026-11-01\nNote: Swapped with Craig Dunlop.")
    assert document.number == 1
    [person] = rows(session, found["portal"], "staff-list")
    assert person["name"] == "Amara Okafor"
    assert found["portal"].leased_until is None
    assert found["portal"].portions < len(PARTS)  # those with little come together


def test_a_source_that_fails_is_asked_again_and_goes_on_where_it_was(
    session: Session, cast: Cast, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = taken(session, cast.amara, cast.helen)
    away = source.file.rename(source.file.with_suffix(".away"))
    with clock.set_to(NOW):
        gathering = begin(session, request, cast.helen)
        work(session)
        waiting = by_name(session, gathering)["hr-core"]
        assert (waiting.progress, waiting.attempts) == (Progress.WAITING, 1)
        assert waiting.reason
    away.rename(source.file)
    with clock.set_to(NOW + timedelta(minutes=2)):
        work(session)
    session.expire_all()
    done = by_name(session, gathering)["hr-core"]
    assert (done.progress, done.reason) == (Progress.DONE, "")
    assert len(rows(session, by_name(session, gathering)["hr-core"], "absence")) == 29


def test_one_that_keeps_failing_is_missing_and_can_be_asked_again_or_left_out(
    session: Session, cast: Cast, source: Source
) -> None:
    request = taken(session, cast.amara, cast.helen)
    away = source.file.rename(source.file.with_suffix(".away"))
    with clock.set_to(NOW):
        gathering = begin(session, request, cast.helen)
    for hour in range(ATTEMPTS):
        with clock.set_to(NOW + timedelta(hours=2 * hour)):
            work(session)
    missing = by_name(session, gathering)["hr-core"]
    assert (missing.progress, bool(missing.reason)) == (Progress.MISSING, True)

    away.rename(source.file)
    service.ask_again(session, request, missing)
    work(session)
    assert by_name(session, gathering)["hr-core"].progress is Progress.DONE

    with pytest.raises(service.NotWaitingError):
        service.leave_out(session, request, by_name(session, gathering)["hr-core"], "Why not.")


def test_what_is_left_out_has_its_reason(session: Session, cast: Cast, source: Source) -> None:
    request = taken(session, cast.amara, cast.helen)
    session.commit()
    with pytest.raises(ReasonMissingError, match="HR system"):
        begin(session, request, cast.helen, **{"hr-core": " "})
    session.rollback()
    everything = {"hr-core": "It is empty.", "portal": "It is empty."}
    with pytest.raises(NothingAskedError):
        begin(session, request, cast.helen, **everything)
    session.rollback()
    gathering = begin(session, request, cast.helen, **{"hr-core": "It is empty."})
    left = by_name(session, gathering)["hr-core"]
    assert (left.progress, left.reason) == (Progress.LEFT_OUT, "It is empty.")


def test_a_crash_between_a_file_and_its_row_loses_and_doubles_nothing(
    session: Session, cast: Cast, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = taken(session, cast.amara, cast.helen)
    gathering = begin(session, request, cast.helen)
    kept, crashes = service.keep, iter([True, False] * 500)

    def dies(*given: object) -> bool:
        if next(crashes):
            raise KeyboardInterrupt
        return kept(*given)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(service, "keep", dies)
        with clock.set_to(NOW + timedelta(days=400)), pytest.raises(KeyboardInterrupt):
            jobs.gather(PARTS)
    with clock.set_to(NOW + timedelta(days=401)):
        work(session)
        assert by_name(session, gathering)["hr-core"].progress is Progress.DONE
    assert len(rows(session, by_name(session, gathering)["hr-core"], "absence")) == 29
    named = {row.file_id for row in session.exec(select(GatheredRecords))}
    assert named < files_on_disk()


def test_two_things_that_a_source_calls_alike_are_both_given(
    session: Session, cast: Cast, tmp_path: Path
) -> None:
    (tmp_path / "one.csv").write_text(
        "person,id,day,note\nE1001,7,2026-10-01,Craig called.\nE1001,7,2026-10-02,Jo called.\n"
    )
    table = sheet(names_others=["note"])
    connectors.connect(session, configured(tmp_path, tables=[table]))
    gathering = begin(session, taken(session, cast.amara, cast.helen), cast.helen)
    work(session)
    said = [
        storage.content(each.text_id).decode() for each in queries.documents(session, gathering)
    ]
    assert [text.rpartition(": ")[2] for text in said] == ["Craig called.", "Jo called."]


def test_no_name_of_one_kind_of_thing_is_that_of_another() -> None:
    things = [
        Document(key, kind, "Title", "text/plain", b"The same.")
        for kind in DocumentKind
        for key in ("note/7", "note%2F7", "note", "n" * 500, "n" * 501)
    ]
    names = {key(thing) for thing in things}
    assert len(names) == len(things)
    assert not [name for name in names if "/" in name or len(name) > LONGEST_KEY - ATTACHED]


def test_a_forgotten_attachment_still_hangs_on_its_message() -> None:
    before = {"mail:x": 7, "mail:x/1": 8, "mail:x/1/2": 9, "row:y": 3}
    assert forgotten(before) == {
        "mail:x": "forgotten 7",
        "mail:x/1": "forgotten 7/1",
        "mail:x/1/2": "forgotten 7/1/2",
        "row:y": "forgotten 3",
    }


def test_what_is_removed_leaves_no_name_behind(
    session: Session, cast: Cast, tmp_path: Path
) -> None:
    mail = message(1, "Amara Okafor is named.", Subject="About Craig")
    (tmp_path / "1.eml").write_bytes(mail.as_bytes())
    (tmp_path / "Craig.bin").write_bytes(b"\x00\x01")
    connectors.connect(session, configured(tmp_path, mail=["*.eml"]))
    request = taken(session, cast.amara, cast.helen)
    gathering = begin(session, request, cast.helen)
    work(session)
    source = by_name(session, gathering)["archive"]
    told = len(source.skipped)
    assert told
    [before] = queries.documents(session, gathering)
    assert (before.title, before.author) == (
        "About Craig",
        "Erik Sand <erik.sand@northfold.example>",
    )

    begin(session, request, cast.helen)  # it is replaced
    jobs.remove_old(session)
    assert storage.is_kept(before.text_id)  # she waits for a copy
    requests.withdraw(session, request, cast.amara, form_key=new_id())
    jobs.remove_old(session)
    session.commit()
    session.expire_all()

    [after] = queries.documents(session, gathering)
    assert (after.title, after.author, after.participants) == ("", "", [])
    assert after.key == "forgotten 1"
    assert not storage.is_kept(after.text_id)
    assert [
        name for name in by_name(session, gathering)["archive"].skipped if "Craig" in name
    ] == []
    assert len(by_name(session, gathering)["archive"].skipped) == told


def test_all_that_was_replaced_is_removed_however_much(
    session: Session, cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "FORGOTTEN_AT_ONCE", 1)
    (tmp_path / "1.eml").write_bytes(message(1, "Amara Okafor is named.").as_bytes())
    connectors.connect(session, configured(tmp_path, mail=["*.eml"]))
    request, made = taken(session, cast.amara, cast.helen), []
    for _time in range(3):
        made.append(begin(session, request, cast.helen))
        work(session)
    requests.withdraw(session, request, cast.amara, form_key=new_id())
    jobs.remove_old(session)
    session.commit()
    kept = [
        storage.is_kept(one.text_id) for each in made for one in queries.documents(session, each)
    ]
    assert kept == [False, False, True]
