"""Whether the database can be used as it stands: reached, and at the newest revision."""

from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from app.core.db import dialects, migrations
from app.core.errors import UnavailableError


class NotMigratedError(UnavailableError):
    def __init__(self) -> None:
        super().__init__("The database is not at the newest revision. Run daylight migrate.")


class UnreachableError(UnavailableError):
    """For operators alone: it names the host and, without the password, what the driver said."""

    def __init__(self, engine: Engine, why: DBAPIError) -> None:
        url = engine.url
        where = f"at {url.host}" if url.host else f"in {url.database}"
        reason = " ".join(str(why.orig).splitlines()[:1])
        if url.password:
            reason = reason.replace(str(url.password), "…")
        super().__init__(f"The database {where} cannot be reached: {reason}.")


def require(engine: Engine) -> None:
    """Raise NotMigratedError or UnreachableError unless the database is ready for use."""
    if dialects.name(engine) == "sqlite" and not Path(engine.url.database or "").exists():
        raise NotMigratedError
    try:
        there = migrations.at_head(engine)
    except DBAPIError as away:
        raise UnreachableError(engine, away) from away
    if not there:
        raise NotMigratedError
