"""A person is named by her whole name, however it is written."""

import pytest

from app.subject_requests.on_behalf.rules import is_name


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("Amara Okafor", True),
        (" amara   OKAFOR ", True),
        ("Amara", False),
        ("Okafor", False),
        ("Amara O", False),
        ("Amara%", False),
        ("", False),
    ],
)
def test_only_the_whole_name_is_the_name(typed: str, same: bool) -> None:
    assert is_name(typed, "Amara Okafor") is same
