"""Trust policies (c2sp.org/tlog-policy): which logs are known, and who must have witnessed them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from app.core.crypto.notes import COSIGNATURE, ED25519, Key, NoteError, parse_key

NO_QUORUM = "none"
MOST_LINES, MOST_OF_A_KIND = 10_000, 200
_BLANKS = re.compile(r"[ \t]+")
_NO_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_LEAST = re.compile(r"[1-9][0-9]{0,8}")


class PolicyError(ValueError):
    """Not a trust policy."""


class Party(NamedTuple):
    """A log or a witness: its key, and where it is reached, if that is said."""

    key: Key
    url: str = ""


class Group(NamedTuple):
    """Witnesses and groups of which at least so many must have signed."""

    least: int
    members: tuple[str, ...]


class Policy(NamedTuple):
    """What a checkpoint must carry. Names of witnesses and groups mean nothing elsewhere."""

    logs: tuple[Party, ...]
    witnesses: Mapping[str, Party]
    groups: Mapping[str, Group]
    quorum: str

    def is_met(self, names: Iterable[str]) -> bool:
        """Whether the signatures of the witnesses so named are enough."""
        signed = set(names)
        return self.quorum == NO_QUORUM or self._has_signed(self.quorum, signed)

    def _has_signed(self, name: str, signed: set[str]) -> bool:
        group = self.groups.get(name)
        if group is None:
            return name in signed
        return sum(self._has_signed(each, signed) for each in group.members) >= group.least

    @property
    def fewest(self) -> int:
        """How many witnesses must have signed at least."""
        return 0 if self.quorum == NO_QUORUM else self._fewest(self.quorum)

    def _fewest(self, name: str) -> int:
        group = self.groups.get(name)
        if group is None:
            return 1
        return sum(sorted(self._fewest(each) for each in group.members)[: group.least])

    def __str__(self) -> str:
        said = [("log", str(each.key), each.url) for each in self.logs]
        witnesses = self.witnesses.items()
        said += [("witness", name, f"{each.key} {each.url}") for name, each in witnesses]
        said += [
            ("group", name, f"{group.least} {' '.join(group.members)}")
            for name, group in self.groups.items()
        ]
        said.append(("quorum", self.quorum, ""))
        return "".join(" ".join(line).rstrip() + "\n" for line in said)


def parse_policy(text: str) -> Policy:
    """A policy, a line each. Raises PolicyError, which names the line."""
    lines = text.split("\n")
    if len(lines) > MOST_LINES:
        raise PolicyError("too many lines")
    read = _Read()
    for number, line in enumerate(lines, 1):
        words = [word for word in _BLANKS.split(line) if word]
        if _NO_TEXT.search(line):
            raise PolicyError(f"line {number}: a control character")
        if not words or words[0].startswith("#"):
            continue
        try:
            read.line(*words)
        except (PolicyError, NoteError) as wrong:
            raise PolicyError(f"line {number}: {wrong}") from wrong
    if not read.quorum:
        raise PolicyError("no quorum line")
    return Policy(tuple(read.logs), read.witnesses, read.groups, read.quorum)


class _Read:
    """What was read of a policy so far: a line may name only what stands above it."""

    def __init__(self) -> None:
        self.logs: list[Party] = []
        self.witnesses: dict[str, Party] = {}
        self.groups: dict[str, Group] = {}
        self.quorum = ""
        self._members: set[str] = set()

    def line(self, kind: str, *words: str) -> None:
        if kind == "log" and len(words) in {1, 2}:
            self.logs.append(_party(ED25519, self.logs, *words))
        elif kind == "witness" and len(words) in {2, 3}:
            name, *about = words
            self._is_new(name, self.witnesses)
            self.witnesses[name] = _party(COSIGNATURE, self.witnesses.values(), *about)
        elif kind == "group" and len(words) >= 3:
            self._group(*words)
        elif kind == "quorum" and len(words) == 1:
            self._quorum(words[0])
        else:
            raise PolicyError("not a line of a policy")

    def _group(self, name: str, least: str, *members: str) -> None:
        self._is_new(name, self.groups)
        for each in members:
            if each not in self.witnesses and each not in self.groups:
                raise PolicyError(f"{each} is not defined above")
            if each in self._members:
                raise PolicyError(f"{each} is a member already")
            self._members.add(each)
        if least not in {"any", "all"} and not _LEAST.fullmatch(least):
            raise PolicyError("not a number of members")
        count = {"any": 1, "all": len(members)}.get(least) or int(least)
        if count > len(members):
            raise PolicyError("more than there are members")
        self.groups[name] = Group(count, members)

    def _quorum(self, name: str) -> None:
        if self.quorum:
            raise PolicyError("a second quorum")
        if name != NO_QUORUM and name not in self.witnesses and name not in self.groups:
            raise PolicyError(f"{name} is not defined above")
        self.quorum = name

    def _is_new(self, name: str, among: Mapping[str, object]) -> None:
        if name == NO_QUORUM or name in self.witnesses or name in self.groups:
            raise PolicyError(f"{name} has a meaning already")
        if len(among) >= MOST_OF_A_KIND:
            raise PolicyError("too many of them")


def _party(kind: int, others: Iterable[Party], vkey: str, url: str = "") -> Party:
    key, known = parse_key(vkey), [each.key.public for each in others]
    if key.kind != kind:
        raise PolicyError("a key that signs something else")
    if key.public in known:
        raise PolicyError("a key that stands here already")
    if len(known) >= MOST_OF_A_KIND:
        raise PolicyError("too many of them")
    return Party(key, url)
