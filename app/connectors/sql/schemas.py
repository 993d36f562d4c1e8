"""How a database is read: where it is, and which columns say whose a row is."""

from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Literal, Self
from zoneinfo import available_timezones

from pydantic import Field, SecretStr, field_validator, model_validator
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from app.connectors.heads.schemas import Head
from app.connectors.tables.schemas import Name, TableWords, check_tables

_PASSWORDS = frozenset({"password", "passwd", "pwd", "pass", "sslpassword", "passfile"})


_zones = lru_cache(available_timezones)  # a walk through hundreds of files


class Matched(StrEnum):
    """What of a person stands in a table's person column."""

    EMPLOYEE_ID = "employee_id"
    EMAIL = "email"
    NAME = "name"


class SourceTable(TableWords):
    """A table or view, and how one person's rows are found in it.

    ``key_columns`` tell one row from another. ``at_column`` holds the day or moment that a range
    is held against; without one, all rows of the person are given whatever the range.
    """

    table: Name
    in_schema: Name | None = None
    person_column: Name
    matched_by: Matched = Matched.EMPLOYEE_ID
    key_columns: Annotated[list[Name], Field(min_length=1, max_length=10)]
    at_column: Name | None = None

    @property
    def may_name_others(self) -> bool:
        """Whether somebody reads its rows first.

        Only an employee number is one person's for good. A name may be another's too, and an
        address be handed on, shared, or stand in a row that is about somebody else.
        """
        return bool(self.names_others) or self.matched_by is not Matched.EMPLOYEE_ID


class Configuration(Head):
    """``url`` is an SQLAlchemy address without a password; ``time_zone`` that of bare stamps."""

    kind: Literal["sql"]
    url: str
    password: SecretStr | None = None
    timeout_seconds: Annotated[int, Field(ge=1, le=300)] = 20
    time_zone: str = "UTC"
    tables: Annotated[list[SourceTable], Field(min_length=1, max_length=100)]

    @field_validator("url")
    @classmethod
    def _is_an_address_without_a_password(cls, url: str) -> str:
        try:
            parts = make_url(url)
            parts.get_backend_name()
        except (ArgumentError, ValueError):
            raise ValueError("must be an address such as postgresql://reader@host/hr") from None
        if parts.password is not None or _PASSWORDS & {name.lower() for name in parts.query}:
            raise ValueError("must have no password in it: write it as password, to be sealed")
        return url

    @field_validator("time_zone")
    @classmethod
    def _is_a_zone(cls, name: str) -> str:
        if name not in _zones():
            raise ValueError("must be a time zone such as Europe/London")
        return name

    @model_validator(mode="after")
    def _tables_fit(self) -> Self:
        check_tables(self.tables, third_parties=self.third_parties)
        return self

    @property
    def address(self) -> URL:
        """The address with its password: never shown."""
        url = make_url(self.url)
        return url.set(password=self.password.get_secret_value()) if self.password else url
