"""What did not match the register, in sentences for the person it concerns."""

from datetime import datetime

from app.access_log.promises.rules import Flag, Told, Verdict
from app.access_log.sentences import Translate
from app.core.language import N_, gettext
from app.core.web import dates
from app.register.in_force.rules import Practice
from app.register.terms.schemas import Hours


def sentences(
    told: Told, practice: Practice | None, zone: str, translate: Translate = gettext
) -> str:
    """What differed, what was checked, and what became of it."""
    said = [*_difference(told, practice, translate), _later(told, zone, translate)]
    said.append(_answer(told, zone, translate))
    return " ".join(part for part in said if part)


def rules(translate: Translate = gettext) -> list[tuple[str, str]]:
    """Each check as a heading and the sentence that explains it, in their order."""
    return [(translate(title), translate(text)) for title, text in _RULES.values()]


def _difference(told: Told, practice: Practice | None, translate: Translate) -> list[str]:
    named = {"practice": practice.title if practice else ""}
    if told.flag == Flag.OUT_OF_PLACE:
        return _out_of_place(told, practice, translate)
    if told.flag == Flag.OVER_RETENTION:
        kept = practice.document.retention.label if practice else ""
        named |= {"days": told.detail, "kept": kept}
    said = [translate(_BESIDE.get(told.flag, _UNKNOWN)) % named]
    checked = _CHECKED.get(told.flag, "")
    return [*said, translate(checked) % named] if checked and practice else [*said, _all(told)]


def _all(told: Told, translate: Translate = gettext) -> str:
    everything = _EVERYTHING.get(told.flag)
    return translate(everything) if everything else ""


def _out_of_place(told: Told, practice: Practice | None, translate: Translate) -> list[str]:
    said = [translate(_COLLECTED[word]) for word in told.detail.split() if word in _COLLECTED]
    if practice is None:
        return said
    covers = practice.document
    named = {"practice": practice.title}
    if covers.collected_at and told.detail != "out":
        named["places"] = translate(N_(" or ")).join(
            translate(_PLACES[place]) for place in covers.collected_at
        )
        said.append(translate(N_("“%(practice)s” covers it only %(places)s.")) % named)
    if covers.collected_hours is Hours.IN and "out" in told.detail.split():
        said.append(translate(N_("“%(practice)s” covers working hours only.")) % named)
    return said


def _later(told: Told, zone: str, translate: Translate) -> str:
    said = []
    if told.rechecked:
        said.append(
            translate(N_("We found this on %(day)s, when the register was corrected."))
            % _on(told.found_at, zone)
        )
    if told.lifted_at:
        said.append(
            translate(N_("The register was corrected on %(day)s; this is now declared."))
            % _on(told.lifted_at, zone)
        )
    return " ".join(said)


def _answer(told: Told, zone: str, translate: Translate) -> str:
    if told.answered_at is None:
        return ""
    named = _on(told.answered_at, zone) | {
        "finding": translate(_VERDICTS[Verdict(told.verdict)]),
        "sentence": told.answer,
    }
    return translate(N_("We looked into this on %(day)s: %(finding)s. “%(sentence)s”")) % named


def _on(moment: datetime, zone: str) -> dict[str, str]:
    return {"day": dates.day_month(moment, zone)}


_UNKNOWN = N_("This differs from what the register says.")
_BESIDE: dict[str, str] = {
    Flag.NOT_IN_REGISTER: N_("The register does not describe this data in this system."),
    Flag.UNDECLARED_CATEGORY: N_("The register does not name this kind of data for this system."),
    Flag.UNDECLARED_PURPOSE: N_("The register does not give this reason for using this data."),
    Flag.UNDECLARED_READER: N_("The register does not name them among those who may see it."),
    Flag.OVER_RETENTION: N_("The data was older than the register says we keep it."),
    Flag.AFTER_STOP: N_("You had not said yes to this use, or your yes had ended."),
}
_CHECKED: dict[str, str] = {
    Flag.UNDECLARED_PURPOSE: N_("We checked the reasons under “%(practice)s”."),
    Flag.UNDECLARED_READER: N_("We checked who can see it under “%(practice)s”."),
    Flag.OVER_RETENTION: N_(
        "We checked the time under “%(practice)s” (%(kept)s). "
        "The oldest data was %(days)s days old."
    ),
    Flag.AFTER_STOP: N_("We checked what you had answered to “%(practice)s”."),
}
_EVERYTHING: dict[str, str] = {
    Flag.NOT_IN_REGISTER: N_("We checked everything that was in use that day."),
    Flag.UNDECLARED_CATEGORY: N_("We checked all that it says of the system."),
}
_COLLECTED: dict[str, str] = {
    "home": N_("This was collected at home, which the register does not say."),
    "site": N_("This was collected on site, which the register does not say."),
    "vehicle": N_("This was collected in a vehicle, which the register does not say."),
    "out": N_("This was collected outside working hours, which the register does not say."),
}
_PLACES: dict[str, str] = {
    "home": N_("at home"),
    "site": N_("on site"),
    "vehicle": N_("in a vehicle"),
}
_VERDICTS: dict[Verdict, str] = {
    Verdict.REGISTER_INCOMPLETE: N_("the register is missing this, and we are correcting it"),
    Verdict.SOURCE_WRONG: N_("the system reported it wrongly"),
    Verdict.NOT_ALLOWED: N_("it was not allowed, and the data protection lead follows up"),
}
_RULES: dict[str, tuple[str, str]] = {
    Flag.NOT_IN_REGISTER: (
        N_("Not in the register"),
        N_("Nothing under “What's collected” describes this data in this system."),
    ),
    Flag.UNDECLARED_CATEGORY: (
        N_("A kind of data the register does not name"),
        N_("The register describes the system, but not this kind of data in it."),
    ),
    Flag.UNDECLARED_PURPOSE: (
        N_("A reason the register does not give"),
        N_("The register describes the data, but not this reason for using it."),
    ),
    Flag.UNDECLARED_READER: (
        N_("A reader the register does not name"),
        N_(
            "The register describes the data, but whoever looked is not among those who may: "
            "nobody in their role, or no such job."
        ),
    ),
    Flag.OVER_RETENTION: (
        N_("Data that is too old"),
        N_("The data was older than the time we said we keep it for. Deleting it is never marked."),
    ),
    Flag.OUT_OF_PLACE: (
        N_("Collected where or when it is not meant to be"),
        N_(
            "The data was collected at home, on site or in a vehicle, or outside working hours, "
            "and the register says that it is not."
        ),
    ),
    Flag.AFTER_STOP: (
        N_("Used without your yes"),
        N_(
            "You had not said yes to this use, or your yes had ended, and the data was used all "
            "the same. The privacy officers are told, and have to answer."
        ),
    ),
}
