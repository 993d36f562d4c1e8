"""Forms: what was typed comes back with what is wrong with it."""

from typing import Annotated, Literal

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import Field, field_validator

from app.core.web.forms import Form, Submitted, parse


class Wish(Form):
    what: Annotated[str, Field(min_length=1, max_length=20)]
    answer: Literal["yes", "no"] = "yes"

    @field_validator("what")
    @classmethod
    def _is_a_wish(cls, value: str) -> str:
        if value == "nothing":
            raise ValueError("Say what you wish for.")
        return value


def test_a_good_form_gives_its_value() -> None:
    form = parse(Wish, {"what": "  a copy of it  ", "answer": "no"})

    assert form.value == Wish(what="a copy of it", answer="no")
    assert not form.errors


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({}, "what"),
        ({"what": ""}, "what"),
        ({"what": "x" * 21}, "what"),
        ({"what": "a copy", "answer": "perhaps"}, "answer"),
        ({"what": "a copy", "role": "officer"}, "role"),
    ],
)
def test_a_bad_one_gives_what_was_typed_and_the_fault(typed: dict[str, str], wrong: str) -> None:
    form = parse(Wish, typed)

    assert form.value is None
    assert set(form.errors) == {wrong}
    assert form.typed == typed


def test_our_own_sentence_is_shown_as_we_wrote_it() -> None:
    assert parse(Wish, {"what": "nothing"}).errors == {"what": "Say what you wish for."}


def test_files_and_floods_of_fields_are_refused() -> None:
    app = FastAPI()

    @app.post("/")
    def create(submitted: Submitted) -> dict[str, str]:
        return dict(submitted)

    with TestClient(app) as client:
        many = {f"field-{number}": "x" for number in range(201)}
        assert client.post("/", data=many, files={"a": b"b"}).status_code == 400
        assert client.post("/", files={"what": ("x.txt", b"content")}).status_code == 400
        assert client.post("/", data={"what": "a copy"}).json() == {"what": "a copy"}
