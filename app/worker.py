"""The worker process: every room's jobs, followers and errands put together."""

from functools import partial

from app.access_log.checking import jobs as checking
from app.access_log.checkpoints import service as checkpoints
from app.access_log.completeness import service as completeness
from app.access_log.erasing import jobs as erasing
from app.access_log.following.queries import Opening
from app.access_log.promises import service as promises
from app.access_log.promises.corrections import service as corrections
from app.access_log.seals import jobs as seals
from app.access_log.telling import service as telling
from app.access_log.unusual import service as unusual
from app.access_log.witnesses import jobs as witnesses
from app.answers.bundles import jobs as bundles
from app.answers.bundles import queries as bundle_files
from app.answers.by_hand import queries as hand_files
from app.answers.covering import jobs as covering
from app.answers.gathering import jobs as gathering
from app.answers.gathering import queries as gathered_files
from app.approvals import jobs as approvals
from app.cases.emergencies import jobs as emergencies
from app.concerns.anonymous import jobs as anonymous
from app.concerns.asking import jobs as concerns_asking
from app.concerns.handling import jobs as concerns_handling
from app.connectors.push import queries as pushed_files
from app.consent import jobs as consent
from app.consent.after_stop import service as after_stop
from app.consent.stops import jobs as stops
from app.core.queue import jobs as queue
from app.core.queue.work import Follower, Work, Working
from app.core.storage import jobs as storage
from app.identity.forgetting import service as forgetting
from app.identity.kept_forms import service as kept_forms
from app.insights import jobs as insights
from app.learning import jobs as learning
from app.learning import service as lesson_marks
from app.my_data.elsewhere import jobs as own_searches
from app.my_data.elsewhere import queries as own_files
from app.my_data.exporters import GATHERED
from app.notifications import jobs as notifications
from app.notifications import service as telling_people
from app.questions import jobs as questions
from app.register.consultations import jobs as consultations
from app.register.drafting import jobs as register
from app.register.policies.campaigns import jobs as policies
from app.subject_requests.asking import jobs as asking
from app.subject_requests.handling import jobs as handling
from app.subject_requests.holds import jobs as holds
from app.subject_requests.holds import queries as holding
from app.surveys import jobs as surveys

_OPENING = Opening()
FILES = (
    gathered_files.named_files,
    hand_files.named_files,
    bundle_files.named_files,
    pushed_files.named,
    own_files.named_files,
)

WORK = Work(
    jobs={
        "queue:clean": queue.clean,
        "approvals:expire": approvals.expire,
        "register:tell_of_change": register.tell_of_change,
        "consent:ask_people": consent.ask_people,
        consent.FOLLOW: consent.follow_register,
        consent.KEEP_TIME: consent.keep_time,
        "consultations:keep_time": consultations.keep_time,
        "emergencies:suspend_unreviewed": emergencies.suspend_unreviewed,
        "log:forget_refusals": completeness.forget_refusals,
        "log:write_mails": witnesses.write_mails,
        "identity:forget_old": holds.sparing(forgetting.forget_old),
        "identity:forget_kept_forms": kept_forms.forget_old,
        "learning:count": learning.count,
        "learning:forget_old": holds.sparing(lesson_marks.forget_old),
        "notifications:write_mails": notifications.write_mails,
        "notifications:forget_old": holds.sparing(telling_people.forget_old),
        "notifications:tell_of_second_identities": notifications.tell_of_second_identities,
        policies.REMIND: policies.remind,
        "questions:escalate": questions.escalate,
        "requests:remind_officers": handling.remind,
        "requests:forget_old": asking.forget_old,
        "concerns:remind_officers": concerns_handling.remind,
        "concerns:forget_old": concerns_asking.forget_old,
        "answers:remove_expired": bundles.remove_expired,
        "answers:remove_gathered": gathering.remove_old,
        "my_data:remove_old": own_searches.remove_old,
        "surveys:keep_time": holds.sparing(surveys.keep_time),
        "storage:sweep": partial(storage.sweep, named=FILES),
    },
    periodic={
        "queue:clean": 3600,
        "approvals:expire": 600,
        "consent:ask_people": 300,
        consent.FOLLOW: 30,
        consent.KEEP_TIME: 60,
        "consultations:keep_time": 300,
        "emergencies:suspend_unreviewed": 60,
        "log:forget_refusals": 86400,
        "log:write_mails": 3600,
        "identity:forget_old": 86400,
        "identity:forget_kept_forms": 60,
        "learning:count": 3600,
        "learning:forget_old": 86400,
        "notifications:write_mails": 20,
        "notifications:forget_old": 86400,
        "notifications:tell_of_second_identities": 60,
        policies.REMIND: 60,
        "questions:escalate": 600,
        "requests:remind_officers": 600,
        "requests:forget_old": 86400,
        "concerns:remind_officers": 600,
        "concerns:forget_old": 86400,
        "answers:remove_expired": 3600,
        "answers:remove_gathered": 3600,
        "my_data:remove_old": 600,
        "surveys:keep_time": 300,
        "storage:sweep": 3600,
    },
    followers=(
        Follower(checkpoints.NAME, checkpoints.read, checkpoints.write),
        Follower(corrections.NAME, corrections.read, corrections.write),
        Follower(promises.NAME, partial(promises.read, opening=_OPENING), promises.write),
        Follower(unusual.NAME, partial(unusual.read, opening=_OPENING), unusual.write),
        Follower(after_stop.NAME, partial(after_stop.read, opening=_OPENING), after_stop.write),
        Follower(telling.NAME, partial(telling.read, opening=_OPENING), telling.write),
    ),
    errands=(
        notifications.send_mails,
        witnesses.send_mails,
        stops.call_webhooks,
        seals.seal,
        anonymous.release,
    ),
    apart=(witnesses.ask_witnesses, witnesses.leave_files),
    long_errands=(
        checking.Turns().take,
        erasing.Erasing(holding.held).take,
        partial(gathering.gather, GATHERED),
        covering.suggest,
        bundles.make,
        own_searches.search,
        insights.Quarters().count,
    ),
)


def greet() -> None:
    """Ask the witnesses what they hold, as a worker does before anything else."""
    witnesses.greet()


def delete_what_is_due() -> None:
    """Delete of the log what a worker would delete today."""
    deleting = erasing.Erasing(holding.held)
    while deleting.take():
        pass


def run(*, once: bool = False) -> None:
    """Work until SIGTERM or SIGINT; with ``once`` do what is due and end."""
    greet()
    working = Working(WORK)
    working.stop_on_signals()
    if once:
        working.run_once()
    else:
        working.run()
