"""Logs are lines of JSON that say which error and where, never what it said."""

import json
import logging

import pytest

from app.core import logs

CANARY = "Amara Okafor was absent"


def _lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    said = capsys.readouterr()
    assert said.out == ""
    return [json.loads(line) for line in said.err.splitlines()]


def test_a_line_has_its_moment_level_and_ids(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure()

    logs.log.warning("job late", job="0193")

    [line] = _lines(capsys)
    assert line["event"] == "job late"
    assert line["job"] == "0193"
    assert line["level"] == "warning"
    assert str(line["at"]).endswith("+00:00")


def test_an_error_is_named_without_its_words(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure()
    try:
        try:
            raise KeyError(CANARY)
        except KeyError as inner:
            raise ValueError(CANARY) from inner
    except ValueError:
        logs.log.exception("incident", incident="K7M29X")

    [line] = _lines(capsys)
    assert line["error"] == ["ValueError", "KeyError"]
    assert line["incident"] == "K7M29X"
    assert "test_logs.py" in str(line["where"])
    assert CANARY not in json.dumps(line)


def test_libraries_log_the_same_way(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure()
    try:
        raise ValueError(CANARY)
    except ValueError:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application")
    logging.getLogger("some.library").info("nobody asked")

    [line] = _lines(capsys)
    assert line["logger"] == "uvicorn.error"
    assert line["error"] == ["ValueError"]
    assert CANARY not in json.dumps(line)
