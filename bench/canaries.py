"""Answers to many people at once: each holds all of hers and nothing of anybody else.

``python -m bench.canaries [--people 200]`` needs an installation that is empty and may be thrown
away. Everybody has records, a note, a message with a text attached and a PDF, with words that
nobody else has, a formula among them; each note names the next person, message and PDF somebody
else, who is covered wherever the finder suggests it. Then every file of every bundle is opened:
her own words are all there and no one else's, a name that was covered stands in no file, and no
cell of a table begins a formula. Everybody asks a second system for her own rows too, which she
is then shown without an answer: on the practice's page and on the system's.
"""

import argparse
import csv
import io
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

from fastapi.testclient import TestClient
from httpx import Response
from sqlmodel import Session

from app.answers.bundles.models import AnswerBundle
from app.cli.migrate import bring_to_head
from app.connectors import service as connectors
from app.connectors.files.schemas import Configuration
from app.core.config import settings
from app.core.db import dialects
from app.core.db.session import engine
from app.core.storage import service as storage
from app.demo.names import FAMILY, GIVEN
from app.identity.people.models import Person
from app.identity.roles.models import Role
from app.main import create_app
from app.my_data.elsewhere import jobs as own_searches
from app.register.file import service as register
from tests.support import answers, make, sign_in
from tests.support.folders import configured, mailbox, message, pdf
from tests.support.register import a_file, a_practice
from tests.support.requests import taken

OWN, PRACTICE = "own-days", "location"
STRANGER, OFFICER = "Kestrel Vane", "Zoltana Quist"
SENDER = f"{STRANGER} <k.vane@else.example>"
DOCUMENTS = 4  # a note, a message, what is attached to it, a PDF
TABLE = {
    "name": "absence",
    "title": "Absences",
    "table": "absence",
    "person_column": "employee",
    "key_columns": ["id"],
    "columns": {"day": {"title": "Day"}, "kind": {"title": "Kind"}},
}
MARK = re.compile(rb"QK\d{4}Z")
LIVE = re.compile(r"^[\s\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]")


def mark(number: int) -> str:
    """Words that only this person's data holds."""
    return f"QK{number:04}Z"


def faults(number_of_people: int) -> Iterator[str]:
    """What is wrong with any bundle; nothing if all are well."""
    bring_to_head()
    source, own = (answers.a_source(settings().data_dir, name) for name in ("hr-core", OWN))
    with Session(dialects.for_writing(engine()), expire_on_commit=False) as session:
        helen, everybody = _everybody(session, number_of_people)
        source.fill(_rows(everybody))
        source.connect(session)
        connectors.connect(session, _post(settings().data_dir / "post", everybody))
        own.fill((who, day, kind, "") for who, day, kind, _note in _rows(everybody))
        register.take_in(session, a_file(a_practice()))
        own.connect(session, [PRACTICE], tables=[TABLE], third_parties=False)
        session.commit()
        for number, person in enumerate(everybody):
            bundle = _answered(session, helen, person)
            other = everybody[(number + 1) % len(everybody)]
            yield from _wrong(bundle, number, other.name)
        cookies = [sign_in.a_session(person) for person in everybody]
        session.commit()
    yield from _on_pages(cookies)


def _everybody(session: Session, people: int) -> tuple[Person, list[Person]]:
    make.an_establishment(session)
    helen = make.a_person(session, "E0001", OFFICER, Role.OFFICER)
    names = (f"{given} {family}" for family in FAMILY for given in GIVEN)
    found = [make.a_person(session, f"E{2000 + n}", next(names)) for n in range(people)]
    return helen, found


def _rows(everybody: list[Person]) -> Iterator[tuple[str, str, str, str]]:
    for number, person in enumerate(everybody):
        other = everybody[(number + 1) % len(everybody)].name
        note = f"{mark(number)} was away. {other} took over."
        yield person.employee_id, "2026-10-01", f'=HYPERLINK("{mark(number)}")', note


def _post(folder: Path, everybody: list[Person]) -> Configuration:
    """A mailbox with a message to each, which has a text attached, and a PDF about each."""
    folder.mkdir()
    letters = []
    for number, person in enumerate(everybody):
        said = f"Dear {person.name},\n{STRANGER} says: {mark(number)} is on leave."
        letter = message(
            number, said, To=f"{person.name} <{number}@northfold.example>", From=SENDER
        )
        letter.add_attachment(f"{STRANGER}, {mark(number)}, {person.name}", filename="note.txt")
        letters.append(letter)
        about = pdf(f"{person.name} and {OFFICER} met. The word was {mark(number)}.")
        (folder / f"{number}.pdf").write_bytes(about)
    (folder / "all.mbox").write_bytes(mailbox(letters))
    return configured(folder, mail=["all.mbox"], papers=["*.pdf"])


def _answered(session: Session, helen: Person, person: Person) -> AnswerBundle:
    sar = taken(session, person, helen)
    gathering = answers.begin(session, sar, helen)
    answers.work(session)
    answers.check_all(session, gathering, helen, cover=True)
    answers.write_letter(session, sar, helen)
    return answers.packed(session, sar, helen)


def _wrong(bundle: AnswerBundle, number: int, other: str) -> Iterator[str]:
    assert bundle.file_id is not None
    hers = mark(number).encode()
    with zipfile.ZipFile(io.BytesIO(storage.content(bundle.file_id))) as zipped:
        files = {name: zipped.read(name) for name in zipped.namelist()}
    copies = [f"documents/{number:05}.html" for number in range(1, DOCUMENTS + 1)]
    for name in ("data/hr-core/absence.json", "data/hr-core/absence.csv", *copies):
        if hers not in files.get(name, b""):
            yield f"{mark(number)} is missing in {name}"
    for name, content in files.items():
        if found := {each for each in MARK.findall(content) if each != hers}:
            yield f"{found} is in {name} of {mark(number)}"
        for covered in (other, STRANGER, OFFICER):
            if covered.encode() in content and not name.startswith("data/portal/"):
                yield f"{covered} was covered and is in {name} of {mark(number)}"
        if name.endswith(".csv"):
            yield from _live(name, content.decode("utf-8-sig"))


def _on_pages(cookies: list[tuple[str, str]]) -> Iterator[str]:
    """What is wrong with any page that shows somebody her own rows of a system."""
    with TestClient(create_app(), base_url=settings().base_url, follow_redirects=False) as client:

        def answer(method: str, path: str, cookie: tuple[str, str]) -> Response:
            headers = {"Cookie": "=".join(cookie), "Sec-Fetch-Site": "same-origin"}
            return client.request(method, path, headers=headers)

        for cookie in cookies:
            if answer("POST", "/my-data/searches", cookie).status_code != 303:
                yield "a system could not be asked"
        while own_searches.search():
            pass
        for number, cookie in enumerate(cookies):
            hers = mark(number).encode()
            for path in (f"/collected/{PRACTICE}", f"/my-data/sources/{OWN}.absence"):
                marks = set(MARK.findall(answer("GET", path, cookie).content))
                if marks != {hers}:
                    yield f"{sorted(marks)} is on {path} of {mark(number)}"


def _live(name: str, table: str) -> Iterator[str]:
    for row in csv.reader(io.StringIO(table)):
        yield from (f"{cell!r} runs in {name}" for cell in row if LIVE.match(cell))


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--people", type=int, default=200)
    chosen = options.parse_args()
    found = list(faults(chosen.people))
    print(json.dumps({"people": chosen.people, "faults": found}))
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
