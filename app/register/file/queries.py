"""The register written out as the file that an import would read."""

import json
from typing import Any

import yaml
from sqlmodel import Session

from app.identity.establishments import queries as establishments
from app.register import queries
from app.register.file.rules import parse
from app.register.file.schemas import FileState
from app.register.in_force.rules import Histories, Version
from app.register.models import RegisterDraft
from app.register.schemas import EndingNote, Front, PracticeDocument, VersionNote
from app.register.terms.schemas import Part

WIDTH = 96


def as_yaml(session: Session) -> str:
    """The whole register: importing this into an empty one and exporting again gives the same."""
    found = queries.histories(session)
    drafts = {draft.about: draft for draft in queries.open_drafts(session) if _is_whole(draft)}
    named = sorted((found.versions.keys() | drafts.keys()) - {""})
    written = _plain(found.front or Front()) | {
        "establishments": [_establishment(place) for place in establishments.everything(session)],
        "practices": [_practice(name, found, drafts.get(name)) for name in named],
    }
    text: str = yaml.dump(written, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=WIDTH)
    return text


class _Dumper(yaml.SafeDumper):
    """Writes every value where it stands: no anchors, however often it is repeated."""

    def ignore_aliases(self, _data: Any) -> bool:
        return True


def _plain(part: Part) -> dict[str, Any]:
    return part.model_dump(mode="json", exclude_defaults=True)


def _establishment(place: Any) -> dict[str, Any]:
    return {
        "id": place.code,
        "name": place.name,
        "jurisdiction": place.jurisdiction,
        "time_zone": place.time_zone,
        "working_hours": dict(sorted(place.working_hours.items())),
    }


def _practice(name: str, found: Histories, draft: RegisterDraft | None) -> dict[str, Any]:
    versions = sorted(found.versions.get(name, ()), key=lambda version: version.order[1:])
    if not versions:
        assert draft is not None
        return _plain(_words(draft)) | {"state": draft.stage.value} | _note(draft)
    *past, present = versions
    return (
        _plain(present.document)
        | _ending(found.endings.get(name, ()), present)
        | {"version": _plain(present.note)}
        | _history(past, present)
        | _proposal(draft, present)
    )


def _ending(endings: tuple[EndingNote, ...], present: Version) -> dict[str, Any]:
    """The state, the ending that made it so, and endings after which it began again."""
    last = [ending for ending in endings if ending.on >= present.note.in_force_from]
    earlier = [_plain(ending) for ending in endings if ending not in last]
    written: dict[str, Any] = {"state": (FileState.ENDED if last else FileState.IN_USE).value}
    written |= {"ended": _plain(last[-1])} if last else {}
    return written | ({"earlier_endings": earlier} if earlier else {})


def _history(past: list[Version], present: Version) -> dict[str, Any]:
    written = [
        {"version": _plain(version.note), "was": _different(version.document, present.document)}
        for version in past
    ]
    return {"history": written} if written else {}


def _proposal(draft: RegisterDraft | None, present: Version) -> dict[str, Any]:
    if draft is None:
        return {}
    becomes = _different(_words(draft), present.document)
    return {"proposed": {"stage": draft.stage.value} | _note(draft) | {"becomes": becomes}}


def _different(other: PracticeDocument, present: PracticeDocument) -> dict[str, Any]:
    """The fields of another version that are not as they are now, as they are there."""
    there, here = _whole(other), _whole(present)
    short = _plain(other)
    return {name: short.get(name, there[name]) for name in there if there[name] != here[name]}


def _whole(document: PracticeDocument) -> dict[str, Any]:
    """Every field, also those that a document's own words leave out."""
    said = document.model_dump(mode="json")
    return {name: said.get(name, _unsaid(name)) for name in PracticeDocument.model_fields}


def _unsaid(name: str) -> Any:
    default = PracticeDocument.model_fields[name].default
    return [] if default == () else default


def _is_whole(draft: RegisterDraft) -> bool:
    """Whether a draft can stand in a file: not while words of it are missing."""
    whole = Front if not draft.about else PracticeDocument
    return parse(whole, json.loads(draft.document))[0] is not None


def _words(draft: RegisterDraft) -> PracticeDocument:
    return PracticeDocument.model_validate_json(draft.document)


def _note(draft: RegisterDraft) -> dict[str, Any]:
    if draft.note is None:
        return {}
    return {"version": _plain(VersionNote.model_validate_json(draft.note))}
