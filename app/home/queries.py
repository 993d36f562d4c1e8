"""What the first page and the search show, put together from the rooms below."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session

from app.consent import queries as consent
from app.consent.queries import Choice
from app.core import clock
from app.core.language import gettext as _
from app.home.rules import Hit, matching
from app.identity.viewer import Viewer
from app.questions import queries as questions
from app.questions.queries import Story as Question
from app.register import queries as register
from app.register.in_force.rules import Change, Practice, concerns
from app.register.policies import queries as policies
from app.register.policies.queries import Version
from app.register.reviews import rules as reviews
from app.subject_requests.progress.rules import Status
from app.subject_requests.queries import Story

SHOWN_CHANGES = 4
LATELY_DAYS = 30
A_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Waiting:
    """Something that waits for the viewer: a line of the list on the first page."""

    title: str
    url: str
    detail: str


def waiting(choices: Iterable[Choice], asked: Iterable[Story]) -> list[Waiting]:
    """What waits for an answer of hers, of her choices and her open requests."""
    clocks = [
        Waiting(
            _("Answer our question about your request")
            if story.standing.status is Status.PAUSED
            else _("Show what we asked for, so that your request can begin"),
            f"/requests/{story.request.reference}",
            _("The clock is stopped until you do"),
        )
        for story in asked
        if story.standing.status in {Status.PAUSED, Status.WAITING}
    ]
    return clocks + [
        Waiting(choice.notice.question, f"/choices/{choice.id}", _("1 minute, no deadline"))
        for choice in choices
        if choice.waits and choice.notice is not None
    ]


def asked_about_looks(session: Session, viewer: Viewer) -> list[Question]:
    """Her questions about looks: the open ones, and those answered within a week."""
    return [
        each
        for each in questions.all_own(session, viewer.person)
        if (ended := each.standing.decided_on) is None or ended > each.today - A_WEEK
    ]


@dataclass(frozen=True)
class Kinds:
    """How many kinds of data are collected about a person, and because of what."""

    rows: Sequence[tuple[str, int]]
    total: int


def kinds(session: Session, viewer: Viewer) -> Kinds:
    """What applies to everyone, what because of her job or place, and what is her choice."""
    applying = [
        p for p, _why in register.in_force(session, clock.now()).practices_for(viewer.person)
    ]
    choices = sum(map(consent.is_choice, applying))
    everyone = sum(not consent.is_choice(p) and _is_for_everyone(p) for p in applying)
    rows = [(_("Everyone who works here"), everyone)]
    if theirs := len(applying) - everyone - choices:
        rows.append((_("Because of your work or place"), theirs))
    if choices:
        rows.append((_("Your choice"), choices))
    return Kinds(rows, len(applying))


def _is_for_everyone(practice: Practice) -> bool:
    return not any(practice.document.scope.model_dump().values())


def changes(session: Session, viewer: Viewer, since: date) -> list[Change]:
    """What became new, changed or ended for this person since a day, the newest first."""
    now = clock.now()
    today = clock.today(viewer.zone)
    return [
        change
        for change in register.changes(session, now)
        if since <= change.on <= today and concerns(change, viewer.person)
    ]


def late_reviews(session: Session, viewer: Viewer) -> list[Practice]:
    """What applies to this person and was not reviewed in time (LAW MON-5)."""
    return reviews.late(register.in_force(session, clock.now()), viewer.person)


def search(session: Session, viewer: Viewer, q: str) -> list[Hit]:
    """Pages and practices with these words."""
    practices = register.in_force(session, clock.now()).practices
    written = map(_policy, policies.in_force(session))
    return matching([*_pages(viewer), *map(_practice, practices), *written], q)


def _practice(practice: Practice) -> Hit:
    document = practice.document
    words = [*document.records, *(category.label for category in document.categories)]
    return Hit(practice.title, f"/collected/{practice.id}", document.summary, " ".join(words))


def _policy(version: Version) -> Hit:
    about = _("Policy, version %(number)s") % {"number": version.number}
    return Hit(version.title, f"/policies/{version.policy_id}", about, version.document.text)


def _pages(viewer: Viewer) -> list[Hit]:
    pages = [
        Hit(_("Your data at a glance"), "/", _("This month, what changed, what is collected")),
        Hit(_("What is collected"), "/collected", _("Every kind of data, and why")),
        Hit(
            _("What we hold on you, kind by kind"), "/collected/states", _("Hidden, visible, ended")
        ),
        Hit(_("How we compare with the guidance"), "/benchmark", _("The ICO's and Acas's checks")),
        Hit(_("What changed"), "/collected/changes", _("New, changed and ended practices")),
        Hit(_("Who looked at your data"), "/looked", _("Each look: who, what, why and when")),
        Hit(_("How we decide what is unusual"), "/looked/unusual", _("The rules, in plain words")),
        Hit(_("Automatic jobs"), "/looked/automatic", _("What runs without a person looking")),
        Hit(_("Policies"), "/policies", _("What there is to read, and what changed in it")),
        Hit(_("Your choices"), "/choices", _("What you can say yes or no to")),
        Hit(
            _("Requests"),
            "/requests",
            _("A copy of your data, a correction, and more"),
            _("copy correct delete stop object move complain access rights"),
        ),
        Hit(
            _("Concerns"),
            "/concerns",
            _("Say what worries you, with your name or in confidence"),
            _("complain report speak up whistle conduct"),
        ),
        Hit(_("Promises"), "/promises", _("What was promised to you, and what became of it")),
        Hit(
            _("Learn"),
            "/learn",
            _("How each kind of tool works, your rights, and what words mean"),
            _("lesson help camera location e-mail glossary monitoring scan track"),
        ),
        Hit(_("Updates"), "/updates", _("What is new for you")),
        Hit(_("Settings"), "/settings", _("Theme, text size, e-mail, where you are signed in")),
        Hit(_("What this site records about you"), "/this-site", _("Cookies and sessions too")),
        Hit(_("Accessibility"), "/accessibility", _("How this site is built to be usable")),
        Hit(
            _("Check the record yourself"),
            "/verify",
            _("The seals, the keys, and a box for your proof"),
        ),
    ]
    if viewer.is_officer:
        pages.append(Hit(_("Workbench"), "/desk", _("Find a person and open a case")))
    return pages
