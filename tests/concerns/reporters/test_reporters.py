"""The names of a concern: sealed under a key of their own, found by a keyed digest."""

from uuid import uuid4

import pytest
from sqlmodel import Session

from app.concerns.models import Naming
from app.concerns.reporters import queries, rules
from app.concerns.reporters.rules import Sealed
from app.core.crypto import aead
from tests.support.cast import Cast
from tests.support.concerns import WITH_A_NAME, a_concern
from tests.support.make import a_person

KEY = b"k" * 32


def test_what_is_sealed_comes_back_and_only_with_its_row_and_key() -> None:
    row, names = uuid4(), Sealed(uuid4(), "GB-EAW", (uuid4(),), "Zoë", "ABC", "She looked.")
    box = rules.seal(KEY, row, names)
    assert rules.unseal(KEY, row, box) == names
    for key, other in ((b"x" * 32, row), (KEY, uuid4())):
        with pytest.raises(aead.CannotOpenError):
            rules.unseal(key, other, box)


def test_the_length_does_not_tell_whom_it_is_about() -> None:
    row = uuid4()
    short = rules.seal(KEY, row, Sealed(uuid4(), "GB-EAW"))
    longer = rules.seal(KEY, row, Sealed(uuid4(), "GB-EAW", (uuid4(),), "Somebody Else"))
    assert len(short) == len(longer)


def test_a_digest_tells_named_and_confidential_apart_but_not_who() -> None:
    person = uuid4()
    named, confidential = (rules.digest(KEY, naming, person) for naming in WITH_A_NAME)
    assert named != confidential
    assert named == rules.digest(KEY, Naming.NAMED, person)
    assert person.hex not in named + confidential
    assert named != rules.digest(b"x" * 32, Naming.NAMED, person)


def test_an_unreadable_box_is_said_and_not_guessed(session: Session, cast: Cast) -> None:
    concern = a_concern(session, cast.amara)
    assert queries.opened(concern).reporter_id == cast.amara.id
    concern.id = uuid4()
    with pytest.raises(queries.SealedAwayError):
        queries.opened(concern)
    session.expunge(concern)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Tom Whitlock", 1),
        ("  tom   WHITLOCK ", 1),
        ("Tom\u00a0Whitlock", 1),
        ("\uff34om Whitlock", 1),  # a wide letter
        ("zoe\u0308 STRASSE", 1),  # two signs for one letter, and another case
        ("tom whitlock", 1),
        ("E1002", 1),
        ("Tom", 0),
        ("", 0),
        ("%", 0),
        ("T\u043em Whitlock", 0),  # a Cyrillic letter: nobody is called so
        ("Jo Lindqvist", 2),
    ],
)
def test_only_a_whole_name_or_number_is_somebody(
    session: Session, cast: Cast, typed: str, found: int
) -> None:
    a_person(session, "E1050", "Jo Lindqvist")
    a_person(session, "E1051", "Zo\u00eb Stra\u00dfe")
    assert len(queries.people_called(session, typed)) == found
