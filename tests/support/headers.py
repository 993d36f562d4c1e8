"""Exactly these headers: what stands on every answer, what its kind adds, and nothing else.

Every answer of every test that asks through ``client`` or ``browser`` is held to it.
"""

import re
from http.cookies import SimpleCookie

from httpx2 import Response

FIXED = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
# a file that an officer checks is shown as it is, and nothing in it does anything
COPY = re.compile(r"/desk/requests/[^/]+/documents/\d+/copy|/approvals/[^/]+/files/\d+")
INERT = (
    "default-src 'none'; style-src 'unsafe-inline'; sandbox; form-action 'none'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
HTTPS = {"strict-transport-security": "max-age=31536000"}
# everything a browser could offer and no page of ours uses
OFF = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "clipboard-read",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "gamepad",
    "geolocation",
    "gyroscope",
    "hid",
    "idle-detection",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "otp-credentials",
    "payment",
    "picture-in-picture",
    "publickey-credentials-create",
    "publickey-credentials-get",
    "screen-wake-lock",
    "serial",
    "storage-access",
    "usb",
    "window-management",
    "xr-spatial-tracking",
)
NO_STORE, IMMUTABLE = "no-store", "public, max-age=31536000, immutable"

# what an answer's status adds; one that is not here is no answer of ours. Nothing of ours is
# answered 304: an address of a static file is for one content, all else is kept nowhere
ADDED: dict[int, set[str]] = {
    200: set(),
    201: set(),
    303: {"location"},
    307: {"location"},
    400: set(),
    401: set(),  # how to sign in: below
    403: set(),
    404: set(),
    405: {"allow"},
    408: set(),
    409: set(),
    413: set(),
    415: set(),
    422: set(),
    429: {"retry-after"},
    500: set(),
    503: {"retry-after"},
}
FOR_PROGRAMS = ("/api/", "/metrics")
REFUSES_THERE = "/sign-in/callback"  # whoever is refused there has nowhere to go on to
A_FILE = {"accept-ranges", "etag", "last-modified"}
DOWNLOADS = ("/looked/download", "/choices/receipts/")
PROOF = "/looked/proof/download"
ANSWER = re.compile(r"/requests/[^/]+/download")
COUNTED = "/desk/requests/statistics/download"
INSIGHTS = re.compile(r"/insights/[^/]+/download")
SEAL = "/reps/checkpoints/newest"
PAPERS = re.compile(
    r"/requests/[^/]+/pdf|/desk/requests/[^/]+/((code|delivery)/letter|delivery/paper)"
)
BOUND = {"daylight-by-code": "/requests/by-code"}  # cookies of some pages only
SENT = re.compile(r"/desk/requests/[^/]+/delivery/(file|paper)")  # written while they are sent
TAKEN = "/my-data/downloads"  # a form's answer: a file, written while it is sent
GOES_ON = ("/sign-in/again", "/signed-out")  # these pages may lead to the provider by themselves
# the cookies there are, and which answers may set them
COOKIES = {
    "daylight": ("/sign-in/callback", "/sign-out"),
    "daylight-sign-in": ("/sign-in", "/sign-in/callback"),
    "daylight-signed-out": ("/sign-out", "/signed-out"),
    "daylight-by-code": ("/requests/by-code", "/requests/by-code/closing"),
    "flash": (),  # anywhere: after a change, and on the page that says so
}


def assert_exact(answer: Response) -> None:
    """Raises if a header is missing, has another value, or is one too many."""
    where = f"{answer.request.method} {answer.request.url} {answer.status_code}"
    fixed = FIXED | (HTTPS if _is_secure(answer) else {})
    is_pdf = answer.headers.get("content-type") == "application/pdf"
    if answer.status_code == 200 and not is_pdf and COPY.fullmatch(answer.request.url.path):
        fixed |= {"content-security-policy": INERT}
    for name, value in fixed.items():
        assert answer.headers.get(name) == value, f"{name}: {where}"
    features = answer.headers["permissions-policy"].split(", ")
    assert features == [f"{feature}=()" for feature in OFF]
    assert answer.headers.get("cache-control") == _kept(answer), where
    expected = {*fixed, "permissions-policy", "cache-control"} | _added(answer)
    found = set(answer.headers) - {"set-cookie", "date"}  # the date is the server's
    assert found == expected, f"{sorted(found ^ expected)}: {where}"
    for line in answer.headers.get_list("set-cookie"):
        _assert_own(line, answer)


def _kept(answer: Response) -> str:
    """Nowhere; but what an address with a hash leads to, or a full tile, may be kept for ever."""
    path = answer.request.url.path
    if answer.status_code == 200 and path == "/log/checkpoint":
        return "no-cache"
    is_for_ever = path.startswith(("/static/", "/log/tile/")) and answer.status_code == 200
    return IMMUTABLE if is_for_ever else NO_STORE


def _added(answer: Response) -> set[str]:
    status, path = answer.status_code, answer.request.url.path
    added = ADDED[status] | _described(answer)
    if status == 401 and path != REFUSES_THERE:
        added |= {"www-authenticate" if path.startswith(FOR_PROGRAMS) else "hx-redirect"}
    if status == 200 and path.startswith("/static/") and not path.endswith("/daylight.css"):
        added |= A_FILE
    if path in GOES_ON and "refresh" in answer.headers:
        added |= {"refresh"}
    return added


def _is_zip(answer: Response) -> bool:
    return answer.headers.get("content-type") == "application/zip"


def _described(answer: Response) -> set[str]:
    """What the body is: one that is not written yet has no length."""
    asked = answer.request.url
    if answer.request.method == "POST" and (answer.status_code, asked.path) == (200, TAKEN):
        return {"content-type", "content-disposition"}
    if answer.request.method == "POST" and ANSWER.fullmatch(asked.path) and _is_zip(answer):
        return {"content-type", "content-disposition", "content-length"}
    if (answer.status_code, asked.path) == (200, PROOF):
        return {"content-type", "content-disposition"}
    if SENT.fullmatch(asked.path) and _is_zip(answer):
        return {"content-type", "content-disposition"}
    is_insights = INSIGHTS.fullmatch(asked.path) is not None
    if answer.status_code == 200 and (asked.path in {COUNTED, SEAL} or is_insights):
        return {"content-type", "content-disposition", "content-length"}
    if answer.status_code == 200 and asked.path.startswith(DOWNLOADS) and "format" in asked.params:
        named = {"content-type", "content-disposition"}
        return named if asked.path == "/looked/download" else named | {"content-length"}
    is_paper = answer.headers.get("content-type") == "application/pdf"
    if is_paper and PAPERS.fullmatch(asked.path):
        return {"content-type", "content-disposition", "content-length"}
    if answer.status_code == 200 and re.fullmatch(r"/approvals/[^/]+/files/\d+", asked.path):
        return {"content-type", "content-disposition", "content-length"}
    if answer.headers.get("content-length") == "0":
        return {"content-length"}
    return {"content-length", "content-type"}


def _assert_own(line: str, answer: Response) -> None:
    """A cookie of ours, for this host alone, and for nobody's scripts."""
    ((name, cookie),) = SimpleCookie(line).items()
    secure, path = _is_secure(answer), answer.request.url.path
    plain = re.sub("^__(Host|Secure)-", "", name) if secure else re.sub(r"-[0-9]+$", "", name)
    assert plain != name, f"{name} is not named after its host: {path}"
    whose = re.sub(r"(-sign-in)-.+", r"\1", plain)
    assert path in COOKIES[whose] or not COOKIES[whose], f"{name} from {path}"
    assert cookie["httponly"], line
    assert bool(cookie["secure"]) == secure, line
    assert cookie["samesite"].lower() == "lax", line
    assert name.startswith("__Secure-") == (secure and whose in BOUND), line
    assert (cookie["path"], cookie["domain"]) == (BOUND.get(whose, "/"), ""), line


def _is_secure(answer: Response) -> bool:
    return answer.request.url.scheme == "https"
