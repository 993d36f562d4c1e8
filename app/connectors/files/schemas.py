"""What a folder is configured with (docs/connectors/files.md)."""

from enum import StrEnum
from pathlib import PurePosixPath
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, field_validator, model_validator

from app.connectors.heads.schemas import Head
from app.connectors.rows.schemas import Rows
from app.connectors.tables.schemas import Name, check_tables

# Names of files under the root; * and ? stay in one folder, **/ is any number of folders.
Pattern = Annotated[str, StringConstraints(pattern=r"^[^/\x00-\x1f][^\x00-\x1f]*$", max_length=200)]
Patterns = Annotated[list[Pattern], Field(max_length=50)]


class Format(StrEnum):
    """How a table is written: JSON is one list, lines are one JSON object each."""

    CSV = "csv"
    JSON = "json"
    LINES = "lines"


class Encoding(StrEnum):
    UTF_8 = "utf-8"
    WINDOWS_1252 = "windows-1252"
    LATIN_1 = "iso-8859-1"
    LATIN_9 = "iso-8859-15"


class Sheet(Rows):
    """A table in files. ``rows`` is where the list stands in JSON; empty: the file is the list."""

    files: Annotated[Patterns, Field(min_length=1)]
    format: Format
    encoding: Encoding = Encoding.UTF_8
    delimiter: Annotated[str, StringConstraints(pattern=r"^[,;|\t]$")] = ","
    rows: Name | Literal[""] = ""


class Configuration(Head):
    """A folder. ``mail`` are mailboxes (mbox, or .eml), ``papers`` PDF and text.

    What no pattern names is told of in every search, unless ``left_out`` names it.
    """

    kind: Literal["files"]
    root: Annotated[str, StringConstraints(max_length=500)]
    tables: Annotated[list[Sheet], Field(max_length=50)] = Field(default_factory=list)
    mail: Patterns = Field(default_factory=list)
    papers: Patterns = Field(default_factory=list)
    left_out: Patterns = Field(default_factory=list)

    @field_validator("root")
    @classmethod
    def _is_a_folder_of_its_own(cls, root: str) -> str:
        path = PurePosixPath(root)
        if not path.is_absolute() or ".." in path.parts or len(path.parts) < 2 or "\0" in root:
            raise ValueError("must be the whole path of a folder, not the root of the machine")
        return root

    @model_validator(mode="after")
    def _says_what_is_searched(self) -> Self:
        check_tables(self.tables, third_parties=self.third_parties)
        if not (self.tables or self.mail or self.papers):
            raise ValueError("says nothing to be searched: tables, mail or papers")
        if (self.mail or self.papers) and not self.third_parties:
            raise ValueError("third_parties is false, but mail and papers may name others")
        for pattern in self.patterns:
            if ".." in pattern.split("/"):
                raise ValueError("a pattern does not lead upwards")
        return self

    @property
    def patterns(self) -> list[str]:
        """All that names files to be searched."""
        return [*(each for sheet in self.tables for each in sheet.files), *self.mail, *self.papers]
