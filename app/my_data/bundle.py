"""Everything held on one person as a zip, written part by part while it is sent.

``data/{part}.json`` is exact, ``data/{part}.csv`` the same for a spreadsheet, ``changes.json``
what differs from the download before, ``manifest.json`` the SHA-256 of every other file.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from app.core import clock, spreadsheets
from app.core.archives import Archive
from app.core.db.session import reading, writing
from app.core.web.render import environment
from app.identity.held.rules import plain
from app.identity.held.schemas import AT_ONCE, Part
from app.identity.viewer import Viewer
from app.my_data import queries, rules, service
from app.my_data.models import OwnDownload
from app.my_data.queries import Contents, Marked
from app.my_data.rules import Change
from app.my_data.schemas import Numbers

IN_MEMORY = 1 << 20  # bytes of a waiting file; what is more goes to a nameless file on the disk
BLOCK = 1 << 16


@dataclass
class Bundle:
    """One download on its way. ``before`` is the last one that was sent to its end."""

    viewer: Viewer
    download: OwnDownload
    before: OwnDownload | None
    contents: Contents
    archive: Archive = field(default_factory=lambda: Archive(clock.now()))
    numbers: list[Numbers] = field(default_factory=list)

    def stream(self) -> Iterator[bytes]:
        """The zip. Each portion is read in a transaction of its own: whoever is slow holds none.

        Should something fail, it breaks off without the list of files that would make it a
        zip, and is compared with nothing.
        """
        with _waiting() as changes:
            for part, base in self.contents.parts:
                yield from self._part(part, base, changes)
            yield from self._changes(changes)
        self._write("index.html", self._index())
        self._write("manifest.json", self._manifest())
        self.archive.close()
        yield self.archive.taken()
        with writing() as session:
            service.end(session, self.download.id, self.numbers)

    def _part(self, part: Part, base: OwnDownload | None, changes: IO[bytes]) -> Iterator[bytes]:
        numbers = Numbers(part.name)
        with _waiting() as table:
            table.write(spreadsheets.MARK + spreadsheets.line(["record", *part.fields]))
            with self.archive.file(f"data/{part.name}.json") as write:
                write(_head(part))
                for records in self._portions(part, base):
                    for one in records:
                        write((b",\n" if numbers.records else b"\n") + _json(_exact(one)))
                        cells = [one.handle.hex(), *rules.cells(_in_order(part, one))]
                        table.write(spreadsheets.line(cells))
                        _tell(changes, numbers, part, one)
                        numbers.records += 1
                    yield self.archive.taken()
                write(b"\n]}\n")
            yield from self._copied(f"data/{part.name}.csv", table)
        self._tell_gone(changes, numbers, part, base)
        self.numbers.append(numbers)

    def _portions(self, part: Part, base: OwnDownload | None) -> Iterator[list[Marked]]:
        after, more = None, True
        known = {
            "base_id": base.id if base else None,
            "download_id": None if part.covers else self.download.id,
        }
        while more:
            with reading() as session:
                found = part.portion(session, self.viewer, after, AT_ONCE)
                records = queries.marked(session, self.viewer, part, found.records, **known)
            with writing() as session:
                service.keep(session, self.download.id, part.name, records)
            yield records
            after, more = found.after, found.after is not None

    def _tell_gone(
        self, changes: IO[bytes], numbers: Numbers, part: Part, base: OwnDownload | None
    ) -> None:
        after, more = None, base is not None
        while base is not None and more:
            with reading() as session:
                found = queries.gone(session, self.download, base, part, after, limit=AT_ONCE)
            for handle in found:
                _add(changes, {"part": part.name, "record": handle.hex(), "change": Change.GONE})
            numbers.gone += len(found)
            after, more = found[-1] if found else None, len(found) == AT_ONCE

    def _changes(self, changes: IO[bytes]) -> Iterator[bytes]:
        """Applied to the download before, by part and record, they give this one.

        A part that was not in it is compared with the last download that had it.
        """
        since = plain({"since": self._since(self.before)})
        other = {
            part.name: self._since(base)
            for part, base in self.contents.parts
            if base is not self.before
        }
        about = since | {"since_by_part": plain(other)} | self._lacking()
        with self.archive.file("changes.json") as write:
            write(_json(about)[:-1] + b', "changes": [')
            for block in _read(changes):
                write(block)
                yield self.archive.taken()
            write(b"\n]}\n")

    def _since(self, base: OwnDownload | None) -> datetime | None:
        return base.begun_at if base else None

    def _lacking(self) -> dict[str, Any]:
        missing = [asdict(each) for each in self.contents.missing]
        return {"missing": missing, "left_out": list(self.contents.left_out)}

    def _copied(self, name: str, waiting: IO[bytes]) -> Iterator[bytes]:
        with self.archive.file(name) as write:
            for block in _read(waiting):
                write(block)
                yield self.archive.taken()

    def _write(self, name: str, content: bytes) -> None:
        with self.archive.file(name) as write:
            write(content)

    def _index(self) -> bytes:
        page = environment().get_template("my_data/_bundle.html")
        return page.render(
            viewer=self.viewer,
            zone=self.viewer.zone,
            download=self.download,
            before=self.before,
            parts=[
                (part, numbers, base)
                for (part, base), numbers in zip(self.contents.parts, self.numbers, strict=True)
            ],
            missing=self.contents.missing,
        ).encode()

    def _manifest(self) -> bytes:
        made = plain({"made_at": self.download.begun_at})
        files = [asdict(file) for file in self.archive.files]
        parts = [asdict(each) for each in self.numbers]
        told = made | {"files": files, "parts": parts} | self._lacking()
        return json.dumps(told, indent=1).encode() + b"\n"


def _waiting() -> IO[bytes]:
    return SpooledTemporaryFile(IN_MEMORY)


def _read(waiting: IO[bytes]) -> Iterator[bytes]:
    waiting.seek(0)
    while block := waiting.read(BLOCK):
        yield block


def _head(part: Part) -> bytes:
    about = {"part": part.name, "title": part.title, "why": part.why, "fields": part.fields}
    return _json(about)[:-1] + b', "records": ['


def _in_order(part: Part, one: Marked) -> dict[str, Any]:
    return {name: one.record.values[name] for name in part.fields}


def _exact(one: Marked) -> dict[str, Any]:
    return {"record": one.handle.hex(), **plain(one.record.values)}


def _tell(changes: IO[bytes], numbers: Numbers, part: Part, one: Marked) -> None:
    if one.change is None:
        return
    numbers.new += one.change is Change.NEW
    numbers.changed += one.change is Change.CHANGED
    now = plain(one.record.values)
    told = {"part": part.name, "record": one.handle.hex(), "change": one.change, "now": now}
    _add(changes, told)


def _add(changes: IO[bytes], told: dict[str, Any]) -> None:
    changes.write((b",\n" if changes.tell() else b"\n") + _json(told))


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
