"""What the finder suggests, and what it leaves alone."""

from itertools import pairwise

import pytest
from hypothesis import given as given_any
from hypothesis import settings
from hypothesis import strategies as st

from app.answers.covering.names import Names
from app.answers.covering.rules import suggestions
from app.answers.covering.schemas import Known

SARAH = Known(
    ("Sarah Kent", "Sarah Whitlock"), ("sarah.kent@northfold.example",), ("E7", "07700 900777")
)
PEOPLE = [
    SARAH,
    Known(("Craig Dunlop",), ("craig.dunlop@northfold.example",), ("E1042", "cdunlop")),
    Known(("Aoife O'Neill",), ("aoife.oneill@northfold.example",), ("E1043",)),
    Known(("Jürgen Müller",), ("j.mueller@northfold.example",), ("E1044",)),
    Known(("Anna Smith-Jones",), (), ("E1045",)),
    Known(("Jan van der Berg",), (), ("E1046",)),
    Known(("Will Grant",), (), ("E1047",)),
    Known(("Priya Raman",), ("priya.raman@northfold.example",), ("E1048",)),
    Known(("Sarah Miller",), (), ("10490",)),
]
NAMES = Names(PEOPLE)
CRAIG = "Craig Dunlop <craig.dunlop@northfold.example>"


def found(text: str, *participants: str) -> list[str]:
    """The passages suggested, as they stand in the text."""
    given = suggestions(text, names=NAMES, subject=SARAH, participants=participants)
    for before, after in pairwise(given):
        assert before.end <= after.start
    return [text[each.start : each.end] for each in given]


def test_a_name_is_found_in_every_order_and_spelling() -> None:
    for name in (
        "Craig Dunlop",
        "Dunlop, Craig",
        "C. Dunlop",
        "C Dunlop",
        "Dunlop, C.",
        "craig dunlop",
        "CRAIG DUNLOP",
        "Craig J. Dunlop",
        "Craig\nDunlop",
        "Craig\n> Dunlop",
        "Craig Dun-\nlop",
        "Aoife O'Neill",
        "aoife o’neill",
        "ONeill",
        "Juergen Mueller",
        "JURGEN MULLER",
        "Anna Smith-Jones",
        "Anna Smith Jones",
    ):
        assert found(f"We met {name}, as planned.") == [name]


def test_one_name_of_somebody_taking_part_or_named_in_full_is_enough() -> None:
    assert found("Then craig's note came, and DUNLOP agreed.", CRAIG) == ["craig", "DUNLOP"]
    assert found("Craig Dunlop wrote. I told craig.") == ["Craig Dunlop", "craig"]
    assert found("I told craig.") == []


def test_a_possessive_stays_outside() -> None:
    assert found("It is Craig's and Dunlop’s idea", CRAIG) == ["Craig", "Dunlop"]


def test_ordinary_words_are_left_alone_unless_somebody_is_called_so() -> None:
    text = "You will get the grant in May. Will it do?"
    assert found(text) == []
    assert found("I asked Will about it", "Will Grant") == ["Will"]
    assert found("Will Grant will grant it.") == ["Will Grant"]


def test_the_person_who_asked_is_never_suggested() -> None:
    text = (
        "Sarah Kent, Kent, Sarah, S. Kent, Ms Kent, sarah's, SARAH WHITLOCK, E7, 07700 900777,"
        " sarah.kent@northfold.example, sarah.kent@home.example, +44 7700 900777"
    )
    assert found(text, "Sarah Kent <sarah.kent@northfold.example>", CRAIG) == []
    assert found("Sarah Miller is another Sarah.") == ["Sarah Miller"]


def test_somebody_outside_the_directory_is_found_where_a_title_or_the_head_tells() -> None:
    assert found("Mr Zimmer-Frey and Dr. Osei called") == ["Zimmer-Frey", "Osei"]
    assert found("Femi is late, says Osei.", "Femi Osei <f@osei.example>") == ["Femi", "Osei"]
    assert found("We told Priya Vandenberg so") == ["Priya Vandenberg"]


def test_addresses_user_names_and_employee_numbers_are_found() -> None:
    text = "Ask craig.dunlop@northfold.example, craig.dunlop@ or cdunlop (E1042, id 10490)."
    assert found(text) == [
        "craig.dunlop@northfold.example",
        "craig.dunlop@",
        "cdunlop",
        "E1042",
        "10490",
    ]
    assert found("Write to hr@northfold.example or noreply@northfold.example") == []


def test_numbers_that_lead_to_a_person_are_found() -> None:
    for number in (
        "07700 900123",
        "+44 (0)131 496 0123",
        "+49 30 23125 014",
        "AB 12 34 56 C",
        "943 476 5919",
        "GB29 NWBK 6016 1331 9268 19",
        "4111 1111 1111 1111",
        "12-34-56 account 12345678",
    ):
        assert found(f"It is {number}, she said.") == [number]
    for label in ("ext. ", "account number ", "passport no. "):
        assert found(f"{label}5512345, she said.") == ["5512345"] or label == "ext. "


def test_dates_amounts_and_references_are_no_numbers_of_people() -> None:
    text = "On 12-11-2026 at 10:30 we paid 12,345.67 for order 20261130-0001, page 3 of 120."
    assert found(text) == []


def test_the_same_words_in_other_spelling_are_the_same() -> None:
    text = (
        "Craig Dunlop, then CRAIG  DUNLOP; Dunlop, Craig. Then Jürgen Müller and Juergen Mueller."
    )
    given = suggestions(text, names=NAMES, subject=SARAH)
    assert len({each.same for each in given}) == 2


@pytest.mark.parametrize(
    "piece",
    [
        "Craig Dunlop told Sarah that 07700 900123 is not his, and a@b.example neither. ",
        "Craig ",
        "Mr ",
        "a",
        "A",
        "AB12 ",
        "4111 ",
        "1 ",
        "a@",
        "a.b",
        "07700900123 ",
        "\n> ",
        "d-",
    ],
)
def test_a_long_text_of_one_piece_is_gone_through_to_its_end(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    found = suggestions(text, names=NAMES, subject=SARAH, participants=[CRAIG])
    assert all(0 <= each.start < each.end <= len(text) for each in found)


PIECES = [
    "Craig",
    "Dunlop",
    "Sarah Kent",
    "O'",
    "Neill",
    "@",
    ".",
    ", ",
    " ",
    "\n> ",
    "07700 900123",
]
PIECES += ["GB29 NWBK 6016 1331 9268 19", "E1042", "Mr ", "van der ", "%40", "Jürgen", "ext. 12345"]


@settings(max_examples=300, deadline=None)
@given_any(
    st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=20).map("".join),
    st.lists(st.text(max_size=20), max_size=3),
)
def test_any_text_gives_passages_in_order_that_do_not_meet(text: str, others: list[str]) -> None:
    given = suggestions(text, names=NAMES, subject=SARAH, participants=others)
    for each in given:
        assert 0 <= each.start < each.end <= len(text)
        assert each.same
    assert all(before.end <= after.start for before, after in pairwise(given))
