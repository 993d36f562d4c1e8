"""Another site's link writes nothing in the log in anybody's name."""

import pytest
from sqlmodel import Session

from app.access_log import queries as log
from app.access_log.checkpoints import service as signing
from app.core.db.session import reading
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.looks import a_register

CROSSED = {"sec-fetch-site": "cross-site"}
OURS = {"sec-fetch-site": "same-origin"}


def _entries() -> int:
    with reading() as session:
        return log.size(session)


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("helen", "/desk/looks/new?person=E1003&purpose=answer-question&ticket=HR-1"),
        ("amara", "/looked/download?format=json"),
        ("amara", "/looked/proof/download"),
    ],
)
def test_a_link_of_another_site_writes_nothing_until_she_goes_on(
    browser: Browser, session: Session, cast: Cast, who: str, path: str
) -> None:
    a_register(session)
    session.commit()
    with reading() as other:
        signing.key(other)
    browser.sign_in(getattr(cast, who))
    browser.get("/looked/download?format=json")  # so that there is something to prove
    signing.publish()
    before = _entries()

    page = browser.ask("GET", path, 403, headers=CROSSED)
    assert page.heading == "Another site sent you here"
    assert _entries() == before
    (link,) = [str(a["href"]) for a in page.soup.select("main a") if a.get_text() == "Go on"]
    assert link == path

    assert browser.client.get(link, headers=OURS).status_code == 200
    assert _entries() > before  # the look itself, and what the proof seals
    assert browser.client.get(link, headers={"sec-fetch-site": "none"}).status_code == 200
