from pydantic import BaseModel, Field, SecretStr

from app.connectors.heads.rules import joined, parted
from app.connectors.heads.schemas import Head
from tests.support.connectors import HEAD


class Inner(BaseModel, extra="forbid", frozen=True):
    name: str
    value: SecretStr


class Many(Head):
    password: SecretStr | None = None
    token: SecretStr = SecretStr("")
    headers: tuple[Inner, ...] = ()
    by_name: dict[str, SecretStr] = Field(default_factory=dict)


def test_every_secret_is_taken_out_wherever_it_stands_and_put_back() -> None:
    whole = Many.model_validate(
        HEAD
        | {"name": "hr", "kind": "many", "password": "pw-1", "token": "pw-2"}
        | {"headers": ({"name": "a", "value": "pw-3"},), "by_name": {"b": "pw-4"}}
    )
    public, secrets = parted(whole)

    assert secrets == {
        "password": "pw-1",
        "token": "pw-2",
        "headers/0/value": "pw-3",
        "by_name/b": "pw-4",
    }
    assert "pw-" not in repr(public)
    assert "***" not in repr(public)
    assert joined(Many, public, secrets) == whole


def test_what_has_no_secret_is_whole_without_one() -> None:
    whole = Many.model_validate(HEAD | {"name": "hr", "kind": "many"})
    public, secrets = parted(whole)
    assert secrets == {"token": ""}
    assert joined(Many, public, secrets) == whole
