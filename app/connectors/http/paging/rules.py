"""Where the next page is, and whether we were there before: pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from urllib.parse import urljoin, urlsplit

from app.connectors.http.paging.schemas import ByCursor, ByLink, ByNumber, Paging
from app.connectors.rows.rules import at, label
from app.connectors.schemas import SourceError
from app.core.language import gettext as _
from app.core.outgoing.rules import origin

MOST_PAGES = 10_000  # of one list
LONGEST_HEADER = 8000
_LINK = re.compile(r'<([^<>]*)>((?:[^,"<]|"[^"]*")*)')
_PARAMETER = re.compile(r';\s*([^\s=;,"]+)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]*)))?')


@dataclass(frozen=True)
class Walk:
    """How far a list was walked: pages so far, and what tells a circle (Brent, 1980).

    ``place`` is the cursor, the number or the path of the page to ask for; None: the first.
    ``mark`` is a page that is compared with each of the next ``reach`` ones.
    """

    place: str | None = None
    pages: int = 0
    mark: str = ""
    reach: int = 1
    steps: int = 0


def next_place(
    paging: Paging, asked_url: str, document: object, rows: Sequence[object], link: str
) -> str | None:
    """Where the list goes on; None: nowhere. ``link`` is the Link header. SourceError."""
    if isinstance(paging, ByNumber):
        return "next" if rows else None
    if isinstance(paging, ByCursor):
        return _cursor(at(document, paging.field) if isinstance(document, dict) else None)
    if isinstance(paging, ByLink):
        found = at(document, paging.field) if isinstance(document, dict) else None
        return None if found is None or found == "" else _link(asked_url, found)
    if paging.by == "link-header":
        header = from_header(link)
        return None if header is None else _link(asked_url, header)
    return None


def _cursor(found: object) -> str | None:
    if found is None or found == "":
        return None
    cursor = label(found)
    if not cursor or len(cursor) > 2000:
        raise SourceError(_("The mark of the next page is not one."), again=False)
    return cursor


def _link(asked_url: str, link: object) -> str:
    """Path and query of the next page, if it is on the origin that was asked."""
    if not isinstance(link, str) or not link.isascii() or not link.isprintable() or "\\" in link:
        raise SourceError(_("The link to the next page is not an address."), again=False)
    try:
        onward = urljoin(asked_url, link)
    except ValueError:
        onward = ""
    if origin(onward) is None or origin(onward) != origin(asked_url):
        raise SourceError(
            _("The link to the next page leads to another machine; it was not followed."),
            again=False,
        )
    parts = urlsplit(onward)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def from_header(header: str) -> str | None:
    """The address with the relation ``next`` in a Link header (RFC 8288). SourceError."""
    if len(header) > LONGEST_HEADER:
        raise SourceError(_("The link to the next page is not an address."), again=False)
    for target, parameters in _LINK.findall(header):
        for name, quoted, plain in _PARAMETER.findall(parameters):
            if name.lower() == "rel" and "next" in (quoted or plain).lower().split():
                return str(target)
    return None


def onward(walk: Walk, place: str, tells: str) -> Walk:
    """A page further. SourceError if it was there before, or if it never ends.

    ``tells`` is what a page is known by: its cursor or link, or what stands on it.
    """
    digest = sha256(tells.encode(errors="surrogatepass")).hexdigest()[:32]
    if digest == walk.mark:
        raise SourceError(_("The list goes round in a circle: a page came twice."), again=False)
    if walk.pages + 1 >= MOST_PAGES:
        raise SourceError(_("The list has more pages than can be right."), again=False)
    further = replace(walk, place=place, pages=walk.pages + 1, steps=walk.steps + 1)
    if further.steps >= walk.reach:
        return replace(further, mark=digest, reach=walk.reach * 2, steps=0)
    return further
