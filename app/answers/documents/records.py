"""A row in which other people may be named, as lines of “Title: value”."""

import json
from collections.abc import Mapping

from app.answers.documents import rules


def lines(content: bytes, titles: Mapping[str, str]) -> str:
    """The fields of a JSON object in their order, nested ones with the names that lead to them.

    A field that has a title is called by it; whoever reads it knows no names of columns.
    ValueError or RecursionError: it is no JSON, or deeper than anybody writes.
    """
    whole = json.loads(
        rules.decoded(content),
        object_pairs_hook=tuple,
        parse_int=str,
        parse_float=str,
        parse_constant=str,
    )
    if isinstance(whole, tuple):
        whole = tuple((titles.get(name) or name, value) for name, value in whole)
    found: list[str] = []
    _walk(whole, (), found)
    return "\n".join(found)


def _walk(value: object, path: tuple[str, ...], found: list[str]) -> None:
    if isinstance(value, tuple):
        for name, inner in value:
            _walk(inner, (*path, rules.one_line(name)), found)
        return
    if isinstance(value, list):
        for inner in value:
            _walk(inner, path, found)
        return
    said = {None: "", True: "Yes", False: "No"}[value] if value in (None, True, False) else value
    text = rules.seen(str(said))
    found.append(f"{', '.join(path)}: {text}" if path else text)
