"""What an answer on paper is printed from: the approved letter and copies, and an index of them."""

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.answers.bundles.models import AnswerBundle
from app.core import clock
from app.core.archives import Archive
from app.core.config import settings
from app.core.language import gettext as _
from app.core.papers import letters
from app.core.papers.letters import Block, Heading, Letter, Paragraph, Table
from app.core.storage.service import Opened
from app.identity.people.models import Person
from app.subject_requests import queries as requests
from app.subject_requests.models import SubjectRequest

LANGUAGE = "en-GB"  # that of the index
AT_ONCE = 1 << 18
_COPIES, _TABLES = ("documents/", ".html"), ("data/", ".csv")


@dataclass(frozen=True)
class Drawn:
    """An index, and what it was made of: setting it takes too long for a lock."""

    letter: Letter
    pdf: bytes


def drawn(letter: Letter) -> Drawn:
    return Drawn(letter, letters.letter(letter))


def index(session: Session, sar: SubjectRequest, bundle: AnswerBundle) -> Letter:
    """What the index of an answer on paper says."""
    person = session.get_one(Person, sar.person_id)
    return Letter(
        title=_("What is in this answer"),
        language=LANGUAGE,
        organisation=settings().organisation,
        address=settings().organisation_address.splitlines(),
        to=[person.name, *sar.send_to.splitlines()],
        day=requests.today(sar.jurisdiction),
        reference=sar.reference,
        blocks=_blocks(_printed(bundle), bundle.sha256),
    )


def packed(bundle: AnswerBundle, index: bytes, file_id: UUID) -> Iterator[bytes]:
    """A zip of what is printed; every file but the index is in it as it was approved."""
    return _packed([file["name"] for file in _printed(bundle)], index, file_id)


def is_printed(name: str) -> bool:
    """Whether a file of a bundle says something on paper: the letter, copies, tables."""
    ends = (_COPIES, _TABLES)
    return name == "letter.pdf" or any(name.startswith(a) and name.endswith(b) for a, b in ends)


def _printed(bundle: AnswerBundle) -> list[dict[str, Any]]:
    return [file for file in bundle.contents if is_printed(file["name"])]


def _blocks(printed: Sequence[Mapping[str, Any]], digest: str) -> list[Block]:
    copies = [file for file in printed if file["name"].startswith(_COPIES[0])]
    tables = [file for file in printed if file["name"].startswith(_TABLES[0])]
    blocks: list[Block] = [
        Paragraph(_("The letter comes first. These belong to it, in this order.")),
    ]
    if tables:
        rows = [[file["title"], file["name"]] for file in tables]
        blocks += [Heading(_("Your records")), Table([_("What"), _("File")], rows)]
    if copies:
        head = [_("Copy"), _("Passages covered"), _("File")]
        rows = [[file["title"], str(file["covered"]), file["name"]] for file in copies]
        blocks += [Heading(_("Messages and documents")), Table(head, rows)]
        blocks.append(Paragraph(_("Why something is covered stands at the place itself.")))
    said = _("The digest of the files that were approved (SHA-256): %(digest)s")
    return [*blocks, Paragraph(said % {"digest": digest})]


def _packed(names: Sequence[str], index: bytes, file_id: UUID) -> Iterator[bytes]:
    archive = Archive(clock.now())
    with archive.file("index.pdf") as write:
        write(index)
    yield archive.taken()
    with Opened(file_id) as kept, zipfile.ZipFile(kept) as approved:
        for name in names:
            with approved.open(name) as file, archive.file(name) as write:
                while part := file.read(AT_ONCE):
                    write(part)
                    yield archive.taken()
    archive.close()
    yield archive.taken()
