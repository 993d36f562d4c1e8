"""What differs between two wordings, word by word."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Literal

Part = tuple[Literal["same", "removed", "added"], str]
_WORD = re.compile(r"\S+")
_TOO_SHORT = 2  # words that stayed, alone between two changes, only make a comparison hard to read


def compare(before: str, after: str) -> list[Part]:
    """The wording after, with what was taken out and put in: runs of words in reading order.

    Joining the words that are not “added” gives the wording before, those not “removed” the
    one after, each with single spaces.
    """
    old, new = _WORD.findall(before), _WORD.findall(after)
    parts: list[Part] = []
    removed: list[str] = []
    added: list[str] = []
    for same, gone, come in _runs(old, new):
        if same and (removed or added):
            parts += _changed(removed, added)
            removed, added = [], []
        parts += [("same", " ".join(same))] if same else []
        removed += gone
        added += come
    return parts + _changed(removed, added)


def _runs(old: list[str], new: list[str]) -> Iterator[tuple[list[str], list[str], list[str]]]:
    """Words that stayed, went and came; a short stay between two changes counts as both."""
    opcodes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for place, (kind, start, end, new_start, new_end) in enumerate(opcodes):
        alone = 0 < place < len(opcodes) - 1 and end - start <= _TOO_SHORT
        if kind == "equal" and not alone:
            yield old[start:end], [], []
        else:
            yield [], old[start:end], new[new_start:new_end]


def _changed(removed: list[str], added: list[str]) -> list[Part]:
    parts: list[Part] = [("removed", " ".join(removed))] if removed else []
    return parts + ([("added", " ".join(added))] if added else [])
