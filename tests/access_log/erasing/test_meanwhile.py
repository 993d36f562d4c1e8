"""What is deleted while somebody reads the log is no fault of it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from app.access_log.checking import queries as checking
from app.access_log.erasing import service
from app.access_log.keys import service as keys_service
from app.access_log.proofs import queries as proofs
from app.core import clock
from app.core.db.session import writing
from tests.access_log.erasing.conftest import (
    NOT_OVER_MONTH,
    NOW,
    OVER_MONTH,
    checked,
    emptied,
    erase,
    numbers,
)
from tests.access_log.proofs.test_evidence import check
from tests.support.browser import Browser
from tests.support.cast import Cast


class Killed(BaseException):
    """Here the worker's process ends."""


def _begin_and_end() -> None:
    """The keys are gone, and the entries are as they were."""
    delete = keys_service.delete_of

    def killed(*given: Any) -> None:
        delete(*given)
        raise Killed

    with pytest.MonkeyPatch.context() as broken, pytest.raises(Killed):
        broken.setattr(keys_service, "delete_of", killed)
        erase()


def _finish() -> None:
    assert erase()


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Have something done once, just before or after something is read."""
    monkeypatch.setattr(service, "_leave_nothing", lambda: None)  # would wait for the reader

    def arrange(where: Any, act: Callable[[], object], *, before: bool) -> None:
        real, acts = where.entries, [act]

        def entries(*given: Any, **more: Any) -> Any:
            if before and acts:
                acts.pop()()
            found = real(*given, **more)
            if acts:
                acts.pop()()
            return found

        monkeypatch.setattr(where, "entries", entries)

    return arrange


def ask(cast: Cast) -> None:
    with clock.set_to(NOW), writing() as session:
        service.ask(session, cast.amara.id, "SAR-1")


# what is done to the log, and whether somebody had asked for it
DELETIONS: dict[str, tuple[Callable[[], None], bool]] = {
    "retention": (_finish, False),
    "request": (_finish, True),
    "a request that was not carried out to the end": (_begin_and_end, True),
}


@pytest.mark.parametrize("before", [True, False], ids=["before the rows", "after the rows"])
@pytest.mark.parametrize("how", DELETIONS)
def test_a_deletion_in_the_midst_of_a_check_is_no_fault(
    old_log: Cast, meanwhile: Callable[..., None], how: str, before: bool
) -> None:
    act, asked = DELETIONS[how]
    if asked:
        ask(old_log)
    meanwhile(checking, act, before=before)

    assert checked(NOW + timedelta(hours=1)).why == ""

    erase()
    assert emptied() >= numbers(OVER_MONTH)
    assert checked().ok


@pytest.mark.parametrize("before", [True, False], ids=["before the rows", "after the rows"])
def test_a_key_that_is_lost_in_the_midst_of_a_check_is_one(
    old_log: Cast, meanwhile: Callable[..., None], before: bool
) -> None:
    def lose() -> None:
        erase()
        keys_service.delete_of({old_log.tom.id.bytes}, NOT_OVER_MONTH)

    meanwhile(checking, lose, before=before)

    found = checked(NOW)
    assert (found.ok, found.first_bad) == (False, min(numbers(NOT_OVER_MONTH, old_log.tom.id)))


@pytest.mark.parametrize("how", DELETIONS)
def test_what_she_takes_in_the_midst_of_a_deletion_is_true_or_to_be_taken_again(
    old_log: Cast, browser: Browser, meanwhile: Callable[..., None], how: str
) -> None:
    act, asked = DELETIONS[how]
    if asked:
        ask(old_log)
    with clock.set_to(NOW):
        browser.sign_in(old_log.amara)
        assert check(browser.get("/looked/proof/download").response.content)
        meanwhile(proofs, act, before=True)

        browser.get("/looked/proof/download", status=404)

        erase()
        file = check(browser.get("/looked/proof/download").response.content)
    gone = {entry.number for entry in file.entries if entry.deletion}
    assert gone >= numbers(OVER_MONTH, old_log.amara.id)
