"""A key opens what is its own source's: nothing of another's can be read, used up or guessed."""

import pytest
from sqlmodel import Session, select

from app.access_log.models import RefusedBatch
from app.core import clock
from app.core.db.session import reading, writing
from app.identity.sources import queries, service
from tests.ingest.test_api import CLOUD, Send, an_event, rows

HEARTBEATS = "/api/v1/heartbeats"


def test_an_id_of_anothers_is_neither_known_nor_in_the_way(send: Send, other_key: str) -> None:
    event = an_event(case="CANARY-7731")
    assert send([event]).status_code == 201

    other = send([event | {"case": "T-1"}], Authorization=f"Bearer {other_key}")

    assert (other.status_code, other.json()["duplicates"]) == (201, 0)
    assert "CANARY" not in other.text
    assert send([event]).status_code == 200  # and the first one's is still its own
    assert rows() == (2, 2)


def test_an_envelope_in_anothers_name_is_refused(send: Send, other_key: str) -> None:
    event = an_event()
    envelope = {
        "specversion": "1.0",
        "type": "access",
        "source": "hr-core",
        "id": event.pop("id"),
        "time": event.pop("occurred_at"),
        "data": event,
    }

    refused = send([envelope], CLOUD, Authorization=f"Bearer {other_key}")

    assert refused.status_code == 403
    assert refused.json()["errors"][0]["field"] == "source"
    assert rows() == (0, 0)
    with reading() as session:
        payroll = queries.by_name(session, "payroll")
        assert payroll is not None
        assert [each.source_id for each in session.exec(select(RefusedBatch))] == [payroll.id]
    assert send([envelope], CLOUD).status_code == 201


def test_a_heartbeat_counts_the_events_of_its_own_source(send: Send, other_key: str) -> None:
    send([an_event(), an_event()])
    beat = {"covers_until": clock.now().isoformat(), "events_sent": 1}

    others = send(beat, door=HEARTBEATS, Authorization=f"Bearer {other_key}")

    assert others.json() == {"received": 0, "missing": 1}
    own = send(beat | {"events_sent": 2}, door=HEARTBEATS)
    assert own.json() == {"received": 2, "missing": 0}


@pytest.mark.parametrize("how", ["revoked", "rotated"])
def test_a_key_that_is_over_opens_nothing_at_once(
    send: Send, other_key: str, session: Session, how: str
) -> None:
    assert send([an_event()]).status_code == 201
    with writing() as changing:
        source = queries.by_name(changing, "hr-core")
        assert source is not None
        fresh = other_key
        if how == "rotated":
            fresh = service.rotate(changing, source)
        else:
            service.revoke(changing, source)

    assert send([an_event()]).status_code == 401
    assert (
        send(
            {"covers_until": clock.now().isoformat(), "events_sent": 1}, door=HEARTBEATS
        ).status_code
        == 401
    )
    assert rows() == (1, 1)
    assert send([an_event()], Authorization=f"Bearer {fresh}").status_code == 201
