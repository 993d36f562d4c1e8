"""Pages: one Jinja environment, strict about names, with what every page needs."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from starlette.responses import HTMLResponse, Response

from app.core.config import settings
from app.core.language import TRANSLATIONS
from app.core.web import dates, flash, places
from app.core.web.assets import asset

TEMPLATES = Path(__file__).parents[3] / "templates"
DEFAULT_ZONE = "Europe/London"


class Viewer(Protocol):
    """What a page needs to know of who is reading it."""

    @property
    def zone(self) -> str: ...
    @property
    def theme(self) -> str: ...
    @property
    def text_size(self) -> str: ...


PageContext = Callable[[Request], dict[str, Any]]


def render(request: Request, template: str, *, status_code: int = 200, **context: Any) -> Response:
    """A whole page. The viewer comes from the request's audience, the rest from the route."""
    response = HTMLResponse(written(request, template, **context), status_code)
    flash.forget(request, response)
    return response


def written(request: Request, template: str, **context: Any) -> str:
    """The page's text, for who does not answer with it as it is."""
    viewer = context.pop("viewer", None) or getattr(request.state, "viewer", None)
    return environment().get_template(template).render(_common(request, viewer) | context)


@lru_cache
def environment() -> Environment:
    """The one environment. Every value is escaped, an unknown name is an error."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        auto_reload=False,
    )
    made.install_gettext_translations(TRANSLATIONS, newstyle=True)  # type: ignore[attr-defined]
    made.globals["asset"] = asset
    made.filters["country"] = places.country
    made.filters["number"] = "{:,}".format
    for function in _DATES:
        made.filters[function.__name__] = _in_viewers_zone(function)
    return made


_DATES = (
    dates.day,
    dates.day_near,
    dates.day_due,
    dates.day_short,
    dates.day_month,
    dates.day_year,
    dates.month,
    dates.month_short,
    dates.clock_time,
    dates.moment_near,
    dates.moment_inside,
    dates.moment_exact,
)


def _in_viewers_zone(function: Callable[..., str]) -> Callable[..., str]:
    @pass_context
    def filtered(context: Context, value: Any) -> str:
        return function(value, context["zone"])

    return filtered


def _common(request: Request, viewer: Viewer | None) -> dict[str, Any]:
    page: dict[str, Any] = {
        "request": request,
        "viewer": viewer,
        "here": request.url.path,
        "organisation": settings().organisation,
        "help_contact": settings().help_contact,
        "speakup": settings().speakup_address,
        "theme": viewer.theme if viewer else "device",
        "text_size": viewer.text_size if viewer else "normal",
        "zone": viewer.zone if viewer else DEFAULT_ZONE,
        "url_for": request.url_for,
        "flash": flash.read(request),
        "navigation": [],
        "unread": 0,
        "log_takes_entries": lambda: True,  # asked by the pages that say so
        "practice_title": lambda _practice: "",  # and so is this
    }
    provide: PageContext | None = getattr(request.app.state, "page_context", None)
    return page | (provide(request) if provide else {})
