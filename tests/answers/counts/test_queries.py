"""Her page counts what was searched and given, and nothing that is kept back in silence."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session

from app.answers.bundles import facts
from app.answers.covering import queries as covered
from app.answers.covering import service as checking
from app.answers.covering.exempting import service as exempting
from app.answers.covering.exempting.service import Held
from app.answers.covering.models import Ground
from app.answers.gathering import queries as gathered
from app.answers.gathering.forgetting import service as forgetting
from app.answers.gathering.models import GatheringSource, Progress
from app.connectors import service as connectors
from app.core import clock
from app.core.db.base import new_id
from app.subject_requests.models import SubjectRequest
from tests.support.answers import (
    a_source,
    begin,
    check_all,
    packed,
    prepared,
    proposed,
    work,
    write_letter,
)
from tests.support.browser import Browser, Page
from tests.support.cast import Cast
from tests.support.folders import configured, message
from tests.support.requests import approve, taken

NOTES = [
    ("E1001", "2026-10-01", "S", "Swapped with Tom Whitlock."),
    ("E1001", "2026-10-02", "S", "Seen on the square."),
]


def counts(page: Page) -> dict[str, str]:
    """Each counted thing with its number."""
    section = page.one("section[aria-labelledby=counts]")
    rows = section.select(".count-list__row")
    return {
        str(row.dt.get_text(" ", strip=True)): str(row.dd.get_text(strip=True))  # type: ignore[union-attr]
        for row in rows
    }


def answered(
    session: Session, cast: Cast, folder: Path, notes: list[tuple[str, ...]], neutral: bool | None
) -> SubjectRequest:
    """``neutral``: how the last document is kept back; None: it is given."""
    source = a_source(folder)
    source.fill(notes)  # type: ignore[arg-type]
    source.connect(session)
    request, gathering = prepared(session, cast, source)
    if neutral is not None:
        document = gathered.documents(session, gathering)[-1]
        held = Held(Ground.CRIME, None, neutral, "It would prejudice it.", "All of it.")
        state = covered.state(session, document)
        exempting.exempt(session, document, cast.helen, held, seen=state.number, form_key=new_id())
        seen = covered.state(session, document).number
        checking.check(session, document, cast.helen, seen=seen, not_others=True, note="Read.")
        session.commit()
    packed(session, request, cast.helen)
    approve(session, proposed(session, request, cast), cast.daniel)
    session.commit()
    return request


def test_nothing_is_counted_of_documents_before_the_answer(
    browser: Browser, session: Session, cast: Cast, tmp_path: Path
) -> None:
    request = taken(session, cast.amara, cast.helen)
    browser.sign_in(cast.amara)
    where = f"/requests/{request.reference}"
    assert not browser.visit(where).soup.select("section[aria-labelledby=counts]")
    source = a_source(tmp_path)
    source.fill(NOTES)  # type: ignore[arg-type]
    source.connect(session)
    begin(session, request, cast.helen)
    waiting = counts(browser.visit(where))
    assert (waiting["Have answered"], waiting["Still to answer"]) == ("0", "2")
    work(session)
    page = browser.visit(where)
    now = counts(page)
    assert (now["Have answered"], now["Still to answer"]) == ("2", "0")
    assert not [name for name in now if "ocument" in name or "ecord" in name]
    assert "They are counted in the answer." in page.main


@pytest.mark.parametrize(
    ("notes", "neutral", "documents", "reasons"),
    [
        (NOTES, None, "2", 1),
        (NOTES, False, "1", 2),
        (NOTES, True, "1", 1),
        (NOTES[:1], None, "1", 1),
    ],
)
def test_an_answer_counts_what_is_in_it(
    browser: Browser,
    session: Session,
    cast: Cast,
    tmp_path: Path,
    *,
    notes: list[tuple[str, ...]],
    neutral: bool | None,
    documents: str,
    reasons: int,
) -> None:
    request = answered(session, cast, tmp_path, notes, neutral)
    browser.sign_in(cast.amara)
    page = browser.visit(f"/requests/{request.reference}")
    found = counts(page)
    assert found["Documents in your files, each read by an officer"] == documents
    lists = page.soup.select("section[aria-labelledby=counts] .count-list")
    assert len(lists[-1].select(".count-list__row")) == reasons
    assert ("a whole document" in page.main) == (neutral is False)


def test_counts_stay_when_names_are_forgotten(
    browser: Browser, session: Session, cast: Cast, tmp_path: Path
) -> None:
    for number, words in ((1, "Seen on the square."), (2, "Kept back in silence.")):
        mail = message(number, words, To="Amara Okafor <amara.okafor@northfold.example>")
        mail.add_attachment("Monday", filename="rota.txt")
        (tmp_path / f"{number}.eml").write_bytes(mail.as_bytes())
    connectors.connect(session, configured(tmp_path, mail=["*.eml"]))
    request = taken(session, cast.amara, cast.helen)
    gathering = begin(session, request, cast.helen)
    work(session)
    [mail_2] = [one for one in gathered.documents(session, gathering) if one.title == "Number 2"]
    held = Held(Ground.CRIME, None, neutral=True, test="It would warn.", scope="All of it.")
    exempting.exempt(session, mail_2, cast.helen, held, seen=0, form_key=new_id())
    check_all(session, gathering, cast.helen, cover=False)
    write_letter(session, request, cast.helen)
    packed(session, request, cast.helen)
    approve(session, proposed(session, request, cast), cast.daniel)
    session.commit()
    browser.sign_in(cast.amara)
    before = counts(browser.visit(f"/requests/{request.reference}"))
    assert before["Documents in your files, each read by an officer"] == "2"

    with clock.set_to(clock.now() + timedelta(days=91)):
        forgetting.remove_old(session)
    session.commit()
    session.expire_all()

    keys = {one.key for one in gathered.documents(session, gathering)}
    assert len(keys) == 4
    assert all(key.startswith("forgotten ") for key in keys)
    assert counts(browser.visit(f"/requests/{request.reference}")) == before
    told = facts.given_states(session, gathering)
    assert sum(each.held_by is None for each in told) == 2


def test_why_a_source_is_missing_is_told_truly(
    browser: Browser, session: Session, cast: Cast, tmp_path: Path
) -> None:
    request = taken(session, cast.amara, cast.helen)
    source = a_source(tmp_path)
    source.fill(NOTES)  # type: ignore[arg-type]
    source.connect(session)
    gathering = begin(session, request, cast.helen)
    work(session)
    _portal, asked = gathered.sources(session, gathering)
    asked.progress, asked.reason = Progress.MISSING, "It was down."
    session.add_all(
        [
            asked,
            GatheringSource(
                gathering_id=gathering.id,
                name="till",
                title="Till",
                third_parties=True,
                progress=Progress.MISSING,
                reason="This system is not connected.",
                ended_at=asked.ended_at,
            ),
        ]
    )
    session.commit()
    browser.sign_in(cast.amara)
    where = f"/requests/{request.reference}"
    page = browser.visit(where).main
    assert "HR system: It could not answer. An officer looks into it." in page
    assert "Till: It is not connected to this portal." in page
    browser.submit(browser.visit(f"{where}/withdraw"), "Withdraw my request")
    ended = browser.visit(where).main
    assert "HR system: It could not answer." in ended
    assert "An officer looks into it." not in ended
