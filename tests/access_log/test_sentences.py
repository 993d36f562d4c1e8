"""The one sentence, for every action and every way of naming who it was."""

import pytest

from app.access_log.sentences import (
    Naming,
    Parts,
    Reason,
    listed,
    marked,
    sentence,
    unknown_data,
)

MEETING = Reason("to prepare your return-to-work meeting", known=True)
ACTIONS = ["view", "search", "export", "edit", "delete", "share", "print", "listen", "decide"]


def told(naming: Naming = Naming.NAMED, action: str = "view", **parts: object) -> str:
    given: dict[str, object] = {
        "data": "absence record",
        "reason": MEETING,
        "name": "Priya Raman",
        "beside": "HR adviser",
    }
    return sentence(Parts(naming, action, **(given | parts)))  # type: ignore[arg-type]


def test_the_sentence_of_the_design() -> None:
    assert told() == (
        "Priya Raman, HR adviser, opened your absence record "
        "to prepare your return-to-work meeting."
    )


@pytest.mark.parametrize(
    ("action", "said"),
    [
        ("export", "exported your absence record"),
        ("edit", "changed your absence record"),
        ("delete", "deleted your absence record"),
        ("share", "shared your absence record"),
        ("print", "printed your absence record"),
        ("listen", "listened to your absence record"),
        ("decide", "made a decision using your absence record"),
        ("search", "made a search to prepare your return-to-work meeting: your name came up"),
    ],
)
def test_every_action_has_its_verb(action: str, said: str) -> None:
    assert said in told(action=action)


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("naming", list(Naming))
def test_every_message_takes_its_parts_and_ends_well(naming: Naming, action: str) -> None:
    text = told(naming, action)
    assert text.endswith(".")
    assert "%" not in text
    assert "  " not in text
    assert ("Priya Raman" in text) == (naming is not Naming.YOU)
    assert ("HR adviser" in text) == (naming in {Naming.NAMED, Naming.PLACED})


def test_a_reason_nobody_declared_is_said_as_it_was_given() -> None:
    text = told(reason=Reason("xyz", known=False))
    assert text == "Priya Raman, HR adviser, opened your absence record and gave the reason “xyz”."


def test_your_own_download_needs_no_reason() -> None:
    assert told(Naming.YOU, "export") == "You downloaded your absence record."


def test_role_only() -> None:
    text = told(Naming.PLACED, name="HR adviser K7M", beside="HR")
    assert text.startswith("HR adviser K7M in HR opened your absence record to prepare")


def test_an_action_of_a_later_version_is_told_as_a_look() -> None:
    assert "opened your" in told(action="teleport")


def test_parts_are_escaped_and_percent_signs_are_harmless() -> None:
    parts = Parts(Naming.NAMED, "view", "pay <100%>", MEETING, "P%(x)s & <b>", "HR 50%")
    assert str(marked(parts)) == (
        "<b>P%(x)s &amp; &lt;b&gt;</b>, HR 50%, opened your <b>pay &lt;100%&gt;</b> "
        "to prepare your return-to-work meeting."
    )


def test_lists_are_joined_as_the_language_does() -> None:
    assert listed(["absence record"]) == "absence record"
    assert listed(["absence record", "pay", "contact details"]) == (
        "absence record, pay and contact details"
    )


def test_data_nobody_declared_is_named_by_its_code() -> None:
    assert unknown_data("xyz") == "“xyz” data"
