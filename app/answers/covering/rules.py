"""Suggestions of what to cover: other people's names, addresses and numbers in a text."""

import re
from collections.abc import Iterable, Iterator, Sequence

from app.answers.covering import numbers, people
from app.answers.covering.folding import tokens
from app.answers.covering.names import Names
from app.answers.covering.schemas import Kind, Known, Suggestion
from app.answers.covering.words import ROLES

AT = re.compile(r"@|%40")
LOCAL = re.compile(r"[\w.+%'’&-]*")
DOMAIN = re.compile(r"[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}")
HANDLE = re.compile(r"\w+(?:[._-]\w+)*")
NUMBERED = re.compile(
    r"(?i)\b(?:employee|staff|payroll|personnel|badge|worker|id|no|number|nr)\W{0,4}$"
)


def suggestions(
    text: str, *, names: Names, subject: Known, participants: Sequence[str] = ()
) -> list[Suggestion]:
    """What in a text may be about somebody other than the person who asked, in its order.

    ``names`` is the directory (she may be in it), ``subject`` who asked and all that is hers,
    ``participants`` who wrote and got the document, as a reading has them. Nothing overlaps; of
    two that would, the longer is kept and what is left of the other stays. The time is in
    proportion to the text's length.
    """
    words = tokens(text, names.words)
    own = Names([subject])
    present = people.present(participants, names, own)
    found = [
        *people.found(text, words, names=names, own=own, present=present),
        *_addresses(text, own),
        *_handles(text, names, own),
        *numbers.found(text),
    ]
    hers = {numbers.compact(each) for each in subject.ids}
    return _apart(text, (each for each in found if not _is_hers(each, hers)))


def _is_hers(each: Suggestion, hers: set[str]) -> bool:
    if each.kind is not Kind.PHONE:
        return each.kind not in {Kind.NAME, Kind.PARTICIPANT} and numbers.compact(each.same) in hers
    ending = each.same[-9:]
    return any(len(own) >= 9 and own.endswith(ending) for own in hers) or each.same in hers


def _addresses(text: str, own: Names) -> Iterator[Suggestion]:
    """E-mail addresses, also those of which only the user's name is written."""
    before = 0
    for at in AT.finditer(text):
        start = max(before, at.start() - 64)
        backwards = LOCAL.match(text[start : at.start()][::-1])
        start = at.start() - (backwards.end() if backwards else 0)
        while start < at.start() and text[start] in ".'’&-%+":
            start += 1
        domain = DOMAIN.match(text, at.end())
        end = domain.end() if domain else at.end()
        before = end
        local = text[start : at.start()].casefold()
        if not local or local in ROLES or _own_address(text[start:end].casefold(), local, own):
            continue
        yield Suggestion(start, end, Kind.ADDRESS, text[start:end].casefold().replace("%40", "@"))


def _own_address(address: str, local: str, own: Names) -> bool:
    """Hers, or one made of her own first and family name."""
    if address.replace("%40", "@") in own.addresses or local in own.ids:
        return True
    keys = [each.key for each in tokens(local)]
    return len(keys) > 1 and all(each in own.words for each in keys)


def _handles(text: str, names: Names, own: Names) -> Iterator[Suggestion]:
    """Employee numbers and user names of the directory."""
    for match in HANDLE.finditer(text):
        said = match[0].casefold()
        if said not in names.ids or said in own.ids:
            continue
        label = NUMBERED.search(text, max(0, match.start() - 24), match.start())
        odd = not said.isalpha() or (len(said) > 4 and not people.ordinary(said, names))
        if label or (len(said) > 4 if said.isdigit() else odd):
            yield Suggestion(*match.span(), Kind.EMPLOYEE_ID, numbers.compact(said))


def _apart(text: str, found: Iterable[Suggestion]) -> list[Suggestion]:
    """Without overlaps: the longest first, then what the others have left."""
    taken, kept = bytearray(len(text)), []
    for each in sorted(found, key=lambda s: (s.start - s.end, s.start, s.kind)):
        if taken.find(1, each.start, each.end) < 0:
            kept.append(each)
        else:
            kept += _left(text, each, taken)
        taken[each.start : each.end] = b"\x01" * (each.end - each.start)
    return sorted(kept, key=lambda s: s.start)


def _left(text: str, each: Suggestion, taken: bytearray) -> Iterator[Suggestion]:
    start = each.start
    while start < each.end:
        end = taken.find(1, start, each.end)
        end = each.end if end < 0 else end
        said = text[start:end]
        if any(c.isalnum() for c in said):
            begin = start + len(said) - len(said.lstrip(" \n.,;:'\"@<>()-"))
            stop = begin + len(text[begin:end].rstrip(" \n.,;:'\"@<>()-"))
            yield Suggestion(begin, stop, each.kind, " ".join(text[begin:stop].casefold().split()))
        start = taken.find(0, end, each.end)
        start = each.end if start < 0 else start
