"""A connector's file held against the register and the source, and taken in."""

from collections.abc import Sequence

from sqlmodel import Session

from app.connectors import queries, service
from app.connectors.file import rules
from app.connectors.file.rules import Checked, Fault
from app.connectors.heads.schemas import Head
from app.connectors.kinds import KINDS
from app.connectors.models import ConnectorVersion
from app.connectors.schemas import SourceError
from app.core.db.session import reading
from app.core.errors import RejectedError
from app.register import queries as register


class FaultyFileError(RejectedError):
    """The file is refused. ``faults`` names everything that is wrong with it, by line."""

    def __init__(self, faults: list[Fault]) -> None:
        count = len(faults)
        things = "1 fault" if count == 1 else f"{count} faults"
        super().__init__(f"The connector's file has {things}. Mend it and check it again.")
        self.faults = faults


class SourceRefusedError(RejectedError):
    """The file is well, but the source does not answer as it should."""


def checked(raw: bytes) -> Head:
    """Read a file, hold it against the register, and try its source; takes seconds.

    FaultyFileError, SourceRefusedError.
    """
    found = rules.check(raw)
    if found.configuration is not None:
        with reading() as session:
            _check_codes(session, found, found.configuration)
    if found.configuration is None or found.faults:
        raise FaultyFileError(sorted(set(found.faults)))
    _try(found, found.configuration)
    return found.configuration


def take_in(session: Session, configuration: Head) -> tuple[ConnectorVersion, bool]:
    """Connect what was checked, or ask it so from now on; whether anything changed."""
    before = queries.by_name(session, configuration.name)
    if before is None:
        return service.connect(session, configuration), True
    _connected, present = queries.present(session, configuration.name)
    version = service.change(session, configuration)
    return version, version.id != present.id


def _check_codes(session: Session, found: Checked, configuration: Head) -> None:
    practices = {one.id: one for one in register.in_force_now(session).every}

    def categories(names: Sequence[str]) -> set[str]:
        named = [practices[name] for name in names if name in practices]
        return {category.id for one in named for category in one.document.categories}

    rules.check_codes(found, configuration, practices, categories)


def _try(found: Checked, configuration: Head) -> None:
    try:
        KINDS[configuration.kind].connector(configuration).check()
    except SourceError as problem:
        if not problem.faults:
            raise SourceRefusedError(problem.message) from None
        for place, message in problem.faults:
            found.fault(place, message)
        raise FaultyFileError(sorted(set(found.faults))) from None
