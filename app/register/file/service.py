"""Taking in a register file: all of it, or nothing and every fault by its place."""

from dataclasses import dataclass

from sqlmodel import Session

from app.core.errors import RejectedError
from app.identity.establishments import queries as establishments
from app.identity.establishments import service as establishment_service
from app.identity.establishments.models import Establishment
from app.register import queries, service
from app.register.file import rules
from app.register.file.notation.rules import Fault, read
from app.register.file.rules import Checked, Entry
from app.register.file.schemas import PUBLISHED, EstablishmentEntry, FileState
from app.register.in_force.rules import Version
from app.register.models import Origin, Stage
from app.register.schemas import PracticeDocument, VersionNote, canonical, digest


class FaultyFileError(RejectedError):
    """The file is refused. ``faults`` names everything that is wrong with it, by line."""

    def __init__(self, faults: list[Fault]) -> None:
        count = len(faults)
        things = "1 fault" if count == 1 else f"{count} faults"
        super().__init__(f"The register file has {things}. Nothing was imported.")
        self.faults = faults


@dataclass
class Imported:
    """What an import did: numbers of practices, and of establishments new or changed."""

    published: int = 0
    drafts: int = 0
    unchanged: int = 0
    establishments: int = 0


def take_in(session: Session, raw: bytes) -> Imported:
    """Take in a register file. Raises FaultyFileError and changes nothing if it has a fault.

    Into an empty register it publishes; afterwards it makes drafts of what differs
    (SECURITY.md, Setting up). Establishments are facts, not promises: they change at once.
    """
    checked = _checked(session, raw)
    imported = Imported()
    for establishment in checked.establishments:
        imported.establishments += _put(session, establishment)
    if queries.is_empty(session):
        service.publish_front(session, checked.front)
        for entry in checked.entries:
            _publish(session, entry, imported)
    else:
        _draft_front(session, checked, imported)
        for entry in checked.entries:
            _draft(session, entry, imported)
    return imported


def _checked(session: Session, raw: bytes) -> Checked:
    content = read(raw)
    checked = rules.check(content, establishments.jurisdictions(session))
    versions = queries.histories(session).versions
    endings = queries.histories(session).endings
    for entry in checked.entries if versions else ():
        if entry.state is FileState.ENDED and not endings.get(entry.document.id):
            message = "cannot be ended by an import once the register is published"
            checked.faults.append(content.fault((*entry.place, "state"), message))
    if checked.faults:
        raise FaultyFileError(sorted(checked.faults))
    return checked


def _put(session: Session, entry: EstablishmentEntry) -> int:
    """Put an establishment; 1 if that changed anything."""
    described = entry.model_dump(exclude={"id"})
    known = session.get(Establishment, entry.id)
    if known and all(getattr(known, name) == value for name, value in described.items()):
        return 0
    establishment_service.put(session, code=entry.id, **described)
    return 1


def _publish(session: Session, entry: Entry, imported: Imported) -> None:
    if entry.state not in PUBLISHED or entry.version is None:
        service.draft(session, entry.document.id, entry.document, entry.version, _stage(entry))
        imported.drafts += 1
        return
    for note, document in entry.history:
        service.publish(session, document, note, Origin.SET_UP, past=True)
    over = entry.state is FileState.ENDED
    service.publish(session, entry.document, entry.version, Origin.SET_UP, past=over)
    ended = (entry.whole.ended,) if entry.whole.ended else ()
    for ending in (*entry.whole.earlier_endings, *ended):
        service.end(session, entry.document.id, ending, Origin.SET_UP)
    imported.published += 1
    _propose(session, entry, imported)


def _draft(session: Session, entry: Entry, imported: Imported) -> None:
    """Draft what differs from what was published last and from what is drafted already."""
    words = digest(canonical(entry.document))
    published = _newest(session, entry.document.id)
    if published is None or published.digest != words:
        _keep(session, entry.document, entry.version, _stage(entry), imported)
    elif entry.proposed is not None:
        _propose(session, entry, imported)
    else:
        imported.unchanged += 1


def _propose(session: Session, entry: Entry, imported: Imported) -> None:
    if entry.proposed is not None and entry.whole.proposed is not None:
        offered = entry.whole.proposed
        _keep(session, entry.proposed, offered.version, offered.stage, imported)


def _keep(
    session: Session,
    document: PracticeDocument,
    note: VersionNote | None,
    stage: Stage,
    imported: Imported,
) -> None:
    opened = queries.open_draft(session, document.id)
    if opened is not None and opened.digest == digest(canonical(document)):
        imported.unchanged += 1
        return
    service.draft(session, document.id, document, note, stage)
    imported.drafts += 1


def _draft_front(session: Session, checked: Checked, imported: Imported) -> None:
    front, words = queries.histories(session).front, digest(canonical(checked.front))
    drafted = queries.open_draft(session, "")
    known = {digest(canonical(front))} if front else set()
    known |= {drafted.digest} if drafted else set()
    if words not in known:
        service.draft(session, "", checked.front)
        imported.drafts += 1


def _newest(session: Session, practice_id: str) -> Version | None:
    versions = queries.histories(session).versions.get(practice_id, ())
    return max(versions, key=lambda version: version.order[1:], default=None)


def _stage(entry: Entry) -> Stage:
    """The stage of a draft; what says it is in use begins as a draft like any other."""
    return Stage.DRAFT if entry.state in PUBLISHED else Stage(entry.state.value)
