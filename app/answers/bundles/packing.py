"""Writing a bundle, file after file, so that no size of it costs more memory.

``index.html`` is where a person begins, ``letter.pdf`` the letter. ``data/{source}/{table}.json``
has every record exactly, the ``.csv`` beside it the same for a spreadsheet;
``documents/{number}.html`` are copies, ``manifest.json`` the SHA-256 of every other file.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace

import orjson

from app.answers.bundles import facts, letters
from app.answers.bundles.moving.rules import Shape
from app.answers.bundles.schemas import Copy, Facts, File, Rows
from app.core import spreadsheets
from app.core.archives import Archive
from app.core.language import gettext as _
from app.core.storage import service as storage
from app.core.web.render import environment
from app.subject_requests.models import Kind

LINES_AT_ONCE = 1000
COPIES = "documents/"


@dataclass
class Packing:
    """One bundle on its way: ``portions`` gives its bytes."""

    facts: Facts
    files: list[File] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._archive = Archive(self.facts.made_at)

    def portions(self) -> Iterator[bytes]:
        """The zip. ``files`` is whole once the last portion was taken."""
        for rows in self.facts.tables:
            yield from self._table(rows)
        for copy in self.facts.copies:
            self._copy(copy)
            yield self._archive.taken()
        self._write("letter.pdf", letters.pdf(self.facts), _("The letter"))
        self.files[-1] = replace(self.files[-1], kept_back=self.facts.kept_back)
        self._write("index.html", self._index(), _("Where to begin"))
        self._write("manifest.json", self._manifest(), _("The list of files"))
        self._archive.close()
        yield self._archive.taken()

    def _table(self, rows: Rows) -> Iterator[bytes]:
        place = f"data/{rows.source}/{rows.name}"
        columns = dict.fromkeys(rows.columns)
        shape = Shape(rows.columns) if self.facts.kind is Kind.PORTABILITY else None
        with self._archive.file(f"{place}.json") as write:
            write(_head(rows))
            first = True
            for lines in _lines(rows):
                for line in lines:
                    record = orjson.loads(line)
                    columns.update(dict.fromkeys(record))
                    if shape:
                        shape.take(record)
                write((b"\n" if first else b",\n") + b",\n".join(lines))
                first = False
                yield self._archive.taken()
            write(b"\n]}\n")
        self._note(rows.title)
        with self._archive.file(f"{place}.csv") as write:
            write(spreadsheets.MARK + spreadsheets.line(list(columns)))
            for lines in _lines(rows):
                write(b"".join(_cells(orjson.loads(line), columns) for line in lines))
                yield self._archive.taken()
        self._note(rows.title)
        if shape:
            schema = json.dumps(shape.schema(rows.name, rows.title), ensure_ascii=False, indent=1)
            self._write(f"{place}.schema.json", schema.encode() + b"\n", rows.title)

    def _copy(self, copy: Copy) -> None:
        title = _("Document %(number)s") % {"number": copy.number}
        content = facts.file_of(copy, self.facts.language)
        self._write(name_of(copy), content, title, len(copy.covered))

    def _write(self, name: str, content: bytes, title: str, covered: int = 0) -> None:
        with self._archive.file(name) as write:
            write(content)
        self._note(title, covered)

    def _note(self, title: str, covered: int = 0) -> None:
        written = self._archive.files[-1]
        self.files.append(File(**asdict(written), title=title, covered=covered))

    def _index(self) -> bytes:
        page = environment().get_template("answers/_bundle.html")
        return page.render(facts=self.facts, zone=self.facts.zone, name_of=name_of).encode()

    def _manifest(self) -> bytes:
        about = {"reference": self.facts.reference, "made_at": self.facts.made_at.isoformat()}
        listed = [
            {"name": file.name, "size": file.size, "sha256": file.sha256} for file in self.files
        ]
        return json.dumps(about | {"files": listed}, indent=1).encode() + b"\n"


def name_of(copy: Copy) -> str:
    """Where a copy stands in the zip."""
    return f"{COPIES}{copy.number:05}.html"


def _lines(rows: Rows) -> Iterator[list[bytes]]:
    """The records as they were kept, some at a time."""
    rest = b""
    for file_id in rows.files:
        for block in storage.blocks(file_id):
            *whole, rest = (rest + block).split(b"\n")
            for start in range(0, len(whole), LINES_AT_ONCE):
                yield whole[start : start + LINES_AT_ONCE]


def _head(rows: Rows) -> bytes:
    about = {"table": rows.name, "title": rows.title, "columns": rows.columns}
    return json.dumps(about, ensure_ascii=False).encode()[:-1] + b', "records": ['


def _cells(row: dict[str, object], columns: dict[str, None]) -> bytes:
    return spreadsheets.line([_cell(row.get(name)) for name in columns])


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return str(value)
