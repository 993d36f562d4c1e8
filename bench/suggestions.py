"""How many of other people's names are found, and how fast, beside one plain search?

``python -m bench.suggestions [--messages 2000] [--runs 3]``. The messages are labelled ones of
``tests/support/correspondence.py``; each is read once beforehand, and what is timed is the search
of its text. The baseline is what one would write first: one regular expression of all full names
and e-mail addresses of the directory, without regard to case, through the same texts. Ours and
the baseline take turns.

Recall is of names of others (all forms, those nobody can know included), once of all and once
without full names, which heads and signatures repeat; precision is the share of passages that lie
on a labelled mention. Last comes what a directory of 100,000 people takes (``--directory``):
seconds to lay out, MiB, and messages a second with it.
"""

import argparse
import json
import re
import time
import tracemalloc
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from app.answers.covering.names import Names
from app.answers.covering.rules import suggestions
from app.answers.covering.schemas import Known
from tests.support.correspondence import NAMES, Somebody, directory, messages
from tests.support.finding import Finder, Spans, Tally, Text, tally, texts


@dataclass
class Found:
    """What a finder gave, and how long it took each time."""

    tally: Tally
    seconds: list[float]

    def report(self, name: str, count: int) -> dict[str, object]:
        return {
            "name": name,
            "recall": round(self.tally.names, 4),
            "recall_but_full_names": round(self.tally.recall(NAMES - {"a"}), 4),
            "precision": round(self.tally.precision, 4),
            "messages_a_second": round(count / median(self.seconds)),
            "by_form": {said: [n, round(recall, 3)] for said, n, recall in self.tally.table()},
        }


def ours(names: Names) -> Finder:
    def finder(text: str, subject: Somebody, participants: Sequence[str]) -> Spans:
        given = suggestions(text, names=names, subject=subject.known, participants=participants)
        return [(each.start, each.end) for each in given]

    return finder


def plain(people: Sequence[Somebody]) -> Finder:
    """One search for all full names and addresses; her own are left out afterwards."""
    said = sorted({word for each in people for word in (each.name, each.address)}, key=len)
    pattern = re.compile(
        r"\b(?:" + "|".join(map(re.escape, reversed(said))) + r")\b", re.IGNORECASE
    )

    def finder(text: str, subject: Somebody, _participants: Sequence[str]) -> Spans:
        hers = {subject.name.casefold(), subject.address.casefold()}
        return [m.span() for m in pattern.finditer(text) if m[0].casefold() not in hers]

    return finder


def run(finder: Finder, found: Sequence[Text]) -> float:
    started = time.perf_counter()
    for each in found:
        finder(each.text, each.subject, each.participants)
    return time.perf_counter() - started


def many(
    people: Sequence[Somebody], found: Sequence[Text], count: int, size: int
) -> dict[str, object]:
    """The same with a directory of as many people as this."""
    more = []
    for n in range(size):
        given, family = people[n % len(people)].given, people[n * 7 % len(people)].family
        ending = chr(97 + n // len(people) % 26) + chr(97 + n // len(people) // 26 % 26)
        more.append(Known((f"{given} {family}{ending}",), (f"u{n}@northfold.example",), (f"N{n}",)))
    started = time.perf_counter()
    names = Names([each.known for each in people] + more)
    built = time.perf_counter() - started
    tracemalloc.start()
    again = Names([each.known for each in people] + more)
    held = tracemalloc.get_traced_memory()[0] / (1 << 20)
    tracemalloc.stop()
    assert again.pairs == names.pairs
    return {
        "name": f"directory of {size:,}",
        "seconds_to_build": round(built, 2),
        "mib": round(held),
        "messages_a_second": round(count / run(ours(names), found)),
    }


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--messages", type=int, default=2000)
    asked.add_argument("--runs", type=int, default=3)
    asked.add_argument("--directory", type=int, default=100_000)
    options = asked.parse_args()
    people = directory()
    found = texts(messages(people, options.messages))
    finders = {"suggestions": ours(Names(e.known for e in people)), "plain search": plain(people)}
    seconds: dict[str, list[float]] = {name: [] for name in finders}
    for _ in range(options.runs):
        for name, finder in finders.items():
            seconds[name].append(run(finder, found))
    lines = [
        Found(tally(found, finder), seconds[name]).report(name, options.messages)
        for name, finder in finders.items()
    ]
    print(json.dumps([*lines, many(people, found, options.messages, options.directory)], indent=1))


if __name__ == "__main__":
    main()
