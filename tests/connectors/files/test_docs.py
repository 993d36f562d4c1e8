"""The example of the docs is a configuration."""

import json
import re
from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from app.connectors.files.schemas import Configuration

DOCS = Path(__file__).parents[3] / "docs" / "connectors" / "files.md"


def test_the_example_of_the_docs_is_a_configuration() -> None:
    example = re.search(r"(?:^    .*\n)+", DOCS.read_text(), re.MULTILINE)
    assert example
    given = yaml.safe_load(re.sub(r"^    ", "", example[0], flags=re.MULTILINE))
    configuration = Configuration.model_validate(given)
    assert [each.name for each in configuration.tables] == ["absences", "doors"]
    assert configuration.left_out == ["**/*.tmp", "README.txt"]
    kept = json.dumps(configuration.model_dump(mode="json"))
    assert Configuration.model_validate_json(kept, strict=True) == configuration
    with pytest.raises(ValidationError):
        Configuration.model_validate(given | {"root": "archive"})
