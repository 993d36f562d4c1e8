"""An officer sends an approved answer as a locked file; whose it is reads where it went."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyzipper
from playwright.sync_api import expect
from sqlmodel import Session

from app.core.db.base import new_id
from app.subject_requests import queries as requests
from app.subject_requests.handling import service as handling
from app.subject_requests.models import Delivery
from app.subject_requests.on_behalf import service as on_behalf
from tests.support.answers import a_source, prepared, released
from tests.support.cast import Cast
from tests.support.live import Tab
from tests.support.on_behalf import for_somebody
from tests.support.requests import approve, propose


def _readable_by_everybody(tab: Tab) -> None:
    for width in (1280, 390, 320):
        tab.page.set_viewport_size({"width": width, "height": 900})
        for scheme in ("light", "dark"):
            tab.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            tab.assert_accessible()
            tab.assert_fits()


def test_a_locked_file_is_taken_sent_and_told_of(
    open_tab: Callable[..., Tab], session: Session, cast: Cast, tmp_path: Path
) -> None:
    source = a_source(tmp_path)
    source.connect(session)
    before = prepared(session, cast, source)[0].reference
    request = released(session, cast, source, Delivery.ARCHIVE)
    reference, day = request.reference, requests.today(request.jurisdiction).isoformat()
    session.commit()
    tab = open_tab()
    tab.sign_in(cast.helen)
    page = tab.page
    tab.go(f"/desk/requests/{before}/searches")
    _readable_by_everybody(tab)
    tab.go(f"/desk/requests/{reference}")
    page.get_by_role("link", name="Send it").click()
    _readable_by_everybody(tab)

    page.get_by_role("button", name="Make the code and the file").click()
    code = page.locator(".note strong.reference").inner_text()
    _readable_by_everybody(tab)
    with page.expect_download() as coming:
        page.get_by_role("button", name="Take the locked file").click()
    with pyzipper.AESZipFile(coming.value.path()) as archive:
        archive.setpassword(code.encode())
        inside = archive.read(archive.namelist()[0])
    assert "index.html" in zipfile.ZipFile(io.BytesIO(inside)).namelist()

    page.get_by_label("On which day?").fill(day)
    page.locator("label[for=way]").click()
    page.get_by_label("Where to?").fill("12 Mill Lane, Leeds")
    page.get_by_label("Why there").fill("She wrote it in a letter.")
    page.get_by_text("Read out on the phone").click()
    page.get_by_label("Where did the code go?").fill("0113 496 0000")
    page.get_by_role("button", name="It was sent").click()
    expect(page.get_by_text("The answer is given")).to_be_visible()
    tab.go(f"/desk/requests/{reference}/delivery")
    expect(page.get_by_text("If it was lost")).to_be_visible()
    _readable_by_everybody(tab)

    shared = for_somebody(session, cast.ewan, cast.amara)
    handling.take(session, shared, cast.helen)
    approve(session, propose(session, shared, cast.helen, cast.daniel), cast.daniel)
    on_behalf.share(session, shared, cast.amara, form_key=new_id())
    answered = shared.reference
    session.commit()
    his = open_tab()
    his.sign_in(cast.ewan)
    his.go(f"/reps/requests/{answered}")
    _readable_by_everybody(his)

    hers = open_tab()
    hers.sign_in(cast.amara)
    hers.go(f"/requests/{reference}")
    expect(hers.page.get_by_text("It opens with a code, which went on the phone")).to_be_visible()
    _readable_by_everybody(hers)
