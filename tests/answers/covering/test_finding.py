"""Of two thousand labelled messages, nearly all of other people's names are found, none of hers."""

import pytest

from app.answers.covering.names import Names
from app.answers.covering.rules import suggestions
from tests.support.correspondence import Somebody, directory, messages
from tests.support.finding import Tally, tally, texts


@pytest.fixture(scope="module")
def outcome() -> Tally:
    people = directory()
    names = Names(each.known for each in people)

    def finder(text: str, subject: Somebody, participants: object) -> list[tuple[int, int]]:
        assert isinstance(participants, tuple)
        given = suggestions(text, names=names, subject=subject.known, participants=participants)
        return [(each.start, each.end) for each in given]

    return tally(texts(messages(people)), finder)


def test_nearly_all_names_of_other_people_are_found(outcome: Tally) -> None:
    for form, count, recall in outcome.table():
        print(f"{form:28} {count:6} {recall:7.1%}")
    print(f"names {outcome.names:.1%}, precision {outcome.precision:.1%}")
    assert sum(outcome.there.values()) > 20_000
    assert outcome.names >= 0.95


def test_full_names_addresses_and_numbers_are_hardly_ever_missed(outcome: Tally) -> None:
    assert outcome.recall("a") >= 0.99
    assert outcome.recall("opq") >= 0.99


def test_most_of_what_is_suggested_is_about_somebody(outcome: Tally) -> None:
    assert outcome.precision >= 0.9


def test_her_own_name_address_and_number_are_never_suggested(outcome: Tally) -> None:
    assert outcome.there["z"] > 3000
    assert outcome.found["z"] == 0
