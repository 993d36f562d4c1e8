"""A row in which other people may be named, as lines of “Title: value”."""

import json

from app.answers.documents import rules


def lines(content: bytes, media_type_charset: str = "") -> str:
    """The fields of a JSON object in their order, nested ones with the names that lead to them.

    ValueError or RecursionError: it is no JSON, or deeper than anybody writes.
    """
    whole = json.loads(
        rules.decoded(content, media_type_charset),
        object_pairs_hook=tuple,
        parse_int=str,
        parse_float=str,
        parse_constant=str,
    )
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
