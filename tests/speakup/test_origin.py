"""From words without a name to an answer that only the holder of a code reads."""

from sqlmodel import Session

from app.concerns import queries, service
from app.concerns.handling import service as handling
from app.concerns.models import Act, Naming
from app.core.db.base import new_id
from app.speakup import folder, spool
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


def concern_hash(code: str) -> str:
    from app.speakup import rules

    mine = rules.receipt(code)
    assert mine
    return mine.mailbox
