"""Where a sign-in may lead, what its answer must look like, when it is fresh enough."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from app.identity.openid.errors import AttemptError

ATTEMPT_SECONDS = 600
CLOCK_SLACK = 60
ATTEMPTS_AT_ONCE = 6
STEP_UP_OPENS = timedelta(minutes=5)
STEP_UP_ACCEPTS = timedelta(minutes=15)
LEEWAY = timedelta(seconds=60)
LONGEST_PATH = 2000
_NEVER_NEXT = ("/sign-in", "/sign-out", "/signed-out", "/api/")


def local_path(wanted: str) -> str:
    """``wanted`` if it is a path of this portal that a person may be led to, else ``/``.

    Browsers read ``//host``, ``/\\host`` and control characters in ways of their own.
    """
    odd = any(ord(character) <= 0x20 or character in "\\\x7f" for character in wanted)
    if odd or not wanted.startswith("/") or wanted.startswith("//") or len(wanted) > LONGEST_PATH:
        return "/"
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return "/"
    if parts.scheme or parts.netloc or parts.path.startswith(_NEVER_NEXT):
        return "/"
    return wanted


def answer(pairs: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """The provider's answer in the callback's query: no parameter twice, one outcome.

    RFC 6749 §3.1 forbids repeated parameters; a reader could take the other one.
    """
    found: dict[str, str] = {}
    for name, value in pairs:
        if name in found:
            raise AttemptError("response_repeated", name[:40])
        found[name] = value
    if ("code" in found) == ("error" in found):
        raise AttemptError("response_shape")
    if not 20 <= len(found.get("state", "")) <= 100 or not found["state"].isascii():
        raise AttemptError("response_state")
    return found


def is_fresh(auth_time: datetime | None, now: datetime, within: timedelta) -> bool:
    """Whether the person proved who she is recently enough; not known means no.

    A provider's clock may be a little ahead of ours; a proof from further in the future is none.
    """
    return auth_time is not None and -LEEWAY <= now - auth_time <= within
