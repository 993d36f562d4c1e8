"""When a session is over, and what its cookie is called: values in, values out."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from app.identity.sessions.models import EndReason, PortalSession

IDLE = timedelta(minutes=30)
IDLE_OFFICER = timedelta(minutes=15)
ABSOLUTE = timedelta(hours=8)
TOUCH_EVERY = timedelta(minutes=1)
REST = timedelta(seconds=10)
CLOCK_SLACK = timedelta(seconds=60)

_SAFE = frozenset({"GET", "HEAD"})
_BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"))
_ENGINES = (("Chrome/", "Chrome"), ("Safari/", "Safari"))
_DEVICES = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)


def cookie_name(purpose: str, *, secure: bool, host: str) -> str:
    """``__Host-daylight`` over https; ``daylight-8000`` on loopback.

    Cookies are not separated by port, so that the port in the name keeps two demos in one
    browser apart (SECURITY: Cookies, hosts, headers).
    """
    if secure:
        return f"__Host-{purpose}"
    return f"{purpose}-{host.rpartition(':')[2]}"


def why_over(session: PortalSession, *, officer: bool, now: datetime) -> EndReason | None:
    """Why a session that nobody ended is over at ``now``, or None while it lives.

    A session that would begin in the future is over too: a clock that was set back must
    not lengthen it.
    """
    if now - session.started_at > ABSOLUTE or session.started_at > now + CLOCK_SLACK:
        return EndReason.TOO_OLD
    if now - session.seen_at > (IDLE_OFFICER if officer else IDLE):
        return EndReason.IDLE
    return None


def is_navigation(headers: Mapping[str, str]) -> bool:
    """Whether a person moved to a page, rather than a script or an image asking by itself."""
    return headers.get("sec-fetch-mode", "navigate") == "navigate"


def is_reading(method: str) -> bool:
    """Whether the request's own transaction may not write."""
    return method in _SAFE


def due_for_touch(session: PortalSession, now: datetime) -> bool:
    return now - session.seen_at >= TOUCH_EVERY


def user_agent_family(user_agent: str) -> str:
    """“Firefox on Windows”: enough to recognise one's own browser, too little to track it."""
    browser = next((name for mark, name in _BROWSERS + _ENGINES if mark in user_agent), "")
    device = next((name for mark, name in _DEVICES if mark in user_agent), "")
    return " on ".join(part for part in (browser or "A browser", device) if part)
