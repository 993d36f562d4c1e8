"""A small register to build stories on: one practice as plain values, and files of several."""

import json
from copy import deepcopy
from typing import Any

import yaml

from app.register.schemas import PracticeDocument

PRACTICE: dict[str, Any] = {
    "id": "location",
    "kind": "location",
    "area": "buildings-and-vehicles",
    "title": "Location in the field app",
    "summary": "While a call-out is open, the app records where you are.",
    "system": "field-app",
    "records": ["Your position, every 2 minutes"],
    "does_not_record": ["Anything outside a call-out"],
    "reasons": "Engineers work alone.",
    "purposes": [
        {
            "id": "dispatch-help",
            "text": "To send help",
            "label": "Sending help to you",
            "phrase": "to send help to you",
            "needs_case": True,
        }
    ],
    "not_used_for": ["Pay, performance or discipline"],
    "tool": "Trackline",
    "how": "The app sends its position.",
    "when": "While a call-out is open",
    "where": "Wherever your work phone is",
    "collected_hours": "in",
    "extent": "Field engineers",
    "reads": "neither",
    "figures": "individual",
    "categories": [{"id": "live-location", "label": "live location", "kind": "location"}],
    "readers": [
        {"label": "Dispatch desk", "when": "live", "role": "Dispatcher", "unit": "Dispatch"}
    ],
    "retention": {"label": "30 days", "then": "then it is deleted", "days": 30},
    "used_to_judge": {"answer": False, "text": "Not used for pay."},
    "automated_decisions": {"answer": False, "text": "A dispatcher decides."},
    "challenge": "Ask the privacy team for the trace.",
    "basis": "legitimate-interests",
    "basis_why": "keeping people who work alone safe",
    "why_not_consent": "You could not freely say no.",
    "interest": "Getting help quickly.",
    "balancing": "It is narrow.",
    "rights": ["access", "objection"],
    "complaints": "Tell the privacy team.",
    "checks": {
        "assessment": {"reference": "IA-1", "signed_on": "2026-01-01", "summary": "It is fair."},
        "consultation": {"result": "agreed", "text": "Staff representatives agreed."},
        "checked_on": "2026-01-02",
        "next_review": "2027-01-02",
    },
    "owner": {"name": "Ruth Adeyemi", "role": "Head of field safety"},
    "contact": "Privacy team, extension 4410",
    "uses": ["location"],
    "scope": {"roles": ["Field engineer"]},
    "state": "in-use",
    "version": {
        "number": 1,
        "in_force_from": "2026-01-05",
        "headline": "records where you are.",
        "reason": "New.",
        "approved_by": ["Helen Marsh", "Daniel Osei"],
        "consulted": "Staff representatives agreed.",
        "adds": True,
    },
}


def a_practice(**different: Any) -> dict[str, Any]:
    """The practice above, with some fields different; ``None`` takes a field away."""
    practice = deepcopy(PRACTICE) | deepcopy(different)
    return {name: value for name, value in practice.items() if value is not None}


def a_document(**different: Any) -> PracticeDocument:
    """The same practice as its words alone."""
    practice = a_practice(state=None, version=None, **different)
    return PracticeDocument.model_validate_json(json.dumps(practice))


def a_version(number: int, in_force_from: str, **different: Any) -> dict[str, Any]:
    """The note of a version."""
    version = PRACTICE["version"] | {"number": number, "in_force_from": in_force_from}
    return dict(version) | different


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, _data: Any) -> bool:
        return True


def a_file(*practices: dict[str, Any], **front: Any) -> bytes:
    """A register file of these practices."""
    written = front | {"practices": list(practices)}
    text: str = yaml.dump(written, Dumper=_Dumper, sort_keys=False, allow_unicode=True)
    return text.encode()
