"""The questions, each with the fields it rests on, and the fields that no question rests on.

They follow the ICO's “Employment practices and data protection: monitoring workers” and Acas's
guidance on monitoring at work; the words are ours (``register/_benchmark_words.html``).
"""

from dataclasses import dataclass
from enum import StrEnum

from app.register.benchmark.deciding import rules as deciding


class Guidance(StrEnum):
    ICO = "ico"
    ACAS = "acas"


# Where each is published: the ICO's own page, and the site on which Acas keeps its advice.
PUBLISHED = {
    Guidance.ICO: (
        "https://ico.org.uk/for-organisations/uk-gdpr-guidance-and-resources/"
        "employment-information/employment-practices-and-data-protection-monitoring-workers/"
    ),
    Guidance.ACAS: "https://www.acas.org.uk/",
}


class Evidence(StrEnum):
    """What a met item leads to: the practice's own words, or what was decided about it."""

    WORDS = "words"
    ASSESSMENT = "assessment"
    CONSULTATION = "consultation"


@dataclass(frozen=True)
class Item:
    """One question. ``says`` must not be empty; ``holds`` must find no fault.

    ``source`` is the point of the guidance that it follows, as ``_benchmark_words`` names it.
    """

    code: str
    guidance: Guidance
    source: str
    says: tuple[str, ...] = ()
    only: deciding.Condition | None = None
    holds: deciding.Requirement | None = None
    evidence: Evidence = Evidence.WORDS

    @property
    def rests_on(self) -> frozenset[str]:
        """Every field that can change the answer."""
        more = [part.fields for part in (self.only, self.holds) if part]
        return frozenset(self.says).union(*more)


ICO, ACAS = Guidance.ICO, Guidance.ACAS
ITEMS = (
    Item("purpose", ICO, "purpose", ("purposes[].text", "reasons", "not_used_for")),
    Item("legal-reason", ICO, "lawful-basis", ("basis", "basis_why")),
    Item(
        "real-choice",
        ICO,
        "consent",
        holds=deciding.Requirement(
            deciding.BASES | {"why_not_consent", *deciding.CHOICE}, deciding.consent
        ),
    ),
    Item(
        "balanced", ICO, "legitimate-interests", ("interest", "balancing"), only=deciding.INTERESTS
    ),
    Item("special-data", ICO, "special-category", ("special_condition",), only=deciding.SPECIAL),
    Item("limits", ICO, "minimisation", ("does_not_record", "when", "where", "extent")),
    Item(
        "traffic-only",
        ICO,
        "messages",
        only=deciding.LISTENING,
        holds=deciding.Requirement(frozenset({"reads"}), deciding.traffic_only),
    ),
    Item("content", ICO, "messages", ("why_content",), only=deciding.READS),
    Item("private-matters", ICO, "expectations", ("private_matters",), only=deciding.WATCHES),
    Item("at-home", ICO, "expectations", ("at_home",), only=deciding.HOMES),
    Item(
        "off-work",
        ICO,
        "location",
        only=deciding.FOLLOWS,
        holds=deciding.Requirement(frozenset({"collected_hours"}), deciding.in_working_hours),
    ),
    Item(
        "feelings",
        ICO,
        "biometrics",
        ("emotions.text",),
        only=deciding.FEELINGS,
        holds=deciding.Requirement(frozenset({"emotions.answer"}), deciding.no_feelings),
    ),
    Item(
        "teams",
        ICO,
        "minimisation",
        only=deciding.FIGURES,
        holds=deciding.Requirement(frozenset({"figures"}), deciding.about_teams),
    ),
    Item("kept", ICO, "retention", ("retention.label", "retention.then")),
    Item("readers", ICO, "security", ("readers[].label", "readers[].when")),
    Item(
        "outsiders",
        ICO,
        "suppliers",
        only=deciding.OTHERS,
        holds=deciding.Requirement(deciding.OUTSIDE, deciding.outsiders),
    ),
    Item(
        "human-review",
        ICO,
        "automated",
        ("automated_decisions.answer", "automated_decisions.text"),
        holds=deciding.Requirement(
            frozenset({"automated_decisions.answer", "rights"}), deciding.human_review
        ),
    ),
    Item(
        "rights",
        ICO,
        "rights",
        ("rights",),
        holds=deciding.Requirement(deciding.BASES | {"rights"}, deciding.rights),
    ),
    Item(
        "assessed",
        ICO,
        "dpia",
        (
            "checks.assessment.reference",
            "checks.assessment.signed_on",
            "checks.assessment.summary",
        ),
        holds=deciding.Requirement(
            frozenset({"checks.assessment.reference"}), deciding.is_on_record
        ),
        evidence=Evidence.ASSESSMENT,
    ),
    Item("no-biometrics", ICO, "biometrics", ("alternative",), only=deciding.BIOMETRIC),
    Item(
        "told",
        ACAS,
        "telling",
        ("title", "summary", "records", "categories[].label", "tool", "how"),
    ),
    Item("judging", ACAS, "telling", ("used_to_judge.answer", "used_to_judge.text")),
    Item(
        "performance",
        ACAS,
        "performance",
        (
            "performance.targets",
            "performance.how",
            "performance.meetings",
            "performance.record",
            "performance.seen_by",
            "performance.support",
            "performance.missed",
        ),
        only=deciding.MEASURED,
    ),
    Item(
        "consulted",
        ACAS,
        "consulting",
        ("checks.consultation.text", "checks.consultation.ended_on"),
        holds=deciding.Requirement(deciding.RESULT, deciding.was_consulted),
        evidence=Evidence.CONSULTATION,
    ),
    Item(
        "agreed",
        ACAS,
        "consulting",
        holds=deciding.Requirement(deciding.RESULT, deciding.was_agreed),
        evidence=Evidence.CONSULTATION,
    ),
    Item(
        "answerable",
        ACAS,
        "policy",
        ("owner.name", "owner.role", "contact", "challenge", "complaints"),
    ),
    Item(
        "reviewed",
        ACAS,
        "reviewing",
        ("checks.checked_on", "checks.next_review"),
        holds=deciding.Requirement(
            frozenset({"checks.checked_on", "checks.next_review"}), deciding.was_reviewed
        ),
    ),
)

# What no question rests on, and why. A new field belongs in an item or here.
NO_ITEM = {
    "id": "a name in addresses",
    "area": "where it stands in the list",
    "system": "a code that accesses are matched by",
    "purposes[].id": "a code that accesses are matched by",
    "purposes[].label": "the purpose once more, for tables",
    "purposes[].phrase": "the purpose once more, for sentences",
    "purposes[].needs_case": "asked of each access, not of the words",
    "categories[].id": "a code that accesses are matched by",
    "readers[].role": "how a reader is recognised; her label is what people read",
    "readers[].unit": "how a reader is recognised",
    "readers[].relation": "how a reader is recognised",
    "readers[].organisation": "how a reader is recognised",
    "readers[].service": "how a reader is recognised",
    "retention.days": "the period once more, where it can be counted",
    "choice.alternative": "asked by the rules before anything is published",
    "choice.held": "asked by the rules before anything is published",
    "choice.optional": "asked by the rules before anything is published",
    "choice.no_detriment": "asked by the rules before anything is published",
    "choice.apart_from_job_and_pay": "asked by the rules before anything is published",
    "choice.stops": "asked by the rules before anything is published",
    "choice.translations[].language": "the choice once more, in another language",
    "choice.translations[].question": "the choice once more, in another language",
    "choice.translations[].yes": "the choice once more, in another language",
    "choice.translations[].no": "the choice once more, in another language",
    "choice.translations[].alternative": "the choice once more, in another language",
    "choice.translations[].held": "the choice once more, in another language",
    "uses": "a filter of the list",
    "scope.units": "narrow or wide, it is said to whom a practice applies",
    "scope.roles": "narrow or wide, it is said",
    "scope.establishments": "narrow or wide, it is said",
    "scope.devices": "narrow or wide, it is said",
}
