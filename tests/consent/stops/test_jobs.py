"""A no reaches each system by a real call, is signed, is repeated, and is confirmed."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, select

from app.consent import queries
from app.consent.stops import calling, jobs, rules, service
from app.consent.stops.models import ConsentStop
from app.consent.stops.rules import Standing
from app.core import clock
from app.identity.people.models import Person
from app.identity.sources import service as sources
from app.identity.sources.models import SourceSystem
from tests.support.cast import Cast
from tests.support.consent import TIPS, answer, offer
from tests.support.receiver import receiving

FRIDAY = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def a_source(session: Session, name: str = "field-app", **more: str) -> SourceSystem:
    return sources.add(session, name, **{"system": "field-app"} | more)[0]  # type: ignore[arg-type]


def stopping(session: Session, person: Person) -> list[Standing]:
    session.expire_all()
    record = queries.choice(session, person, "en", TIPS).record
    return [stop.standing for stop in queries.stopping(session, record)]


def test_a_withdrawal_calls_the_webhook_and_a_2xx_confirms_it(session: Session, cast: Cast) -> None:
    with receiving(204) as receiver, clock.set_to(FRIDAY):
        source = a_source(session, webhook=receiver.url)
        a_source(session, "payroll", system="payroll", webhook=receiver.url)
        offer(session, cast)
        answer(session, cast.amara, yes=True)
        answer(session, cast.amara, yes=False)
        assert stopping(session, cast.amara) == [Standing.WAITING]
        session.commit()

        assert jobs.call_webhooks() == 1
        assert jobs.call_webhooks() == 0

        assert stopping(session, cast.amara) == [Standing.CONFIRMED]
        [(headers, body)] = receiver.came
        said = json.loads(body)
        assert (said["type"], said["subject"], said["purposes"], said["permitted"]) == (
            "consent.stop",
            "E1001",
            ["driving-tips"],
            False,
        )
        assert headers["Daylight-Timestamp"] == str(int(FRIDAY.timestamp()))
        assert headers["Daylight-Signature"] == rules.signature(
            service.secret(source), headers["Daylight-Timestamp"], body
        )


def test_a_webhook_that_fails_is_called_again_under_the_same_delivery(
    session: Session, cast: Cast
) -> None:
    with receiving(500, 503, 200) as receiver:
        with clock.set_to(FRIDAY):
            a_source(session, webhook=receiver.url)
            offer(session, cast)
            answer(session, cast.amara, yes=True)
            answer(session, cast.amara, yes=False)
            session.commit()
        for seconds, called in ((0, 1), (4, 0), (5, 1), (14, 0), (15, 1), (600, 0)):
            with clock.set_to(FRIDAY + timedelta(seconds=seconds)):
                assert jobs.call_webhooks() == called
        with clock.set_to(FRIDAY + timedelta(minutes=10)):
            assert stopping(session, cast.amara) == [Standing.CONFIRMED]
        assert len({headers["Daylight-Delivery"] for headers, _body in receiver.came}) == 1


def test_after_a_day_we_say_that_we_do_not_know(session: Session, cast: Cast) -> None:
    with receiving(500) as receiver:
        with clock.set_to(FRIDAY):
            a_source(session, webhook=receiver.url)
            offer(session, cast)
            answer(session, cast.amara, yes=True)
            answer(session, cast.amara, yes=False)
            session.commit()
        with clock.set_to(FRIDAY + timedelta(hours=1)):
            jobs.call_webhooks()
            assert stopping(session, cast.amara) == [Standing.LATE]
            session.commit()
        with clock.set_to(FRIDAY + timedelta(hours=25)):
            jobs.call_webhooks()
            assert stopping(session, cast.amara) == [Standing.FAILED]


def test_a_redirect_is_not_followed(session: Session, cast: Cast) -> None:
    with receiving(204) as elsewhere, receiving(307, location=elsewhere.url) as receiver:
        a_source(session, webhook=receiver.url)
        offer(session, cast)
        answer(session, cast.amara, yes=True)
        answer(session, cast.amara, yes=False)
        session.commit()

        assert jobs.call_webhooks() == 1

        assert (len(receiver.came), elsewhere.came) == (1, [])
        session.expire_all()
        assert session.exec(select(ConsentStop.last_error)).one() == "status 307"


def test_a_yes_said_again_overtakes_what_was_to_be_stopped(session: Session, cast: Cast) -> None:
    with receiving(204) as receiver:
        a_source(session, webhook=receiver.url)
        offer(session, cast)
        for yes in (True, False, True):
            answer(session, cast.amara, yes=yes)
        session.commit()

        assert jobs.call_webhooks() == 0
        assert receiver.came == []
        answer(session, cast.amara, yes=False)
        session.commit()
        assert jobs.call_webhooks() == 1


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/x",
        "https://localhost:1/x",
        "https://10.0.0.1/x",
        "https://169.254.169.254/latest",
        "https://[::1]/x",
        "http://10.0.0.1/x",
        "http://example.com/x",
        "ftp://127.0.0.1/x",
        "https://u:p@127.0.0.1/x",
        "https://",
    ],
)
def test_an_address_that_is_not_fit_is_never_connected_to(url: str) -> None:
    with pytest.raises(calling.NotTakenError) as refused:
        calling.call(url, b"{}", {})
    assert refused.value.kind in {"address", "address refused"}
    with receiving(204) as receiver:
        calling.call(receiver.url, b"{}", {})
        assert len(receiver.came) == 1


def test_nobody_there_is_said_without_an_address() -> None:
    with receiving(204) as receiver:
        url = receiver.url
    with pytest.raises(calling.NotTakenError, match="unreachable"):
        calling.call(url, b"{}", {})


def test_the_secret_changes_with_the_key(session: Session) -> None:
    source = a_source(session)
    before = service.secret(source)
    assert before == service.secret(source)
    sources.rotate(session, source)
    assert service.secret(source) != before
