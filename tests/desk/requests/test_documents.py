"""``/desk/requests/{reference}/documents``: reading, covering, checking, and who may not."""

from uuid import uuid4

import pytest
from sqlalchemy import delete
from sqlmodel import Session, col

from app.access_log import portal
from app.access_log import queries as log
from app.access_log.errors import LogUnavailableError
from app.answers.covering import queries as covering
from app.answers.covering.deciding import service as deciding
from app.answers.covering.deciding.rules import NAME, WINDOW
from app.answers.covering.models import Choice
from app.answers.gathering import queries as gathered
from app.answers.gathering.models import GatheredDocument, Gathering
from app.connectors.schemas import DocumentKind
from app.core.db.base import new_id
from app.core.db.session import writing
from app.core.storage import service as storage
from app.subject_requests import service as requests
from app.subject_requests.models import SubjectRequest
from tests.support.browser import Browser, Page
from tests.support.cast import Cast
from tests.support.covering import CRAIG, a_document, a_gathering, spans
from tests.support.requests import taken

CANARIES = ("Amara", "Craig", "Friday", "overtime")
SAVE, CHECK = "Save and go to next", "Mark as checked and go to next"


@pytest.fixture
def sar(session: Session, cast: Cast) -> SubjectRequest:
    """Amara's request, which Helen has; two messages that name Craig, and a record."""
    request = taken(session, cast.amara, cast.helen)
    gathering = a_gathering(session, request, cast.helen)
    a_document(session, gathering)
    a_document(session, gathering)
    a_document(session, gathering, "rota: Friday", suggest=(), kind=DocumentKind.RECORD)
    session.commit()
    return request


def url_of(request: SubjectRequest, part: str = "/documents") -> str:
    return f"/desk/requests/{request.reference}{part}"


def gathering_of(session: Session, request: SubjectRequest) -> Gathering:
    session.expire_all()
    found = gathered.newest(session, request.id)
    assert found
    return found


def document_of(session: Session, request: SubjectRequest, number: int = 1) -> GatheredDocument:
    session.expire_all()
    return covering.document(session, request.id, number)


def others(page: Page, browser: Browser, outcome: str = "redact", **answers: str) -> Page:
    said = dict.fromkeys(("information", "confidence", "asking", "capacity", "refusal"), "None.")
    steps = {"separable": "no", "consented": "no", "reasonable": "no"}
    typed = {"about": "Craig Dunlop", "outcome": outcome} | said | steps | answers
    return browser.submit(page, "Write this down", **typed)


def test_documents_are_covered_and_checked_one_after_the_other(
    browser: Browser, session: Session, cast: Cast, sar: SubjectRequest
) -> None:
    browser.sign_in(cast.helen)
    page = browser.visit(url_of(sar))
    assert "0 of 3 checked." in page.main
    assert [text.split()[1] for text in page.texts(".ledger__head a")] == ["Friday"] * 3
    page = browser.click(page, "1. Friday 1")
    assert "Next: 3 documents left to review" in page.main
    assert "Document 1 of 3. Email, 8 September 2026, from Tom Whitlock" in page.main
    assert "“Craig Dunlop” may be another person’s name. What should happen to it?" in page.main

    page = browser.submit(page, SAVE, choice="cover", reason="other-name")
    assert page.texts(".passage--covered") == ["Covered: name of another person"]
    assert page.texts(".passage--here") == [CRAIG]
    page = browser.submit(page, SAVE, choice="leave")
    assert page.texts(".passage--left") == ["Craig Dunlop (left in)"]
    refused = browser.submit(page, CHECK, status=422)
    assert "about nobody else" in refused.main
    page = browser.submit(page, CHECK, not_others="true")

    assert "Next: 2 documents left to review" in page.main
    assert "Document 2 of 3." in page.main
    page = browser.submit(page, SAVE, choice="cover", reason="other-person", same="true")
    page = browser.submit(page, CHECK)
    assert "No suggestions here." in page.main
    page = browser.submit(page, CHECK)
    assert "3 of 3 checked." in page.main
    assert "Covered passages (3)" in page.main
    assert covering.left(session, gathering_of(session, sar)) == []


def test_every_look_is_in_the_log_and_tells_no_kind_of_document(
    browser: Browser, session: Session, cast: Cast, sar: SubjectRequest
) -> None:
    browser.sign_in(cast.helen)
    parts = {
        "/documents": ("gathered-document",),
        "/documents/1": ("gathered-document",),
        "/documents/3": ("gathered-document",),
        "/documents/1/others": ("gathered-document",),
        "/documents/1/exemption": ("gathered-document",),
        "/redactions": (),
    }
    for part in parts:
        page = browser.visit(url_of(sar, part))
        assert "Amara Okafor can see that you opened this case, and when." in page.main
    looks = log.entries_about(session, cast.amara)
    seen = [look.categories[2:] for look in sorted(looks, key=lambda look: look.seq)]
    assert seen == list(parts.values())
    assert all(look.case == sar.reference for look in looks)


def test_without_the_log_not_a_byte_of_a_document_comes(
    browser: Browser,
    session: Session,
    cast: Cast,
    sar: SubjectRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    browser.sign_in(cast.helen)

    def away(*_arguments: object) -> None:
        raise LogUnavailableError

    with monkeypatch.context() as patch:
        patch.setattr(portal, "record_in", away)
        for part in ("", "/1", "/1/copy", "/1?passage=3-9", "/1/others", "/1/exemption"):
            text = browser.visit(url_of(sar, f"/documents{part}"), status=503).response.text
            assert not any(canary in text for canary in CANARIES)
        text = browser.post(url_of(sar, "/documents/1/decision"), {}, status=503).response.text
        assert not any(canary in text for canary in CANARIES)
    assert CRAIG in browser.visit(url_of(sar, "/documents/1")).main


PAGES = ("/documents", "/redactions", "/documents/1", "/documents/1/others")
MORE_PAGES = (*PAGES, "/documents/1/exemption", "/documents/1/copy")
POSTS = ("decision", "words", "undoing", "check", "others", "exemption", "exemption/ending")


@pytest.mark.parametrize("who", ["daniel", "amara", "tom", "ines", "viktor", "ewan"])
def test_nobody_but_the_owner_reaches_a_document(
    browser: Browser, session: Session, cast: Cast, sar: SubjectRequest, who: str
) -> None:
    status = 404 if who == "daniel" else 403
    browser.sign_in(vars(cast)[who])
    texts = [browser.visit(url_of(sar, at), status=status).response.text for at in MORE_PAGES]
    for part in POSTS:
        url = url_of(sar, f"/documents/1/{part}")
        texts.append(browser.post(url, {}, status=status).response.text)
    assert not any(canary in text for canary in CANARIES[1:] for text in texts)
    assert log.entries_about(session, cast.amara) == []
    assert covering.state(session, document_of(session, sar)).done == ()

    browser.sign_in(cast.helen)
    assert CRAIG in browser.visit(url_of(sar, "/documents/1")).main


def test_what_is_not_there_is_not_found(
    browser: Browser, session: Session, cast: Cast, sar: SubjectRequest
) -> None:
    taken(session, cast.jo, cast.helen)
    session.commit()
    browser.sign_in(cast.helen)
    for part in ("4", "0", "x", "1?passage=9", "1?passage=5-5", "1?passage=0-99999", "-1"):
        browser.visit(url_of(sar, f"/documents/{part}"), status=404)
    browser.visit(url_of(sar, "/documents/1/exemption?passage=x"), status=404)
    browser.visit(url_of(sar, "/documents/1?passage=0-4"))


def test_a_request_without_documents_says_so(
    browser: Browser, session: Session, cast: Cast
) -> None:
    request = taken(session, cast.jo, cast.helen)
    session.commit()
    browser.sign_in(cast.helen)
    assert "No documents were gathered yet." in browser.visit(url_of(request)).main
    assert "Nothing is covered." in browser.visit(url_of(request, "/redactions")).main


def test_who_comes_second_reads_what_the_first_decided(
    browser: Browser, session: Session, cast: Cast, sar: SubjectRequest
) -> None:
    browser.sign_in(cast.helen)
    page = browser.visit(url_of(sar, "/documents/1"))
    document = document_of(session, sar)
    said = {"reason": NAME, "form_key": new_id()}
    deciding.decide(session, document, cast.helen, spans(document)[0], Choice.COVER, **said)  # type: ignore[arg-type]
    session.commit()

    late = browser.submit(page, SAVE, status=409, choice="leave")

    assert "It stands now: covered (name of another person). You chose: leave it in." in late.main
    assert covering.state(session, document_of(session, sar)).left_in == []
    again = browser.submit(late, SAVE, choice="leave")
    assert again.texts(".passage--left") == ["Craig Dunlop (left in)"]


def test_a_form_that_is_not_whole_comes_back(
    browser: Browser, session: Session, cast: Cast, sar: SubjectRequest
) -> None:
    browser.sign_in(cast.helen)
    page = browser.visit(url_of(sar, "/documents/1"))
    refused = browser.submit(page, SAVE, status=422, choice="cover", reason="crime")
    assert "Choose the reason that the employee will read." in refused.main
    refused = browser.submit(page, "Cover these words", status=422, words=" ")
    assert "Type the words to cover" in refused.main
    refused = browser.submit(page, "Cover these words", status=422, words="Nobody")
    assert "These words do not stand there." in refused.main
    page = browser.submit(refused, "Cover these words", words="off with his back")
    assert page.texts(".passage--covered") == [
        "Covered: another person’s information, or what the law lets us keep back"
    ]


def test_a_document_that_cannot_be_read_is_checked_with_a_note(
    browser: Browser, session: Session, cast: Cast
) -> None:
    request = taken(session, cast.amara, cast.helen)
    gathering = a_gathering(session, request, cast.helen)
    a_document(session, gathering, "", suggest=(), unreadable="We cannot open this file.")
    a_document(session, gathering, suggest=None)
    session.commit()
    browser.sign_in(cast.helen)
    page = browser.visit(url_of(request, "/documents/1"))
    assert "We cannot open this file. Review it outside and record what you did." in page.main
    assert "Say what you did about it." in browser.submit(page, CHECK, status=422).main
    page = browser.submit(page, CHECK, note="Read on paper.")
    assert "It is still being looked through" in page.main
    assert not page.soup.find(string=CHECK)


def test_the_list_is_filtered_and_paged(browser: Browser, session: Session, cast: Cast) -> None:
    request = taken(session, cast.amara, cast.helen)
    gathering = a_gathering(session, request, cast.helen)
    for _number in range(51):
        a_document(session, gathering, "Rota.", suggest=())
    session.commit()
    browser.sign_in(cast.helen)
    browser.submit(browser.visit(url_of(request, "/documents/7")), CHECK)
    page = browser.visit(url_of(request))
    assert len(page.texts(".ledger__head a")) == 50
    assert browser.click(page, "Next page").texts(".ledger__head a") == ["51. Friday 51"]
    left = browser.submit(page, "Show documents", show="left")
    assert len(left.texts(".ledger__head a")) == 50
    assert "7. Friday 7" not in left.texts(".ledger__head a")
    assert "No documents match." in browser.submit(page, "Show documents", show="withheld").main
    browser.visit(url_of(request, "/documents?page=0"), status=422)
    browser.visit(url_of(request, "/documents?show=all"), status=422)


def test_a_long_text_is_read_page_by_page(browser: Browser, session: Session, cast: Cast) -> None:
    request = taken(session, cast.amara, cast.helen)
    text = "Words of a long message.\n" * (2 * WINDOW // 25) + CRAIG
    a_document(session, a_gathering(session, request, cast.helen), text)
    session.commit()
    browser.sign_in(cast.helen)
    page = browser.visit(url_of(request, "/documents/1"))
    assert page.texts(".passage--here") == [CRAIG]
    assert "Page 3 of 3" in page.main
    first = browser.visit(url_of(request, "/documents/1?page=1"))
    assert len(first.one(".reading").get_text()) <= WINDOW
    assert "Go to the next passage to decide" in first.main


def test_what_a_document_says_is_only_ever_text(
    browser: Browser, session: Session, cast: Cast
) -> None:
    request = taken(session, cast.amara, cast.helen)
    text = "<script>alert(1)</script> & <b>{{ 7*7 }}</b>\n  two  blanks \u202eRTL"
    a_document(session, a_gathering(session, request, cast.helen), text, suggest=("<b>",))
    session.commit()
    browser.sign_in(cast.helen)
    page = browser.visit(url_of(request, "/documents/1"))
    assert page.one(".reading").get_text() == text
    assert not page.soup.select(".reading script, .reading b")


def test_everything_covered_stands_in_one_list_and_is_taken_back_there(
    browser: Browser, session: Session, cast: Cast, sar: SubjectRequest
) -> None:
    browser.sign_in(cast.helen)
    page = browser.visit(url_of(sar, "/documents/1"))
    browser.submit(page, SAVE, choice="cover", reason="other-name", same="true")
    page = browser.visit(url_of(sar, "/redactions"))
    assert len(page.texts("#redactions .ledger__head")) == 4
    filtered = browser.submit(page, "Show passages", reason="crime")
    assert "No passage is covered for this reason." in filtered.main
    page = browser.submit(page, "Take back")
    assert len(page.texts("#redactions .ledger__head")) == 3
    assert covering.state(session, document_of(session, sar)).undecided


def test_a_passage_and_a_document_are_kept_back_by_law(
    browser: Browser, session: Session, cast: Cast, sar: SubjectRequest
) -> None:
    browser.sign_in(cast.helen)
    document = document_of(session, sar)
    start, end = spans(document, "within the limit")[0]
    page = browser.visit(url_of(sar, f"/documents/1/exemption?passage={start}-{end}"))
    assert "“within the limit”" in page.main
    empty = browser.post(url_of(sar, "/documents/1/exemption"), {}, status=422)
    assert "Choose one ground." in empty.main
    refused = browser.submit(page, "Keep it back", status=422, ground="privilege")
    assert "Answer this in words." in refused.main
    typed = {"ground": "privilege", "test": "Advice of 3 May.", "scope": "Three words."}
    browser.submit(refused, "Keep it back", neutral="no", **typed)
    whole = browser.visit(url_of(sar, "/documents/2/exemption"))
    typed = {"ground": "crime", "test": "It would warn them.", "scope": "One message."}
    page = browser.submit(whole, "Keep it back", neutral="yes", **typed)
    assert "Nothing of this document is given." in page.main

    page = browser.visit(url_of(sar, "/redactions"))
    for words in ("Advice of 3 May.", "It would warn them.", "The ground is not told"):
        assert words in page.main
    page = browser.submit(page, "End it Legal advice (privilege), document 1")
    assert "Advice of 3 May." not in page.main
    withheld = browser.visit(url_of(sar, "/documents?show=withheld"))
    assert withheld.texts(".ledger__head a") == ["2. Friday 2"]


def test_what_is_about_others_is_written_down(
    browser: Browser, session: Session, cast: Cast, sar: SubjectRequest
) -> None:
    browser.sign_in(cast.helen)
    page, stale = (browser.visit(url_of(sar, "/documents/1/others")) for _twice in range(2))
    typed = {"outcome": "disclose", "about": "Craig", "separable": "no", "consented": "no"}
    typed |= {"reasonable": "no", "information": "-", "confidence": "-", "asking": "-"}
    typed |= {"capacity": "-", "refusal": "-"}
    refused = browser.submit(page, "Write this down", status=422, **typed)
    assert "needs the other’s consent" in refused.main
    page = others(refused, browser, "disclose", consented="yes")
    assert "It is given as it is" in page.main
    stale = browser.submit(stale, "Write this down", status=409, **typed | {"consented": "yes"})
    assert "Somebody decided this meanwhile" in stale.main
    assert "Craig Dunlop" in browser.visit(url_of(sar, "/redactions")).main


def test_after_the_end_documents_are_read_and_nothing_is_changed(
    browser: Browser, session: Session, cast: Cast, sar: SubjectRequest
) -> None:
    browser.sign_in(cast.helen)
    page = browser.visit(url_of(sar, "/documents/1"))
    requests.withdraw(session, sar, cast.amara, form_key=uuid4())
    session.commit()
    assert "This request has ended" in browser.submit(page, SAVE, status=409, choice="cover").main
    browser.visit(url_of(sar, "/documents/1/others"), status=409)
    assert CRAIG in browser.visit(url_of(sar, "/documents/1")).main
    assert covering.state(session, document_of(session, sar)).done == ()


def test_the_copy_is_shown_as_it_is_sent_and_nothing_in_it_does_anything(
    browser: Browser, session: Session, cast: Cast, sar: SubjectRequest
) -> None:
    browser.sign_in(cast.helen)
    page = browser.visit(url_of(sar, "/documents/1"))
    page = browser.submit(page, SAVE, choice="cover", reason="other-name", same="true")
    looks = len(log.entries_about(session, cast.amara))
    session.commit()
    answer = browser.client.get(page.link("See the copy as it will be sent"))
    assert answer.status_code == 200
    assert "sandbox" in answer.headers["content-security-policy"]
    assert "script" not in answer.text
    assert CRAIG not in answer.text
    assert answer.text.count("name of another person") == 2
    assert "within the limit" in answer.text
    session.expire_all()
    assert len(log.entries_about(session, cast.amara)) == looks + 1
    session.commit()

    whole = browser.visit(url_of(sar, "/documents/1/exemption"))
    typed = {"ground": "crime", "test": "It would warn them.", "scope": "One message."}
    page = browser.submit(whole, "Keep it back", neutral="yes", **typed)
    assert "See the copy as it will be sent" not in page.main
    browser.visit(url_of(sar, "/documents/1/copy"), status=409)
    second = url_of(sar, "/documents/2/copy")
    session.commit()
    assert "<h1>Document 1</h1>" in browser.client.get(second).text


def test_nobody_waits_while_texts_are_read_for_some_words(
    browser: Browser, cast: Cast, sar: SubjectRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.sign_in(cast.helen)
    page = browser.get(f"{url_of(sar)}/1")
    read: list[int] = []

    def text(document: GatheredDocument) -> str:
        with writing(hurried=True) as other:
            other.exec(delete(GatheredDocument).where(col(GatheredDocument.number) < 0))
        read.append(document.number)
        return storage.content(document.text_id).decode()

    monkeypatch.setattr(deciding, "text", text)
    browser.submit(page, "Cover these words", words="off with his back", everywhere="true")
    assert {1, 2, 3} <= {*read}
