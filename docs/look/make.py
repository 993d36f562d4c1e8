"""Put our pages beside the screens they were designed from, and save the pairs in this folder.

Start a demo first, then run by hand from the project's folder:

    daylight demo --fresh --port 8200 --now 2026-11-20T09:30:00Z
    python -m docs.look.make SCREENS http://127.0.0.1:8200 [NAME …]

SCREENS is the folder of the intended screens (``home-desktop-light.png`` and so on). A screen
that was never drawn, such as a dark phone, has the drawn light one beside it. With names only
those pairs are made. The pages of an answer are taken while it is made, so that a demo can show
them once.
"""

import base64
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import which

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.support import answer_steps as steps

HERE = Path(__file__).parent
WIDTHS = {"desktop": 1280, "mobile": 390}
SHOWN = {"desktop": 760, "mobile": 390}  # how wide each half of a pair is
TALLEST = {"desktop": 1400, "mobile": 1000}  # and how much of its height is kept
QUALITY = 0.72
OFFICER, EMPLOYEE, SECOND = "E1005", "E1001", "E1006"
# the employee's request bears no name in a queue until an officer has opened it, but a day
QUEUE, DUE = "/desk/requests?view=mine", "Fri 4 Dec"


@dataclass(frozen=True)
class Pair:
    """One of our pages and the screen it is compared with.

    ``row`` is followed from the page at ``path``: a link in the row that has these words.
    ``look`` opens a look first.
    """

    name: str
    who: str
    path: str
    screen: str
    row: str = ""
    look: bool = False


PAIRS = (
    Pair("home", EMPLOYEE, "/", "home"),
    Pair("who-looked", EMPLOYEE, "/looked", "who-looked"),
    Pair("practice", EMPLOYEE, "/collected/location-in-the-field-app", "practice"),
    Pair("request", EMPLOYEE, "/requests", "request", row="A copy of your data"),
    Pair("case", OFFICER, QUEUE, "case", row=DUE),
    Pair("queue", OFFICER, QUEUE, "queue"),
    Pair(
        "officer",
        OFFICER,
        "/desk/looks/new?person=E1002&purpose=check-register&ticket=Q-17",
        "case",
        look=True,
    ),
)
# Draw both halves on one canvas: the screen on the left, ours on the right.
JOIN = """async ([left, right, width, tallest, quality]) => {
  const load = source => new Promise((done, failed) => {
    const image = new Image();
    image.onload = () => done(image);
    image.onerror = failed;
    image.src = source;
  });
  const halves = await Promise.all([left, right].map(load));
  const heights = halves.map(half => Math.min(tallest, half.height * width / half.width));
  const canvas = document.createElement('canvas');
  canvas.width = 2 * width + 16;
  canvas.height = Math.max(...heights);
  const pen = canvas.getContext('2d');
  pen.fillStyle = '#888888';
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.imageSmoothingQuality = 'high';
  halves.forEach((half, at) => {
    const kept = heights[at] * half.width / width;
    pen.drawImage(half, 0, 0, half.width, kept, at * (width + 16), 0, width, heights[at]);
  });
  return canvas.toDataURL('image/webp', quality);
}"""


def main(screens: Path, address: str, names: list[str]) -> None:
    """Make every pair, or those with these names, and the picture for the README."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for pair in _pairs(browser, address):
            for size in WIDTHS if not names or pair.name in names else ():
                for scheme in ("light", "dark"):
                    _make(browser, pair, size, scheme, screens, address)
        browser.close()


def _pairs(browser: Browser, address: str) -> Iterator[Pair]:
    """Each when its page can be shown: those of an answer while it is made, step by step."""
    yield from PAIRS
    officer, second = _window(browser, address, OFFICER), _window(browser, address, SECOND)
    officer.goto(QUEUE)
    row = officer.locator("main tr").filter(has_text=DUE)
    url = row.get_by_role("link").first.get_attribute("href") or ""
    reference = url.rpartition("/")[2]
    desk = f"/desk/requests/{reference}"
    steps.gathers(officer, reference)
    yield Pair("document", OFFICER, f"{desk}/documents/1", "case")
    steps.covers(officer, reference)
    yield Pair("letter", OFFICER, f"{desk}/release/letter", "case")
    steps.writes(officer, reference)
    steps.packs(officer, reference)
    yield Pair("release", OFFICER, f"{desk}/release", "case")
    approval = steps.asks_for_approval(officer, reference, "Daniel Osei")
    yield Pair("approval", SECOND, f"/approvals/{approval}/decision", "case")
    steps.approves(second, approval)
    yield Pair("download", EMPLOYEE, f"/requests/{reference}/download", "request")


def _window(browser: Browser, address: str, who: str) -> Page:
    page = _context(browser, address, "desktop", "light").new_page()
    page.goto(f"/sign-in?login_hint={who}")
    return page


def _context(browser: Browser, address: str, size: str, scheme: str) -> BrowserContext:
    return browser.new_context(
        base_url=address,
        viewport={"width": WIDTHS[size], "height": 844 if size == "mobile" else 900},
        color_scheme=scheme,  # type: ignore[arg-type]
        reduced_motion="reduce",
        locale="en-GB",
        timezone_id="Europe/London",
    )


def _make(  # noqa: PLR0917 - all that makes a picture
    browser: Browser, pair: Pair, size: str, scheme: str, screens: Path, address: str
) -> None:
    context = _context(browser, address, size, scheme)
    page = context.new_page()
    page.goto(f"/sign-in?login_hint={pair.who}")
    page.goto(pair.path)
    if pair.row:
        row = page.locator("main li, main tr").filter(has_text=pair.row)
        page.goto(row.get_by_role("link").first.get_attribute("href") or "")
    if pair.look:
        page.get_by_role("button", name="Write this and look").click()
        page.wait_for_url("**/desk/looks/*")
    ours = page.screenshot(full_page=True)
    if (pair.name, size, scheme) == ("home", "desktop", "light"):
        (HERE / "home-desktop-light.png").write_bytes(page.screenshot())
    drawn = screens / f"{pair.screen}-{size}-{scheme}.png"
    if not drawn.exists():
        drawn = screens / f"{pair.screen}-{size}-light.png"
    target = HERE / f"{pair.name}-{size}-{scheme}.webp"
    target.write_bytes(_joined(page, drawn.read_bytes(), ours, size))
    sys.stdout.write(f"{target.name}: {target.stat().st_size // 1024} kB\n")
    context.close()


def _joined(page: Page, left: bytes, right: bytes, size: str) -> bytes:
    page.goto("about:blank")
    halves = [f"data:image/png;base64,{base64.b64encode(half).decode()}" for half in (left, right)]
    told: str = page.evaluate(JOIN, [*halves, SHOWN[size], TALLEST[size], QUALITY])
    return base64.b64decode(told.partition(",")[2])


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3:])
