"""Settings that list names with commas mean the same with a blank after each."""

import pytest

from app.consent.stops import calling
from app.core.config import names, settings
from app.core.outgoing.asking import Answer, Bounds, NotReachedError
from app.identity.sign_in import service as sign_in


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("", ()),
        ("a.example", ("a.example",)),
        (" a.example , b.example,", ("a.example", "b.example")),
    ],
)
def test_names_stand_between_commas_with_blanks_or_not(setting: str, said: tuple[str, ...]) -> None:
    assert names(setting) == said


def test_hosts_after_a_comma_and_a_blank_count(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAYLIGHT_OIDC_HOSTS", "keys.example.com, Token.example.com")
    settings.cache_clear()
    assert sign_in.relying_party().client.hosts == {"keys.example.com", "token.example.com"}
    allowed = list[Bounds]()

    def ask(_request: object, bounds: Bounds) -> Answer:
        allowed.append(bounds)
        raise NotReachedError("nobody is asked")

    monkeypatch.setattr(calling, "ask", ask)
    with pytest.raises(calling.NotTakenError):
        calling.call("https://hooks.example.com/stop", b"", {}, "one.example, hooks.example.com")
    assert allowed[0].allowed == ("one.example", "hooks.example.com")
