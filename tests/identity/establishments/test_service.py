"""Establishments are put as the register describes them."""

from typing import Any

import pytest
from sqlmodel import Session

from app.identity.establishments import queries, service
from tests.support.make import WEEKDAYS

LEITH: dict[str, Any] = {
    "code": "leith",
    "name": "Leith depot",
    "jurisdiction": "GB-SCT",
    "time_zone": "Europe/London",
    "working_hours": WEEKDAYS,
}


def test_an_establishment_is_put_and_put_again(session: Session) -> None:
    service.put(session, **LEITH)
    service.put(session, **LEITH | {"name": "Leith", "time_zone": "Europe/Dublin"})
    session.expire_all()

    (leith,) = queries.everything(session)
    assert (leith.code, leith.name, leith.working_hours) == ("leith", "Leith", WEEKDAYS)
    assert queries.zone_of(session, "leith") == "Europe/Dublin"
    assert queries.zone_of(session, "unknown") == "Europe/London"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"time_zone": "Nowhere"}, "Establishment leith: time_zone: must be a time zone"),
        ({"code": "a b"}, "Establishment a b: id: letters, digits"),
    ],
)
def test_a_wrong_one_is_refused_in_a_sentence(
    session: Session, change: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(service.NotAnEstablishmentError, match=sentence):
        service.put(session, **LEITH | change)

    assert queries.everything(session) == []
    assert service.put(session, **LEITH).code == "leith"
