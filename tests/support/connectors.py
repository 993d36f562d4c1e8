"""Connected systems to build stories on, and what may be done at their doors."""

import json
from collections.abc import Iterator
from typing import Any

from sqlmodel import Session

from app.connectors import service
from app.connectors.heads.schemas import Head
from app.connectors.kinds import KINDS
from app.connectors.models import ConnectorVersion
from app.connectors.push import service as push
from app.connectors.schemas import Asked
from app.core import clock
from app.identity.people import queries as people
from app.my_data.elsewhere.models import OwnSearch, Progress
from tests.support.acts import CANARY, Act, House, presses, reads, sends
from tests.support.browser import Page

HEAD: dict[str, Any] = {
    "title": "Absence",
    "run_by": "HR systems team",
    "practices": ["hr-record"],
    "categories": ["absence"],
}
POSITIONS: dict[str, Any] = {
    "name": "positions",
    "title": "Where the phone was",
    "columns": {"at": {"title": "When"}, "mode": {"title": "Mode", "codes": {"D": "Driving"}}},
}
AMARA = Asked("E1001", ("Amara Okafor", "amara.okafor@example.com"))


def configured(**said: Any) -> Head:
    """A configuration as a file would say it."""
    kind: type[Head] = KINDS[said["kind"]].configuration
    return kind.model_validate_json(json.dumps(HEAD | said), strict=True)


def a_push(session: Session, source: str = "field-app", **said: Any) -> ConnectorVersion:
    described: dict[str, Any] = {"name": source, "kind": "push", "source": source}
    return service.connect(session, configured(**described | {"tables": [POSITIONS]} | said))


def in_the_house(session: Session) -> dict[str, str]:
    """A system run by somebody with the canary's name, and what it was asked."""
    version = a_push(session, run_by=CANARY)
    _she_looked_up(session)
    return {"wanted": str(push.ask(session, version, AMARA, "REQ-1"))}


def _she_looked_up(session: Session) -> None:
    """Amara asked a system that names nobody else, and it had nothing on her."""
    named = {"third_parties": False, "run_by": CANARY}
    version = a_push(session, "own-days", **named)
    amara = people.by_employee_id(session, AMARA.employee_id)
    assert amara is not None
    described = {"name": "positions", "title": "Where the phone was", "columns": []}
    session.add(
        OwnSearch(
            person_id=amara.id,
            connector_id=version.connector_id,
            version_id=version.id,
            title="Absence",
            employee_id=AMARA.employee_id,
            terms=[*AMARA.terms],
            time_zone="UTC",
            asked_at=clock.now(),
            progress=Progress.DONE,
            ended_at=clock.now(),
            tables=[described],
        )
    )
    session.flush()


def ndjson(*lines: dict[str, Any]) -> bytes:
    return b"\n".join(json.dumps(line).encode() for line in lines)


def a_row(key: str = "1", **values: Any) -> dict[str, Any]:
    said = {"at": "2026-11-02T08:15:00Z", "mode": "D"} | values
    return {"table": "positions", "key": key, "values": said}


def _sends_a_row(house: House) -> Iterator[Page]:
    house.be("")
    shown = {"authorization": f"Bearer {house.keys['field-app']}"}
    path = house.filled("/api/v1/data-requests/{wanted}/records")
    headers = shown | {"content-type": "application/x-ndjson"}
    yield house.browser.ask("POST", path, 201, content=ndjson(a_row()), headers=headers)


CONNECTORS: dict[str, Act] = {
    "ingest.data_requests:index": sends("field-app", "GET", "/api/v1/data-requests", status=200),
    "ingest.data_requests.records:create": _sends_a_row,
    "ingest.data_requests.answer:update": sends(
        "field-app",
        "PUT",
        "/api/v1/data-requests/{wanted}/answer",
        {"complete": True, "records": 1},
        status=200,
    ),
    "admin.connectors:show": reads("viktor", at="/admin/connectors/field-app"),
    "admin.sources:show": reads("viktor", "helen", "ines", at="/admin/sources/field-app"),
    "admin.connectors.trials:create": presses(
        "viktor", "Try it now", at="/admin/connectors/field-app"
    ),
}
