"""From words without a name to an answer that only the holder of a code reads."""

import json
from hashlib import sha256

import pytest
from sqlmodel import Session

from app.access_log.checkpoints import service as signing
from app.concerns import queries, service
from app.concerns.handling import service as handling
from app.concerns.models import Act, Naming
from app.core.crypto.tlog_proofs import check_proof, parse_proof
from app.core.db.base import new_id
from app.speakup import folder, rules, spool
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.concerns import acts, answer
from tests.support.speakup import Origin, concern_of, released

SAID = "He reads our private messages on the big screen."


def test_a_report_becomes_a_concern_and_its_answer_comes_back(
    origin: Origin, browser: Browser, session: Session, cast: Cast
) -> None:
    code = origin.report(SAID, when="Last week", where="Depot 4", who="Samir Haddad")
    assert "waits to be handed over" in origin.thread(code).main
    assert released(session) == 1
    assert "Received" in origin.thread(code).main

    concern = concern_of(session, code)
    assert (concern.naming, concern.what, concern.wish) == (Naming.ANONYMOUS, "", "")
    browser.sign_in(cast.helen)
    page = browser.get(f"/desk/concerns/{concern.reference}")
    assert SAID not in page.text
    browser.post(f"/desk/concerns/{concern.reference}/taking", {"form_key": str(new_id())})
    page = browser.get(f"/desk/concerns/{concern.reference}")
    assert SAID in page.text
    assert "Samir Haddad" in page.main  # kept from him
    handling.acknowledge(session, concern, cast.helen, text="I look into it.", form_key=new_id())
    service.write(session, concern, cast.helen, "On which day?", form_key=new_id())
    assert "On which day?" not in origin.thread(code).main  # not before the next release
    assert released(session) == 0
    said = origin.thread(code).main
    assert "On which day?" in said
    assert "I look into it." in said
    assert SAID in said

    origin.write(code, "On Tuesday.")
    assert "On Tuesday." not in origin.thread(code).main
    assert released(session) == 1
    assert "On Tuesday." in origin.thread(code).main
    assert "On Tuesday." in browser.get(f"/desk/concerns/{concern.reference}").text
    answer(session, concern, cast.helen)
    released(session)
    assert "You were right in part" in origin.thread(code).main
    origin.write(code, "It is not.", again="yes")
    released(session)
    assert acts(session, concern)[-1] is Act.ESCALATED
    assert queries.story(session, concern).standing.had == (cast.helen.id,)


def test_nothing_that_waits_can_be_read_without_the_secret(
    origin: Origin, session: Session
) -> None:
    code = origin.report(SAID)
    held = b"".join(file.read_bytes() for file in folder.spool().parent.iterdir())
    assert len(held) > 4096
    for words in (SAID, code, code.replace("-", ""), concern_hash(code)):
        assert words.encode() not in held
    with spool.taking(folder.spool()) as taken:
        assert len(taken.boxes) == 1  # the control: it lies there


def test_what_was_sent_is_proven_by_a_file_without_the_portal(
    origin: Origin, session: Session, cast: Cast
) -> None:
    code, other = origin.report(SAID, when="Last week"), origin.report("Another.")
    released(session)
    answer = origin.post("/speak-up/reply/proof", {"code": code}).response
    assert "attachment" in answer.headers["content-disposition"]
    proof = answer.json()
    words = json.loads(proof["words"])
    assert (words["what"], words["when"]) == (SAID, "Last week")

    def shown(said: str) -> None:
        bound = sha256(b"al1 con\0" + bytes.fromhex(proof["salt"]) + said.encode()).hexdigest()
        assert bound in json.loads(proof["batch"])["commitments"]
        entry = b"al1\x05" + sha256(proof["batch"].encode()).digest()
        check_proof(parse_proof(proof["tlog_proof"]), entry, log)

    log = signing.key(session)
    shown(proof["words"])
    with pytest.raises(AssertionError):
        shown(proof["words"].replace("big", "small"))
    assert origin.post("/speak-up/reply/proof", {"code": other}).response.json() != proof
    wrong = origin.post("/speak-up/reply/proof", {"code": "A" * 26}, status=422)
    assert "does not match" in wrong.main


def concern_hash(code: str) -> str:
    mine = rules.receipt(code)
    assert mine
    return mine.mailbox
