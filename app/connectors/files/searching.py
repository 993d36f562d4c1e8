"""One file searched for a person: its rows, its messages, or itself."""

from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import BinaryIO

from app.connectors.files import rules
from app.connectors.files.folder import stamp
from app.connectors.files.mail import reading as mailbox
from app.connectors.files.mail import rules as mail
from app.connectors.files.papers import rules as papers
from app.connectors.files.rules import LARGEST, Sought, Spot, Taken, shown
from app.connectors.files.schemas import Sheet
from app.connectors.files.sheets import reading as sheets
from app.connectors.rows.rules import at, document, is_asked_for, key, label, moment, values
from app.connectors.schemas import Asked, Document, DocumentKind, SourceError
from app.core.language import gettext as _

PDF_COSTS = 16  # reading a byte of a document takes as long as so many of a mailbox

Search = Callable[["Open"], Iterator[Spot]]


class Open:
    """A file that is searched, and what is taken from it."""

    def __init__(self, file: BinaryIO, name: str, spot: Spot, taken: Taken) -> None:
        self.file, self.name, self.spot, self.taken = file, name, spot, taken
        self.stamp = stamp(file)

    def skip(self, words: str, **more: object) -> None:
        self.taken.skipped.append(words % {"name": shown(self.name), **more})


def searched(open_: Open, search: Search, *, may_grow: bool) -> Spot | None:
    """Search a file until it ends or the portion is enough. None: it was searched to its end.

    SourceError if it was changed since the search of it began.
    """
    _is_the_same(open_, may_grow=may_grow)
    stopped: Spot | None = None
    for spot in search(open_):
        if open_.taken.is_enough:
            stopped = spot
            break
    if stamp(open_.file) != open_.stamp:
        words = _("“%(name)s” was changed while it was read.")
        raise SourceError(words % {"name": shown(open_.name)})
    if stopped is None:
        return None
    size = open_.spot.stamp.size if open_.spot.stamp else open_.stamp.size
    kept = rules.Stamp(size, open_.stamp.changed, open_.stamp.number)
    return Spot(stopped.offset, stopped.row, _before(open_.file, stopped.offset), kept)


def _is_the_same(open_: Open, *, may_grow: bool) -> None:
    before, now = open_.spot.stamp, open_.stamp
    if before is None:
        return
    same = now.goes_on_from(before) if may_grow else now == before
    if not same or _before(open_.file, open_.spot.offset) != open_.spot.before:
        words = _("“%(name)s” was changed between two parts of the search. Search again.")
        raise SourceError(words % {"name": shown(open_.name)}, again=False)


def _before(file: BinaryIO, offset: int) -> str:
    """A digest of the last bytes before an offset."""
    start = max(offset - 256, 0)
    file.seek(start)
    return sha256(file.read(offset - start)).hexdigest()[:32]


def sheet(open_: Open, sheet: Sheet, asked: Asked) -> Iterator[Spot]:
    """The rows with her employee id, of the days asked for."""
    last = open_.spot.offset
    for row, after in sheets.rows(open_.file, open_.name, sheet, open_.spot):
        open_.taken.read += after.offset - last
        last = after.offset
        if isinstance(row, str):
            open_.taken.skipped.append(row)
        elif label(at(row, sheet.person_field)).strip() == asked.employee_id:
            _take(row, sheet, asked, open_.taken)
        yield after


def _take(row: dict[str, object], sheet: Sheet, asked: Asked, taken: Taken) -> None:
    when = moment(at(row, sheet.at_field), asked.time_zone) if sheet.at_field else None
    if not is_asked_for(when, asked):
        return
    if sheet.names_others:
        taken.give(document(row, sheet, when))
        return
    own = key(row, sheet)
    given = values(row, sheet)
    taken.rows.setdefault(sheet.name, []).append(given)
    taken.keys.setdefault(sheet.name, []).append(own)
    taken.size += sum(len(str(value)) for value in given.values())


def mails(open_: Open, sought: Sought, asked: Asked) -> Iterator[Spot]:
    """The messages in which she takes part or is mentioned, of the days asked for."""
    size = open_.spot.stamp.size if open_.spot.stamp else open_.stamp.size
    if open_.name.lower().endswith(".eml"):
        yield from _one_message(open_, sought, asked)
        return
    try:
        for letter in mailbox.letters(open_.file, open_.spot.offset, size):
            open_.taken.read += letter.end - letter.start
            _message(open_, letter.raw, letter.start, sought, asked)
            yield Spot(letter.end)
    except mailbox.NoMailboxError:
        open_.skip(_("“%(name)s” is not a mailbox and was not searched."))


def _one_message(open_: Open, sought: Sought, asked: Asked) -> Iterator[Spot]:
    if open_.spot.stamp is not None:
        return
    open_.file.seek(0)
    raw = open_.file.read(LARGEST + 1)
    open_.taken.read += len(raw)
    _message(open_, raw if len(raw) <= LARGEST else None, 0, sought, asked)
    yield Spot(open_.stamp.size)


def _message(open_: Open, raw: bytes | None, start: int, sought: Sought, asked: Asked) -> None:
    if raw is None:
        words = _("A message in “%(name)s” at byte %(start)s is larger than 25 MiB.")
        open_.skip(words, start=start)
        return
    try:
        message = mail.parsed(raw)
        hers = mail.mentions(message, sought)
    except ValueError:
        message, hers = None, sought.is_in(raw.decode("latin-1"))
        if not hers:
            words = _("A message in “%(name)s” at byte %(start)s could not be read.")
            open_.skip(words, start=start)
    if hers and is_asked_for(None if message is None else mail.moment(message), asked):
        open_.taken.give(mail.document(raw, message))


def paper(open_: Open, sought: Sought) -> Iterator[Spot]:
    """The document, if it or its name mentions her, whatever its day."""
    if open_.spot.stamp is not None:
        return
    open_.file.seek(0)
    content = open_.file.read(LARGEST + 1)
    open_.taken.read += len(content) * PDF_COSTS
    named = sought.is_in_name(shown(open_.name))
    if len(content) > LARGEST:
        open_.skip(_("“%(name)s” is larger than 25 MiB and was not searched."))
        return
    read = papers.read(content)
    hers = named or sought.is_in(read.text)
    if read.unread and not (hers and read.text.strip()):
        open_.skip(read.unread)
    if hers and read.media_type:
        open_.taken.give(_paper(open_.name, content, read))
    yield Spot(open_.stamp.size)


def _paper(name: str, content: bytes, read: papers.Read) -> Document:
    is_pdf = read.media_type == "application/pdf"
    return Document(
        key=rules.key(name),
        kind=DocumentKind.PDF if is_pdf else DocumentKind.TEXT,
        title=shown(name.rpartition("/")[2]),
        media_type=read.media_type,
        content=content,
    )
