from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session, SQLModel, select

from app.core import clock
from app.core.db.session import writing
from app.core.errors import NotFoundError
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.register import queries as register
from app.register.policies import queries, service
from app.register.policies.models import PolicyAcknowledgement, PolicyDraft
from app.register.policies.rules import Status
from app.register.policies.service import (
    ChangedWhileReadingError,
    DraftChangedError,
    NameTakenError,
    NotForYouError,
    NothingChangedError,
    TooEarlyError,
    UnexplainedError,
)
from app.register.schemas import digest
from tests.support.cast import Cast
from tests.support.database import on_both
from tests.support.policies import LATER, TEXT, a_document, a_version

NAME = "using-tools"
NOON = datetime(2026, 11, 19, 12, 0, tzinfo=UTC)
TODAY = NOON.date()


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with clock.set_to(NOON):
        yield


def readings(session: Session) -> list[PolicyAcknowledgement]:
    return [*session.exec(select(PolicyAcknowledgement))]


def stands(session: Session, person: Person) -> Status:
    return queries.standing(session, person, NAME).status


def test_what_is_published_is_kept_word_for_word_with_its_digest(
    session: Session, cast: Cast
) -> None:
    service.create(session, "Using tools")
    draft = service.draft(session, cast.daniel, NAME, a_document())
    version = service.publish(session, cast.helen, NAME, draft.id)

    assert (version.number, version.in_force_from) == (1, TODAY)
    assert version.digest == digest(version.document)
    assert queries.versions(session, NAME)[0].document == a_document()
    assert (version.drafted_by, version.published_by) == (cast.daniel.id, cast.helen.id)
    assert queries.open_draft(session, NAME) is None


def test_a_name_is_given_once_and_not_to_our_own_addresses(session: Session, cast: Cast) -> None:
    assert service.create(session, "Using tools") == NAME
    for title in ("Using, tools!", "New", "…"):
        with pytest.raises(NameTakenError):
            service.create(session, title)
    assert service.create(session, "Using more tools") == "using-more-tools"


def test_what_is_overtaken_is_closed_and_not_taken_away(session: Session, cast: Cast) -> None:
    service.create(session, "Using tools")
    first = service.draft(session, cast.helen, NAME, a_document())
    second = service.draft(session, cast.daniel, NAME, a_document(text=LATER), instead_of=first.id)

    kept = session.exec(select(PolicyDraft)).all()
    assert {draft.id for draft in kept} == {first.id, second.id}
    assert queries.open_draft(session, NAME) == second


def test_nobody_writes_over_a_draft_she_has_not_seen(session: Session, cast: Cast) -> None:
    service.create(session, "Using tools")
    first = service.draft(session, cast.helen, NAME, a_document())
    service.draft(session, cast.daniel, NAME, a_document(text=LATER), instead_of=first.id)

    for unseen in (None, first.id, uuid4()):
        with pytest.raises(DraftChangedError):
            service.draft(session, cast.helen, NAME, a_document(), instead_of=unseen)
    now = queries.open_draft(session, NAME)
    assert now is not None
    assert queries.document_of(now).text == a_document(text=LATER).text


def test_only_the_draft_that_was_read_is_published_and_once(session: Session, cast: Cast) -> None:
    service.create(session, "Using tools")
    first = service.draft(session, cast.helen, NAME, a_document())
    second = service.draft(session, cast.daniel, NAME, a_document(text=LATER), instead_of=first.id)

    with pytest.raises(DraftChangedError):
        service.publish(session, cast.helen, NAME, first.id)
    service.publish(session, cast.helen, NAME, second.id)
    with pytest.raises(DraftChangedError):
        service.publish(session, cast.helen, NAME, second.id)
    assert [version.number for version in queries.versions(session, NAME)] == [1]


@pytest.mark.parametrize(
    ("different", "error"),
    [
        ({"text": TEXT}, NothingChangedError),
        ({"what_changed": ()}, UnexplainedError),
        ({"in_force_from": TODAY - timedelta(days=1)}, TooEarlyError),
        ({"in_force_from": TODAY + timedelta(days=4)}, TooEarlyError),
        ({"in_force_from": TODAY + timedelta(days=5)}, None),
    ],
)
def test_the_next_version_differs_says_how_and_comes_later(
    session: Session, cast: Cast, different: dict[str, object], error: type[Exception] | None
) -> None:
    a_version(session, cast.helen, from_=TODAY + timedelta(days=5))
    text = str(different.get("text", LATER))
    different = {name: value for name, value in different.items() if name != "text"}
    fields = {"what_changed": ("Shorter.",), "in_force_from": TODAY + timedelta(days=9)}
    written = a_document(text=text)
    draft = service.draft(session, cast.helen, NAME, written, **fields | different)  # type: ignore[arg-type]

    if error is None:
        assert service.publish(session, cast.helen, NAME, draft.id).number == 2
        return
    with pytest.raises(error):
        service.publish(session, cast.helen, NAME, draft.id)
    assert queries.open_draft(session, NAME) == draft, "the draft is still there to be mended"


def test_a_version_holds_from_its_day(session: Session, cast: Cast) -> None:
    a_version(session, cast.helen)
    a_version(session, cast.helen, LATER, from_=date(2026, 11, 21))

    def number(on: str) -> list[int]:
        return [version.number for version in queries.in_force(session, date.fromisoformat(on))]

    assert number("2026-11-18") == []
    assert number("2026-11-20") == [1]
    assert number("2026-11-21") == [2]


def test_a_reading_is_of_exactly_these_words_and_counts_once(session: Session, cast: Cast) -> None:
    version = a_version(session, cast.helen)
    assert stands(session, cast.amara) is Status.NOT_READ

    assert service.acknowledge(session, cast.amara, NAME, version.digest)
    with clock.set_to(NOON + timedelta(days=1)):
        assert not service.acknowledge(session, cast.amara, NAME, version.digest)

    (reading,) = readings(session)
    assert (reading.person_id, reading.version_id) == (cast.amara.id, version.id)
    assert (reading.digest, reading.at) == (version.digest, NOON)
    assert stands(session, cast.amara) is Status.READ
    assert stands(session, cast.jo) is Status.NOT_READ


def test_a_newer_version_in_force_asks_those_again_who_read_the_old_one(
    session: Session, cast: Cast
) -> None:
    old = a_version(session, cast.helen)
    service.acknowledge(session, cast.amara, NAME, old.digest)
    new = a_version(session, cast.helen, LATER, from_=TODAY + timedelta(days=1))
    assert stands(session, cast.amara) is Status.READ, "it does not hold yet"

    with clock.set_to(NOON + timedelta(days=1)):
        standing = queries.standing(session, cast.amara, NAME)
        assert (standing.status, standing.read_number) == (Status.CHANGED, 1)
        assert stands(session, cast.jo) is Status.NOT_READ
        service.acknowledge(session, cast.amara, NAME, new.digest)
        assert stands(session, cast.amara) is Status.READ


def test_words_that_are_no_longer_in_force_are_not_recorded_as_read(
    session: Session, cast: Cast
) -> None:
    old = a_version(session, cast.helen)
    new = a_version(session, cast.helen, LATER)

    with pytest.raises(ChangedWhileReadingError) as changed:
        service.acknowledge(session, cast.amara, NAME, old.digest)

    assert (changed.value.read, changed.value.now) == (old, new)
    assert readings(session) == []
    assert service.acknowledge(session, cast.amara, NAME, new.digest)
    assert [reading.version_id for reading in readings(session)] == [new.id]


def test_words_nobody_could_have_read_are_not_there(session: Session, cast: Cast) -> None:
    version = a_version(session, cast.helen)
    coming = a_version(session, cast.helen, LATER, from_=TODAY + timedelta(days=1))

    for words in ("0" * 64, coming.digest):
        with pytest.raises(NotFoundError):
            service.acknowledge(session, cast.amara, NAME, words)
    with pytest.raises(NotFoundError):
        service.acknowledge(session, cast.amara, "never-written", version.digest)
    assert readings(session) == []
    assert service.acknowledge(session, cast.amara, NAME, version.digest)


def test_whom_it_does_not_apply_to_has_nothing_to_record(session: Session, cast: Cast) -> None:
    version = a_version(session, cast.helen, roles=("Field engineer",))
    assert stands(session, cast.jo) is Status.NOT_FOR_HER

    with pytest.raises(NotForYouError):
        service.acknowledge(session, cast.jo, NAME, version.digest)
    assert service.acknowledge(session, cast.amara, NAME, version.digest)


def test_reading_changes_nothing_that_is_done_with_data(session: Session, cast: Cast) -> None:
    """LAW CON-2: no other table learns of it, and the register says what it said."""
    version = a_version(session, cast.helen)
    session.commit()
    before = _rows(session)
    declared = register.in_force(session, NOON)

    service.acknowledge(session, cast.amara, NAME, version.digest)
    session.commit()

    after = _rows(session)
    changed = {table for table in before if before[table] != after[table]}
    assert changed == {"policy_acknowledgement"}
    assert register.in_force(session, NOON) == declared


@on_both
def test_a_double_click_and_a_race_record_one_reading(session: Session, cast: Cast) -> None:
    version = a_version(session, cast.helen)
    amara, jo = cast.amara.employee_id, cast.jo.employee_id
    session.commit()

    def read(employee_id: str) -> Callable[[object], bool]:
        def once(_turn: object) -> bool:
            with clock.set_to(NOON), writing() as own:
                person = people.by_employee_id(own, employee_id)
                assert person is not None
                return service.acknowledge(own, person, NAME, version.digest)

        return once

    with ThreadPoolExecutor(4) as pool:
        new = [sum(pool.map(read(who), range(4))) for who in [amara, jo] * 5]

    assert new == [1, 1, *[0] * 8]
    assert len(readings(session)) == 2


def _rows(session: Session) -> dict[str, list[str]]:
    return {
        name: sorted(map(repr, session.execute(table.select())))
        for name, table in SQLModel.metadata.tables.items()
    }
