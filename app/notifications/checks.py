"""What the health page and ``/readyz`` ask about mail."""

from app.core.config import settings
from app.core.db.session import reading
from app.core.health import Check, Finding
from app.notifications import queries
from app.notifications.queries import MailState


def _mail() -> Finding:
    if not settings().sends_mail:
        return Finding(ok=True, words="No mail server is set. People read updates in the portal.")
    with reading() as session:
        state = queries.mail_state(session)
    if faults := _faults(state):
        return Finding(ok=False, words=" ".join(faults))
    return Finding(ok=True, words=f"Mails that wait: {state.waiting}.")


def _faults(state: MailState) -> list[str]:
    found = []
    if state.retried:
        found.append(
            f"The mail server does not take mail ({state.last_error}). Nothing is lost: "
            f"mails kept and tried again: {state.retried}."
        )
    if state.refused_this_week:
        found.append(f"Mails refused for good this week: {state.refused_this_week}.")
    if state.unknown_this_week:
        found.append(
            f"Mails this week that may or may not have left when a worker died: "
            f"{state.unknown_this_week}. They are not sent twice."
        )
    return found


MAIL = Check("mail", _mail)
