"""What a source that is asked over HTTP is configured with (docs/connectors/http.md)."""

import re
from typing import Annotated, Literal, Self

from pydantic import Field, SecretStr, StringConstraints, model_validator

from app.connectors.heads.schemas import Head
from app.connectors.http.paging.schemas import OneAnswer, Paging, Parameter
from app.connectors.rows.schemas import Rows
from app.connectors.tables.schemas import Name, Strict, check_tables
from app.core.outgoing import rules as outgoing

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
KNOWN = frozenset({"employee_id", "email"})
OURS = frozenset({"host", "content-length", "transfer-encoding", "connection", "accept"})

Address = Annotated[str, StringConstraints(max_length=500)]
Host = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9.:-]{1,253}$")]
Words = Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]*( [\x21-\x7e]+)*$", max_length=500)]


class ByClient(Strict):
    """OAuth 2.0 client credentials (RFC 6749, 4.4); ``secret`` is the client's.

    ``names_itself_in``: where the client does so to the token endpoint (2.3.1).
    """

    by: Literal["client"]
    token_url: Address
    client_id: Words
    scope: Words = ""
    names_itself_in: Literal["header", "body"] = "header"


class ByKey(Strict):
    """A key in a header, after ``prefix`` (such as ``Token``); ``secret`` is the key."""

    by: Literal["key"]
    header: Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9-]{0,60}$")]
    prefix: Words = ""


class Listed(Rows):
    """A list of rows about one person, at a path of the source.

    ``path`` and ``parameters`` may hold ``{employee_id}`` and ``{email}`` (asked once for each
    address she is known by). ``since`` and ``until`` are the parameters of the days asked for.
    ``rows`` is where the list stands in the JSON; empty: the answer is the list. ``unknown``: an
    answer 404 means that nothing is held on the person.
    """

    path: Annotated[str, StringConstraints(pattern=r"^/[\x21-\x7e]*$", max_length=500)]
    parameters: dict[Parameter, Annotated[str, StringConstraints(max_length=200)]] = Field(
        default_factory=dict
    )
    since: Parameter | None = None
    until: Parameter | None = None
    rows: Name | Literal[""] = ""
    paging: Paging = OneAnswer()
    unknown: bool = False

    @model_validator(mode="after")
    def _names_whom_it_asks_for(self) -> Self:
        if "?" in self.path or "#" in self.path:
            raise ValueError("a path has no parameters of its own; name them under parameters")
        if ".." in self.path.split("/"):
            raise ValueError("a path does not lead upwards")
        named = self.placeholders
        if named - KNOWN or any(each in {"{", "}"} for each in PLACEHOLDER.sub("", self._texts)):
            raise ValueError("only {employee_id} and {email} are known in braces")
        if not named:
            raise ValueError("nothing says whose rows are asked for: {employee_id} or {email}")
        return self

    @property
    def _texts(self) -> str:
        return "\n".join([self.path, *self.parameters.values()])

    @property
    def placeholders(self) -> frozenset[str]:
        return frozenset(PLACEHOLDER.findall(self._texts))


class Configuration(Head):
    """An interface that gives JSON. ``allowed_hosts``: hosts in a private network, or this machine.

    ``secret`` is the client's secret or the key. ``trial`` is an employee id that may be asked
    for when the settings are tried; nothing of what comes is kept.
    """

    kind: Literal["http"]
    base_url: Address
    allowed_hosts: Annotated[tuple[Host, ...], Field(max_length=20)] = ()
    auth: Annotated[ByClient | ByKey, Field(discriminator="by")] | None = None
    secret: SecretStr | None = None
    trial: Annotated[str, StringConstraints(min_length=1, max_length=60)] | None = None
    tables: Annotated[tuple[Listed, ...], Field(min_length=1, max_length=50)]

    @model_validator(mode="after")
    def _may_be_asked(self) -> Self:
        addresses = [self.base_url]
        if isinstance(self.auth, ByClient):
            addresses.append(self.auth.token_url)
        for address in addresses:
            _fit(address, self.allowed_hosts)
        if "?" in self.base_url:
            raise ValueError("base_url has no parameters")
        check_tables(self.tables, third_parties=self.third_parties)
        return self

    @model_validator(mode="after")
    def _has_its_secret(self) -> Self:
        if (self.auth is None) != (self.secret is None):
            raise ValueError("auth and secret stand together")
        said = "x" if self.secret is None else self.secret.get_secret_value()
        if not said.isascii() or not said.isprintable() or said != said.strip() or not said:
            raise ValueError("the secret has characters that no header can hold")
        if isinstance(self.auth, ByKey) and self.auth.header.lower() in OURS:
            raise ValueError("this header is not for a key")
        return self


def _fit(address: str, allowed: tuple[str, ...]) -> None:
    """ValueError for what is not https, or http on this machine where that is allowed."""
    parts = outgoing.parts(address)
    if parts is None or not address.isascii() or not outgoing.may_be_asked(address):
        raise ValueError("an address is https, without a name or password in it")
    if "#" in address:
        raise ValueError("an address has no fragment")
    if parts.scheme == "http" and (parts.hostname or "") not in {each.lower() for each in allowed}:
        raise ValueError("http is for this machine only, and only if allowed_hosts names it")
