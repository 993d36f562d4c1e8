"""A first sign-in in two tabs at once signs both in; two identities for one employee never."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from threading import Barrier, BrokenBarrierError
from uuid import UUID

import pytest
from sqlmodel import Session, select

from app.core.db.session import reading, writing
from app.identity.openid.schemas import Identity
from app.identity.sign_in import queries, service
from app.identity.sign_in.models import Binding
from app.identity.sign_in.service import OtherIdentityError
from tests.support.cast import Cast
from tests.support.database import on_postgresql

HERS = Identity("https://sso.example.com", "u-1001", "E1001", None, None, None)


@pytest.fixture
def at_once(
    session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., list[object]]:
    """Everybody finds that nobody is bound yet, and only then goes on."""
    session.commit()
    meet, asked = Barrier(2), queries.is_bound

    def both_ask(own: Session, issuer: str, person_id: UUID) -> bool:
        found = asked(own, issuer, person_id)
        with suppress(BrokenBarrierError):
            meet.wait(20)
        return found

    monkeypatch.setattr(queries, "is_bound", both_ask)

    def sign_in(identity: Identity) -> object:
        try:
            with writing() as own:
                return service.admit(own, identity)[0].person_id
        except OtherIdentityError:
            return "refused"

    def signed_in(*identities: Identity) -> list[object]:
        with ThreadPoolExecutor(2) as pool:
            return list(pool.map(sign_in, identities))

    return signed_in


@on_postgresql
def test_both_tabs_are_signed_in(cast: Cast, at_once: Callable[..., list[object]]) -> None:
    amara = cast.amara.id
    assert at_once(HERS, HERS) == [amara, amara]
    with reading() as session:
        assert session.exec(select(Binding)).one().subject == "u-1001"


@on_postgresql
def test_of_two_identities_one_is_refused(cast: Cast, at_once: Callable[..., list[object]]) -> None:
    amara = cast.amara.id
    ended = at_once(HERS, replace(HERS, subject="u-9999"))
    assert sorted(map(str, ended)) == sorted([str(amara), "refused"])
