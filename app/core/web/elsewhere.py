"""Links of other sites to addresses at which a mere look is written in the access log."""

from typing import Annotated

from fastapi import Depends, Request


class FromElsewhereError(Exception):
    """Another site's link leads to an address that writes down who opened it."""


def from_here(request: Request) -> None:
    """Raises FromElsewhereError for a navigation that another site began."""
    if request.headers.get("sec-fetch-site") == "cross-site":
        raise FromElsewhereError


FromHere = Annotated[None, Depends(from_here)]
