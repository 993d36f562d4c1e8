"""In the place of a deleted entry stands when and by which rule it went."""

import json
from collections.abc import Iterator

import pytest

from app.access_log.checkpoints import service as signing
from app.access_log.erasing import service
from app.access_log.looks import numbering
from app.core import clock
from app.core.db.session import writing
from app.my_data.exporters import PARTS
from tests.access_log.erasing.conftest import (
    NOW,
    OVER_MONTH,
    THIS_MONTH,
    TIMES,
    erase,
    numbers,
)
from tests.access_log.erasing.test_attacks import FullRights
from tests.support.browser import Browser
from tests.support.cast import Cast

RULE = "Deleted on 20 November 2026. What an entry says is kept for 24 months."
ASKED = "Deleted on 20 November 2026, because you asked for it."


@pytest.fixture
def amaras(browser: Browser, old_log: Cast) -> Iterator[Browser]:
    with clock.set_to(NOW):
        browser.sign_in(old_log.amara)
        yield browser


def _url(cast: Cast, month: int) -> str:
    seq = min(numbers(month, cast.amara.id))
    return f"/looked/{numbering.reference(seq, 'E1001')}"


def test_her_month_says_what_was_deleted_and_no_more_than_that(
    amaras: Browser, old_log: Cast
) -> None:
    month = "/looked?when=2024-10"
    assert "Deleted entries" not in amaras.visit(month).main
    erase()

    said = amaras.visit(month).main
    assert said.count(RULE) == 2 * TIMES
    assert f"What {2 * TIMES} entries of this month said was deleted." in said
    assert "No look at your data" not in said
    assert "No entries" not in said
    for other in ("/looked?when=2024-11", "/looked"):
        assert "Deleted entries" not in amaras.visit(other).main
    assert RULE not in amaras.visit(f"{month}&q=absence").main
    assert "No look at your data" not in amaras.visit(f"{month}&by=person").main


def test_its_own_page_and_its_proof_say_so_too(amaras: Browser, old_log: Cast) -> None:
    url = _url(old_log, OVER_MONTH)
    assert "A deleted entry" not in amaras.visit(url).main
    erase()
    signing.publish()

    said = amaras.visit(url).main
    assert "A deleted entry of October 2024" in said
    assert RULE in said
    assert "absence" not in said
    proof = amaras.visit(f"{url}/proof").main
    assert RULE in proof
    assert "Fingerprints" in proof
    amaras.visit(f"{url}/ask", status=404)  # there is nothing to ask about
    assert "absence" in amaras.visit(_url(old_log, THIS_MONTH)).main


def test_of_who_asked_it_says_that(amaras: Browser, old_log: Cast) -> None:
    with writing() as session:
        service.ask(session, old_log.amara.id, "SAR-1")
    erase()

    assert ASKED in amaras.visit("/looked?when=2024-11").main
    assert ASKED in amaras.visit(_url(old_log, THIS_MONTH)).main


def test_one_that_is_emptied_without_a_notice_is_no_deletion(
    amaras: Browser, old_log: Cast, full_rights: FullRights
) -> None:
    erase()
    seq = min(numbers(THIS_MONTH, old_log.amara.id))
    with full_rights() as administrator:
        administrator.run(f"UPDATE entry SET sealed = NULL WHERE seq = {seq}")

    said = amaras.visit(_url(old_log, THIS_MONTH)).main
    assert "the record does not say why" in said
    assert "can no longer be read by anybody" not in said


def test_her_file_and_her_own_data_name_it(amaras: Browser, old_log: Cast) -> None:
    erase()
    records = json.loads(amaras.get("/looked/download?format=json").response.text)
    gone = [record for record in records if record["state"] == "erased"]
    assert {record["index"] for record in gone} == numbers(OVER_MONTH, old_log.amara.id)
    assert {(record["sentence"], record["purpose"]) for record in gone} == {(RULE, None)}
    assert {record["state"] for record in records} == {"shown", "erased"}
    assert "who-looked" in {part.name for part in PARTS}
