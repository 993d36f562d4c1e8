"""How a table of a source is mapped: which of its fields are given, and in which words."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.connectors.schemas import Column, Table
from app.register.terms.schemas import Code, Short

# A field's name in the source; in JSON with full stops, from the outside in.
Path = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class Part(BaseModel):
    """A part of a connector's configuration: only names it knows, and no input in its faults."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class Meant(Part):
    """A field in plain words; ``codes`` says what each of its codes means."""

    title: Short
    codes: dict[str, Short] = {}


class Rows(Part):
    """A table. ``names_others``: its rows are read before they are given away.

    ``person`` is the field with the employee id, ``key`` the one with the row's own name,
    ``date`` the one with its day or moment (ISO 8601, or Unix seconds or milliseconds).
    """

    name: Code
    title: Short
    person: Path
    key: Path
    date: Path | None = None
    columns: Annotated[dict[Path, Meant], Field(min_length=1, max_length=200)]
    names_others: bool = True

    @property
    def table(self) -> Table:
        """The table as the contract has it."""
        words = {name: Column(each.title, each.codes) for name, each in self.columns.items()}
        return Table(self.name, self.title, words)
