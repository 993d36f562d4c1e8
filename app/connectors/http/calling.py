"""Calls of a source: with its key, within bounds, and each fault in a sentence without secrets."""

import json
from base64 import b64encode
from time import monotonic
from urllib.parse import quote_plus, urlencode

from app.connectors.http.schemas import ByClient, ByKey, Configuration
from app.connectors.schemas import SourceError
from app.core.language import N_
from app.core.language import gettext as _
from app.core.outgoing.asking import Answer, Bounds, NotReachedError, Request, ask

LARGEST = 16 * 2**20  # bytes of an answer
LARGEST_TOKEN = 64 * 2**10
WAIT, ANSWER, ALTOGETHER = 10.0, 30.0, 60.0  # seconds: for anything, an answer, a portion

_KINDS = {
    "address": (N_("Its address is not one that may be asked."), False),
    "address refused": (N_("Its name leads to an address that may not be reached."), False),
    "unknown host": (N_("The name of its host is not known."), True),
    "certificate": (N_("Its certificate is not one that can be trusted."), False),
    "unreachable": (N_("It was not reached, or did not answer in HTTP."), True),
    "too slow": (N_("It took too long to answer."), True),
    "too large": (N_("Its answer is larger than 16 MiB."), False),
    "cut short": (N_("Its answer ended before its end."), True),
    "encoding": (N_("Its answer is compressed, which was not asked for."), False),
}


class Caller:
    """Asks a source for JSON; it holds a token for as long as one portion takes."""

    def __init__(self, configuration: Configuration) -> None:
        self._given = configuration
        self._end = monotonic() + ALTOGETHER
        self._token = ""

    @property
    def is_late(self) -> bool:
        """Whether too little time is left for another answer."""
        return monotonic() > self._end - WAIT

    def get(self, url: str) -> Answer:
        """The answer 200, 204 or 404 of an address. SourceError for any other."""
        answer = self._get(url)
        if answer.status not in {200, 204, 404}:
            raise fault(answer)
        return answer

    def reach(self, url: str) -> None:
        """SourceError if an address does not answer, or not us."""
        answer = self._get(url)
        if 300 <= answer.status < 400 or answer.status >= 500 or answer.status in {401, 403, 429}:
            raise fault(answer)

    def _get(self, url: str) -> Answer:
        headers = {"Accept": "application/json", **self._key()}
        return self._asked(Request(url, headers=headers), LARGEST)

    def _asked(self, request: Request, largest: int) -> Answer:
        left = min(ANSWER, self._end - monotonic())
        if left <= 0:
            raise SourceError(_("It took too long to answer."))
        try:
            return ask(request, Bounds(WAIT, left, largest, self._given.allowed_hosts))
        except NotReachedError as failed:
            words, again = _KINDS[failed.kind]
            raise SourceError(_(words), again=again) from failed

    def _key(self) -> dict[str, str]:
        auth, secret = self._given.auth, self._given.secret
        if auth is None or secret is None:
            return {}
        if isinstance(auth, ByKey):
            return {auth.header: f"{auth.prefix} {secret.get_secret_value()}".strip()}
        self._token = self._token or self._fetched(auth, secret.get_secret_value())
        return {"Authorization": f"Bearer {self._token}"}

    def _fetched(self, auth: ByClient, secret: str) -> str:
        """A token from the token endpoint (RFC 6749, 4.4)."""
        form = {"grant_type": "client_credentials"} | ({"scope": auth.scope} if auth.scope else {})
        headers = {
            "Accept": "application/json",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        if auth.names_itself_in == "header":
            pair = f"{quote_plus(auth.client_id)}:{quote_plus(secret)}"
            headers["Authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
        else:
            form |= {"client_id": auth.client_id, "client_secret": secret}
        body = urlencode(form).encode()
        return token(self._asked(Request(auth.token_url, "POST", headers, body), LARGEST_TOKEN))


def token(answer: Answer) -> str:
    """The bearer token of a token endpoint's answer (RFC 6749, 5.1). SourceError."""
    if answer.status in {400, 401, 403}:
        raise SourceError(_("It does not know the client, or not with this secret."), again=False)
    if answer.status != 200:
        raise fault(answer)
    try:
        said = json.loads(answer.body)
    except (ValueError, RecursionError):
        said = None
    found = said.get("access_token") if isinstance(said, dict) else None
    kind = said.get("token_type", "bearer") if isinstance(said, dict) else None
    fit = isinstance(found, str) and found.isascii() and found.isprintable() and " " not in found
    if not fit or not found or str(kind).lower() != "bearer":
        raise SourceError(_("It gave no token that can be used."), again=False)
    return str(found)


def fault(answer: Answer) -> SourceError:
    """What a status means, in a sentence."""
    status, again = answer.status, False
    if 300 <= status < 400:
        words = _("It sends us to another address. Enter the address itself.")
    elif status in {401, 403}:
        words = _("It does not let us in: the key is wrong, or may not read this.")
    elif status in {429, 503}:
        words, again = _waits(answer.headers.get("Retry-After", "")), True
    elif status == 408 or status >= 500:
        words, again = _("It has a fault of its own (status %(status)s)."), True
    else:
        words = _("It refused what was asked (status %(status)s).")
    return SourceError(words.replace("%(status)s", str(status)), again=again)


def _waits(after: str) -> str:
    if after.strip().isdecimal() and len(after.strip()) <= 5:
        words = _("It is busy and wants to be asked again in %(seconds)s seconds.")
        return words % {"seconds": int(after)}
    return _("It is busy and wants to be asked again later.")
