"""Looks in the words of one reader: rows and the groups they stand in. No database, no clock."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import groupby
from urllib.parse import quote

from babel.dates import format_date
from markupsafe import Markup

from app.access_log.erasing import words as deletions
from app.access_log.looks import details, numbering
from app.access_log.looks.display import Display, Who, shown
from app.access_log.promises import words as promise_words
from app.access_log.promises.rules import Told
from app.access_log.queries import Look
from app.access_log.rules import ANSWER_CONCERN
from app.access_log.sentences import (
    LOCALE,
    Naming,
    Parts,
    Reason,
    listed,
    marked,
    sentence,
    unknown_data,
)
from app.access_log.unusual import rules as unusual
from app.access_log.unusual import words
from app.core.language import N_
from app.core.language import gettext as _
from app.core.web import dates
from app.identity.sources.rules import PORTAL
from app.register.in_force.rules import Register
from app.register.rules import Looker
from app.register.systems import rules as systems

PATH = "/looked"
RECENT_DAYS = 10  # days that stand alone; what is older in a month stands together

Relation = Callable[[str, datetime], str | None]


@dataclass(frozen=True)
class Teller:
    """Puts looks into the words that one subject (an employee id) may read."""

    subject: str
    display: Display
    register: Register
    relation: Relation
    zone: str
    organisation: str = ""

    def row(self, look: Look) -> "Row":
        return Row(look, self)

    def who(self, look: Look) -> Who:
        relation = ""
        if look.accessor.kind == "person" and self.display is Display.NAME:
            relation = _RELATIONS.get(self.relation(look.accessor.id, look.occurred_at), "")
        words = _(relation) if relation else ""
        return shown(look.accessor, self.subject, self.display, words, ours=self._ours(look))

    def looker(self, look: Look) -> Looker | None:
        """Who it was, as far as this reader is shown it; None where she is shown a unit alone."""
        who, named = look.accessor, look.accessor.kind != "person" or not self._ours(look)
        if not named and self.display is Display.UNIT:
            return None
        manages = self.display is Display.NAME and self.relation(who.id, look.occurred_at) == "now"
        return Looker(
            role=who.role or "",
            unit=who.unit or "",
            relation="manager" if manages else "",
            organisation=(who.organisation or "") if who.kind == "external" else "",
            service=who.id if who.kind == "service" else "",
        )

    def _ours(self, look: Look) -> bool:
        """Whether it was one of our own people; others are always named (LAW LOG-4)."""
        other = look.accessor.organisation not in {None, "", self.organisation}
        return not (other and look.accessor_person_id is None)

    def data(self, look: Look) -> str:
        """“absence record and pay”, in the register's words."""
        return listed([self.category(code) for code in look.categories])

    def category(self, code: str) -> str:
        return self.register.category(code) or unknown_data(code)

    def system(self, code: str, categories: Sequence[str] = ()) -> str:
        """“HR Core”: the tool in which this data is kept, as the register names it."""
        return systems.name(self.register, code, categories)

    def reason(self, look: Look) -> Reason:
        purpose = self.register.purpose(look.purpose)
        return Reason(purpose.phrase, known=True) if purpose else Reason(look.purpose, known=False)

    def finding(self, told: Told) -> str:
        """How an access differs from what the register says, and what became of that."""
        practice = self.register.practice(told.practice)
        return promise_words.sentences(told, practice, self.zone)

    def why(self, code: str) -> str:
        """“Preparing your return-to-work meeting”; a reason nobody declared, as it was given."""
        purpose = self.register.purpose(code)
        return purpose.label if purpose else _("“%(code)s”") % {"code": code}


_RELATIONS: dict[str | None, str] = {
    "now": N_("your manager"),
    "former": N_("your former manager"),
}


@dataclass(frozen=True)
class Row:
    """One look as its reader sees it."""

    look: Look
    teller: Teller

    @property
    def at(self) -> datetime:
        return self.look.occurred_at

    @property
    def day(self) -> date:
        return dates.local(self.at, self.teller.zone).date()

    @cached_property
    def who(self) -> Who:
        return self.teller.who(self.look)

    @cached_property
    def key(self) -> str:
        """The entry's reference for this reader."""
        return numbering.reference(self.look.seq, self.teller.subject)

    @property
    def url(self) -> str:
        return f"{PATH}/{self.key}"

    @property
    def who_url(self) -> str:
        """The page about this accessor; none about yourself."""
        if self.who.naming is Naming.YOU:
            return ""
        return f"{PATH}/people/{quote(self.who.key, safe='')}"

    @property
    def of_concern(self) -> bool:
        """Whether an officer looked at a concern: whoever raised it writes there instead."""
        return (self.look.system, self.look.purpose) == (PORTAL, ANSWER_CONCERN)

    @property
    def beside(self) -> str:
        """The line under the name: role, unit or “Your manager”."""
        return _upper_first(self.who.beside)

    @cached_property
    def system(self) -> str:
        return self.teller.system(self.look.system, self.look.categories)

    @property
    def seen(self) -> set[tuple[str, str]]:
        """Which data of which system, by their codes."""
        return {(self.look.system, code) for code in self.look.categories}

    @property
    def recorded_at(self) -> datetime:
        return self.look.recorded_at

    @property
    def case(self) -> str:
        """“Case HR-2207”; empty where there is none."""
        return _("Case %(case)s") % {"case": self.look.case} if self.look.case else ""

    @cached_property
    def what(self) -> str:
        return _upper_first(self.teller.data(self.look))

    @cached_property
    def detail(self) -> str:
        return details.how_much(self.look)

    @cached_property
    def why(self) -> str:
        return self.teller.why(self.look.purpose)

    @cached_property
    def explanations(self) -> list[str]:
        """Why the entry is amber, in the order of the flags; a finding with what became of it."""
        said = [said for flag in self.flags for said in self._explained(flag)]
        return said or ([words.neutral()] if self.unusual else [])

    @property
    def flags(self) -> tuple[str, ...]:
        """All but those that would say who it was to a reader who is shown no names (LOG-3)."""
        named = self.teller.display is Display.NAME
        return tuple(f for f in self.look.flags if named or f not in unusual.NAMING)

    def _explained(self, flag: str) -> list[str]:
        findings = [told for told in self.look.findings if told.flag == flag]
        if not findings:
            return [words.explanation(flag)]
        return [self.teller.finding(told) for told in findings]

    @property
    def unusual(self) -> bool:
        return bool(self.look.flags)

    @property
    def late(self) -> bool:
        """Whether it was reported on a later day than it happened."""
        return dates.local(self.look.recorded_at, self.teller.zone).date() > self.day

    @property
    def sentence(self) -> str:
        if self.look.state == "unreadable":
            return _("This entry cannot be read.")
        if self.look.state == "erased":
            return deletions.sentence(self.look.erasure, self.teller.zone)
        return sentence(self._parts)

    @property
    def marked(self) -> Markup:
        return marked(self._parts)

    @property
    def _parts(self) -> Parts:
        teller, who = self.teller, self.who
        return Parts(
            naming=who.naming,
            action=self.look.action,
            data=teller.data(self.look),
            reason=teller.reason(self.look),
            name=who.name,
            beside=who.beside,
        )


@dataclass(frozen=True)
class Group:
    """Rows under a heading. ``dated`` rows show their day beside the time."""

    title: str
    rows: Sequence[Row]
    dated: bool = True


def by_date(rows: Sequence[Row], today: date) -> Iterator[Group]:
    """A group for each of the last ten days, then one for the rest of each month."""
    for (alone, day), found in groupby(rows, key=lambda row: _period(row.day, today)):
        if alone:
            yield Group(dates.day_near(day), list(found), dated=False)
        elif (day.year, day.month) == (today.year, today.month):
            month = format_date(day, "LLLL", locale=LOCALE)
            yield Group(_("Earlier in %(month)s") % {"month": month}, list(found))
        else:
            yield Group(dates.month(day), list(found))


def by_person(rows: Sequence[Row]) -> Iterator[Group]:
    """A group for each accessor, whoever looked last first."""
    for found in _gathered(rows, lambda row: row.who.key):
        who = found[0].who
        yield Group(_both(who) if who.beside else who.name, found)


def by_reason(rows: Sequence[Row]) -> Iterator[Group]:
    """A group for each reason, the latest first."""
    for found in _gathered(rows, lambda row: row.look.purpose):
        yield Group(found[0].why, found)


def _both(who: Who) -> str:
    return _("%(name)s, %(beside)s") % {"name": who.name, "beside": who.beside}


def _period(day: date, today: date) -> tuple[bool, date]:
    recent = (today - day).days < RECENT_DAYS
    return (True, day) if recent else (False, day.replace(day=1))


def _gathered(rows: Iterable[Row], key: Callable[[Row], str]) -> list[list[Row]]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return list(groups.values())


def _upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]
