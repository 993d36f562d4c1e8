"""What each row of the log must be, recomputed from what it says; no database, no clock."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from app.access_log.checkpoints.models import PublishedCheckpoint
from app.access_log.rules import month_of
from app.access_log.tree.rules import End, FullTile, grow, split
from app.core.crypto import merkle, notes, tiles
from app.core.crypto.checkpoints import Checkpoint, parse_checkpoint
from app.core.crypto.merkle import leaf_hash


class Verdict(NamedTuple):
    """Whether the log is what was signed; if not, the first position that shows it, and why."""

    size: int
    first_bad: int | None = None
    why: str = ""

    @property
    def ok(self) -> bool:
        return not self.why


class BadEntryError(Exception):
    """The log is not what it was. ``first_bad`` is the first position where that shows."""

    def __init__(self, first_bad: int, why: str) -> None:
        super().__init__(why)
        self.first_bad, self.why = first_bad, why


class Age:
    """How old entries are that say nothing any more, by the dated statements they stand between.

    No leaf commits to an entry's month: where it is emptied, whoever makes it older could have it
    deleted as if its time were over. An entry may be added a day after it was prepared, and one
    statement may be of a clock that was wrong, but not the one before and the one behind.
    """

    LATE = timedelta(days=1)

    def __init__(self) -> None:
        self._since = 0
        self._doubtful: list[tuple[int, int]] = []

    def add(self, seq: int, month: int) -> None:
        """The next one that is emptied, said to be of a month (YYYYMM)."""
        if month < self._since:
            self._doubtful.append((seq, month))

    def stated(self, at: datetime) -> None:
        """A statement of this moment stands here. Raises BadEntryError."""
        self._since = month_of(at - self.LATE)
        for seq, month in self._doubtful:
            if month < self._since:
                raise BadEntryError(seq, "it was deleted, and is not as old as is said")
        self._doubtful.clear()


class Rebuilding:
    """Makes the tree again, leaf by leaf, and holds it against the one that is stored."""

    def __init__(self, ends: Mapping[int, End]) -> None:
        """``ends`` are those of the tree over what was found sound before; empty at the start."""
        self._ends = dict(ends)

    def add(self, leaves: Iterable[bytes], stored: tiles.Fetch) -> None:
        """The next leaves. Raises BadEntryError for the first that the stored tree lacks."""
        growth = grow(self._ends, map(leaf_hash, leaves))
        for tile in growth.full:
            _compare(tile, stored)
        self._ends |= growth.ends

    def finish(self, stored: tiles.Fetch) -> None:
        """Compare what fills no tile. Raises BadEntryError."""
        for level, end in sorted(self._ends.items()):
            _compare(FullTile(level, *end), stored)


def _compare(tile: FullTile, fetch: tiles.Fetch) -> None:
    stored = bytes(fetch(tile.level, tile.number))[: len(tile.hashes)]
    if stored == tile.hashes:
        return
    here, there = split(tile.hashes), split(stored)
    at = next(
        (at for at, (ours, theirs) in enumerate(zip(here, there, strict=False)) if ours != theirs),
        min(len(here), len(there)),
    )
    position = (tile.number * tiles.WIDTH + at) << tiles.HEIGHT * tile.level
    raise BadEntryError(position, f"the tree's level {tile.level} does not hold this")


def check_checkpoint(
    published: PublishedCheckpoint, key: notes.Key, node: merkle.Node, since: int
) -> None:
    """Hold a checkpoint against the tree. Raises BadEntryError.

    ``since`` is the size of the last one that was true: what is wrong came after that.
    """
    said = _said(published)
    if said != Checkpoint(key.name, published.size, published.root):
        raise BadEntryError(
            since, f"the checkpoint of {published.size} entries says something else"
        )
    check_root(said, node, since)


def check_root(said: Checkpoint, node: merkle.Node, since: int) -> None:
    """The tree must have had this root at this size. Raises BadEntryError."""
    if merkle.root(node, said.size) != said.root:
        raise BadEntryError(since, f"the checkpoint of {said.size} entries has another root")


def _said(published: PublishedCheckpoint) -> Checkpoint | None:
    try:
        return parse_checkpoint(notes.parse_note(published.note).text)
    except notes.NoteError:
        return None


class Standing(StrEnum):
    """What may be said of the log at this moment."""

    SOUND = "sound"  # nothing was changed or removed, as was found just now
    BROKEN = "broken"  # something was
    STALE = "stale"  # the last check is too long ago to say
    UNCHECKED = "unchecked"  # there was none yet


FRESH = timedelta(hours=1)
EVERY = timedelta(minutes=10)
REST = 10  # times as long as a check takes: a long log is checked at leisure
AT_LEAST = timedelta(days=1)


class Looked(NamedTuple):
    """When a check began and ended, and what it found: nothing, if all was as it was signed."""

    began_at: datetime
    ended_at: datetime
    why: str = ""

    @property
    def length(self) -> timedelta:
        return self.ended_at - self.began_at


def pause(length: timedelta) -> timedelta:
    """How long after a check of the whole log, which took so long, the next one begins."""
    return min(max(EVERY, REST * length), AT_LEAST)


def standing(last: Looked, whole: Looked, now: datetime) -> Standing:
    """What the last check lets us say, and the last one that looked at the whole log.

    What was found broken stays so until another check finds it well: that a fault is old
    does not mend it. A check of what is new says nothing of what is old: that must have been
    looked at too, and not too long ago.
    """
    if last.why:
        return Standing.BROKEN
    until = last.ended_at + max(FRESH, 2 * whole.length)
    until_whole = whole.ended_at + max(FRESH, 2 * pause(whole.length))
    return Standing.SOUND if now <= min(until, until_whole) else Standing.STALE


def is_whole_due(whole: Looked, last: Looked, now: datetime) -> bool:
    """Whether it is time to look at the whole log again; after a fault it is sooner."""
    if last.why and not whole.why:
        return now >= last.ended_at + EVERY
    return now >= whole.ended_at + pause(whole.length)


def is_new_due(last: Looked, now: datetime) -> bool:
    """Whether it is time to look at what is new. After a fault only the whole log will do."""
    return not last.why and now >= last.ended_at + EVERY
