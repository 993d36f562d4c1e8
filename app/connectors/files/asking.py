"""A folder that is searched for one person, for one portion at a time."""

import os
from collections.abc import Sequence
from functools import partial

from app.connectors.files import rules, searching, walking
from app.connectors.files.folder import UnreadError, opened
from app.connectors.files.mail.reading import NoMailboxError, letters
from app.connectors.files.rules import Place, Sought, Spot, Taken, shown
from app.connectors.files.schemas import Configuration
from app.connectors.files.searching import Open, Search
from app.connectors.files.sheets import reading as sheets
from app.connectors.schemas import Asked, Portion, Records, SourceError, Table
from app.core.language import gettext as _


class Files:
    """Tables, mailboxes and documents in a folder."""

    def __init__(self, configuration: Configuration) -> None:
        root = os.path.realpath(configuration.root)
        self._given = configuration.model_copy(update={"root": root})

    @property
    def tables(self) -> Sequence[Table]:
        return [sheet.words for sheet in self._given.tables]

    @property
    def terms_used(self) -> Sequence[str]:
        used = [_("employee number")]
        if self._given.mail or self._given.papers:
            used.append(_("names and e-mail addresses"))
        return used

    def check(self) -> None:
        """Look for a file of every pattern, and at the beginning of tables and mailboxes."""
        names = walking.found(self._given)
        for pattern in walking.unmatched(self._given, names):
            words = _("No file in the folder is called “%(pattern)s”.")
            raise SourceError(words % {"pattern": pattern}, again=False)
        for part, files in enumerate(names.parts):
            for name in files:
                self._look_at(part, name)

    def _look_at(self, part: int, name: str) -> None:
        try:
            with opened(self._given.root, name) as file:
                if part < len(self._given.tables):
                    next(sheets.rows(file, name, self._given.tables[part], Spot()), None)
                elif part == len(self._given.tables) and not name.lower().endswith(".eml"):
                    next(letters(file, 0, 2**20), None)
        except UnreadError as unread:
            raise SourceError(unread.message, again=False) from unread
        except NoMailboxError as wrong:
            words = _("“%(name)s” is not a mailbox.")
            raise SourceError(words % {"name": shown(name)}, again=False) from wrong

    def portion(self, asked: Asked, after: str | None) -> Portion:
        start, taken = rules.place(after), Taken()
        names = walking.found(self._given)
        if not names.has(start):
            words = _("“%(name)s” is not there any more. Search again.")
            raise SourceError(words % {"name": shown(start.name)}, again=False)
        further: Place | None = None
        for place in names.from_place(start):
            if taken.is_enough:
                further = place
                break
            spot = self._searched(place, asked, taken)
            if spot is not None:
                further = Place(place.part, place.name, spot)
                break
        if further is None:
            taken.skipped.extend(names.untold)
        return Portion(
            records=[Records(name, rows, taken.keys[name]) for name, rows in taken.rows.items()],
            documents=taken.documents,
            after=None if further is None else rules.written(further),
            skipped=taken.skipped,
        )

    def _searched(self, place: Place, asked: Asked, taken: Taken) -> Spot | None:
        try:
            with opened(self._given.root, place.name) as file:
                open_ = Open(file, place.name, place.spot, taken)
                search, is_mail = self._search(place.part, asked)
                return searching.searched(open_, search, may_grow=is_mail)
        except UnreadError as unread:
            if place.spot.stamp is not None:
                raise SourceError(unread.message, again=False) from unread
            taken.skipped.append(unread.message)
            return None
        except OSError as failed:
            words = _("“%(name)s” could not be read to its end.")
            raise SourceError(words % {"name": shown(place.name)}) from failed

    def _search(self, part: int, asked: Asked) -> tuple[Search, bool]:
        tables = self._given.tables
        if part < len(tables):
            return partial(searching.sheet, sheet=tables[part], asked=asked), False
        sought = Sought(asked)
        if part == len(tables):
            return partial(searching.mails, sought=sought, asked=asked), True
        return partial(searching.paper, sought=sought), False
