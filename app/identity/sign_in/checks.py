"""Whether the provider can be used, for ``daylight doctor``: it is asked over the network."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import anyio

from app.core import clock
from app.core.config import settings
from app.core.db.session import reading
from app.core.health import Check, Finding
from app.identity.openid.errors import RefusedError
from app.identity.sign_in import queries, service

LOOK_BACK = timedelta(days=30)
NO_AUTH_TIME = "id_token_auth_time_missing"


def _provider() -> Finding:
    if not settings().oidc_issuer:
        return Finding(ok=False, words="No provider is set up, so nobody can sign in.")
    try:
        with ThreadPoolExecutor(1) as alone:  # the caller's thread may have a loop of its own
            alone.submit(anyio.run, service.relying_party().metadata).result()
    except RefusedError as refusal:
        why = " ".join(part for part in (refusal.reason, refusal.detail) if part)
        return Finding(ok=False, words=f"The provider cannot be used: {why}.")
    with reading() as session:
        since = clock.now() - LOOK_BACK
        if queries.refusals(session, since=since, reason=NO_AUTH_TIME):
            words = "The provider sends no auth_time, so nobody can confirm that it is them."
            return Finding(ok=False, words=words)
    return Finding(ok=True, words="well")


PROVIDER = Check("sign-in", _provider)
