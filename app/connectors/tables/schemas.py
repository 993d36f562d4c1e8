"""What the tables of a source are called, for people: titles, codes, and who else is named."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from app.connectors.schemas import Column, Table
from app.register.terms.schemas import FileName, Short

Name = Annotated[str, StringConstraints(min_length=1, max_length=128, pattern=r"^[^\x00-\x1f]+$")]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class ColumnWords(Strict):
    """A column in plain words; ``codes`` says what each value means."""

    title: Short
    codes: Annotated[dict[Name, Short], Field(max_length=2000)] = {}


class TableWords(Strict):
    """A table that a source gives rows of. ``names_others``: columns that may name other people."""

    name: FileName
    title: Short
    columns: Annotated[dict[Name, ColumnWords], Field(min_length=1, max_length=200)]
    names_others: Annotated[list[Name], Field(max_length=200)] = []

    @model_validator(mode="after")
    def _others_are_named_in_columns(self) -> Self:
        for name in self.names_others:
            if name not in self.columns:
                raise ValueError(f"names_others has “{name}”, which is not among the columns")
        return self

    @property
    def words(self) -> Table:
        """The table as it is given to people."""
        columns = {name: Column(one.title, one.codes) for name, one in self.columns.items()}
        return Table(self.name, self.title, columns)

    @property
    def titles(self) -> dict[str, str]:
        """What each column is called, for people."""
        return {name: one.title for name, one in self.columns.items()}


def repeated(tables: Sequence[TableWords]) -> str | None:
    """The name of a table that stands there twice."""
    names = [table.name for table in tables]
    return next((name for name in names if names.count(name) > 1), None)


def check_tables(tables: Sequence[TableWords], *, third_parties: bool) -> None:
    """ValueError if two tables have one name, or others are named where nobody should be."""
    if name := repeated(tables):
        raise ValueError(f"two tables are called “{name}”")
    if not third_parties and any(table.names_others for table in tables):
        raise ValueError("third_parties is false, but a table has names_others")


def by_name(tables: Sequence[TableWords]) -> Mapping[str, TableWords]:
    return {table.name: table for table in tables}
