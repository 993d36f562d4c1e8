"""What she took before a deletion, and what she takes after it, is true; a silence is not."""

import base64
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.access_log import service as log
from app.access_log.checkpoints import service as signing
from app.access_log.erasing import rules
from app.access_log.erasing.rules import Rule
from app.access_log.proofs import program
from app.access_log.proofs.unpacking import FalseEvidenceError, NotEvidenceError
from app.access_log.proofs.verifier import Evidence, check_continues, verified
from app.core import clock
from tests.access_log.erasing.conftest import (
    ALL,
    NOW,
    OVER_MONTH,
    THIS_MONTH,
    erase,
    forged,
    numbers,
)
from tests.access_log.proofs.test_evidence import changed, check, opened
from tests.access_log.verification.test_routes import bring
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.make import an_access

Take = Callable[[], bytes]
Change = Callable[[dict[str, Any]], None]


@pytest.fixture
def take(browser: Browser, old_log: Cast) -> Iterator[Take]:
    with clock.set_to(NOW):
        browser.sign_in(old_log.amara)
        yield lambda: browser.get("/looked/proof/download").response.content


def deleted(found: Evidence) -> set[int]:
    return {entry.number for entry in found.entries if entry.deletion is not None}


def test_a_file_of_before_and_one_of_after_are_true_and_go_on(take: Take, old_log: Cast) -> None:
    before = take()
    assert erase()
    log.append([an_access(*ALL)])
    after = take()

    old, new = check(before), check(after)
    assert deleted(old) == set()
    assert deleted(new) == numbers(OVER_MONTH, old_log.amara.id)
    assert {entry.deletion.rule for entry in new.entries if entry.deletion} == {"retention"}
    assert len(new.entries) > len(old.entries)
    check_continues(new, old)
    check_continues(check(take()), new)
    said = program.lines(new)
    [line] = [each for each in said if each.startswith("deleted: ")]
    assert line.startswith(
        f"deleted: what {len(deleted(new))} of them said, at 2026-11-20T09:00:00Z, by the rule"
        " 'retention', says entry "
    )
    assert not [each for each in program.lines(old) if each.startswith("deleted")]
    page = opened(after)["index.html"].decode()
    assert page.count("Deleted on 20 November 2026. What an entry says is kept for 24 months.") == (
        len(deleted(new))
    )


def _first(**changes: Any) -> Change:
    return lambda said: said["entries"][0].update(changes)


def _statement(old: str, new: str) -> Change:
    def change(said: dict[str, Any]) -> None:
        notice = said["deletions"][0]
        assert old in notice["statement"]
        notice["statement"] = notice["statement"].replace(old, new)

    return change


def _emptied(said: dict[str, Any]) -> None:
    """As if what a newer entry said had been taken out of the file."""
    newest = said["entries"][-1]
    for name in ("salt", "access", "accessor", "technical"):
        newest.pop(name)
    newest["commitment"] = said["entries"][0]["commitment"]


FALSE: dict[str, Change] = {
    "no notice": lambda said: said.pop("deletions"),
    "no notice any more": lambda said: said.update(deletions=[]),
    "another notice": _statement('"months":24', '"months":23'),
    "a notice of more": _statement('"entries":[[0', '"entries":[[0,900],[0'),
    "a notice elsewhere": lambda said: said["deletions"][0].update(number=1),
    "a notice beyond the log": lambda said: said["deletions"][0].update(number=10**9),
    "a notice with another path": lambda said: said["deletions"][0]["path"].reverse(),
    "another commitment": _first(commitment="A" * 43 + "="),
    "another number": _first(number=1),
    "a newer entry without its content": _emptied,
}
UNREADABLE: dict[str, Change] = {
    "notices that are none": lambda said: said.update(deletions={}),
    "a notice that is none": lambda said: said.update(deletions=["x"]),
    "a commitment of another length": _first(commitment="AAAA"),
    "a notice without a statement": lambda said: said["deletions"][0].pop("statement"),
}


@pytest.mark.parametrize("how", [*FALSE, *UNREADABLE])
def test_what_is_emptied_without_its_notice_is_refused(take: Take, how: str) -> None:
    erase()
    file = take()
    refused = FalseEvidenceError if how in FALSE else NotEvidenceError

    with pytest.raises(refused):
        check(changed(file, (FALSE | UNREADABLE)[how]))
    assert deleted(check(changed(file, lambda said: None)))


def test_a_notice_says_nothing_of_what_came_after_it(take: Take) -> None:
    """However wide one that is signed would say it reached."""
    with pytest.MonkeyPatch.context() as wide:
        spans = rules.spans
        wide.setattr(rules, "spans", lambda numbers: [*spans(numbers), (200, 10**6)])
        erase()
    for _time in range(40):
        log.append([an_access(*ALL)])
    file = take()

    def emptied(at: int) -> Change:
        def change(said: dict[str, Any]) -> None:
            entry = said["entries"][at]
            entry["commitment"] = base64.b64encode(check(file).entries[at].leaf[4:]).decode()

        return change

    assert check(file).entries[-1].number > 200
    with pytest.raises(FalseEvidenceError, match="no notice says"):
        check(changed(file, emptied(-1)))
    assert deleted(check(changed(file, emptied(0))))


def test_another_statement_of_the_log_is_no_notice(take: Take) -> None:
    """Only one that says in so many words that it deletes excuses a silence."""
    erase()
    file = take()

    def seal(said: dict[str, Any]) -> None:
        said["deletions"] = [{name: said["seal"][name] for name in ("number", "statement", "path")}]

    with pytest.raises(FalseEvidenceError):
        check(changed(file, seal))  # it stands there as another kind


def test_it_is_taken_even_when_the_notice_was_not_signed_yet(take: Take) -> None:
    take()
    erase()
    assert deleted(check(take()))


def test_the_program_in_the_file_and_the_page_say_the_same(
    take: Take, browser: Browser, tmp_path: Path
) -> None:
    erase()
    file = take()
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        archive.extract("verify.py", tmp_path)
    (tmp_path / "proof.zip").write_bytes(file)
    bare = changed(file, FALSE["no notice"])
    (tmp_path / "bare.zip").write_bytes(bare)

    ours, theirs = (_run(tmp_path, name) for name in ("proof.zip", "bare.zip"))

    assert ours.stdout.splitlines() == program.lines(verified(io.BytesIO(file)))
    assert "deleted: " in ours.stdout
    assert theirs.returncode == 1
    assert "no notice says that it was deleted" in theirs.stderr
    signing.publish()
    assert "said was deleted since" in bring(browser, file).text
    assert "does not match" in bring(browser, bare).text


def _run(folder: Path, *given: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", "verify.py", *given]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, env={}, check=False)


def test_what_went_before_its_time_is_found_with_the_file_of_before(
    take: Take, old_log: Cast, tmp_path: Path
) -> None:
    hers = numbers(THIS_MONTH, old_log.amara.id)
    before = take()
    erase()
    check_continues(check(take()), check(before))

    forged(hers, Rule.RETENTION, 24)
    after = take()

    assert deleted(check(after)) > hers  # by itself it is true: what they said is not in it
    with pytest.raises(FalseEvidenceError, match="before its time was over"):
        check_continues(check(after), check(before))
    with zipfile.ZipFile(io.BytesIO(after)) as archive:
        archive.extract("verify.py", tmp_path)
    (tmp_path / "before.zip").write_bytes(before)
    (tmp_path / "after.zip").write_bytes(after)
    alone, beside = (
        _run(tmp_path, "after.zip", *more) for more in ((), ("--previous", "before.zip"))
    )
    assert (alone.returncode, beside.returncode) == (0, 1)
    assert f"what entry {min(hers)} said was deleted before its time was over" in beside.stderr


def test_the_file_holds_no_more_of_others_than_numbers(take: Take) -> None:
    erase()
    [notice] = json.loads(opened(take())["evidence.json"])["deletions"]
    said = json.loads(notice["statement"])
    assert set(said) == {"act", "entries", "format", "months", "recorded_at", "rule"}
    assert all(isinstance(end, int) for span in said["entries"] for end in span)
