"""What ``/readyz`` and the health page ask about the witnesses."""

from collections.abc import Sequence

from app.access_log.witnesses import queries, rules
from app.access_log.witnesses.queries import PolicyUnreadableError, Standing
from app.core import clock
from app.core.db.session import reading
from app.core.health import Check, Finding


def _witnesses() -> Finding:
    try:
        policy = queries.policy()
    except PolicyUnreadableError as setting:
        return Finding(ok=False, words=setting.message)
    if not policy.witnesses:
        return Finding(ok=True, words="nobody outside is asked to sign (docs/witness.md)")
    with reading() as session:
        standings, last = queries.standings(session), queries.witnessed(session)
    if against := [each for each in standings if each.is_against_us]:
        return _against(against[0])
    silent = _silent(standings)
    if last is None:
        return Finding(ok=False, words=f"No seal was witnessed yet. {silent}".strip())
    if clock.now() > last.at + rules.FRESH:
        since = f"{last.at:%Y-%m-%d %H:%M} UTC"
        return Finding(ok=False, words=f"Too few have signed since {since}. {silent}".strip())
    words = f"signed by {', '.join(sorted(last.by))}. {silent}".strip()
    return Finding(ok=not silent, words=words)


def _against(each: Standing) -> Finding:
    if each.why == rules.AHEAD:
        words = (
            f"{each.name} holds {each.held} entries, more than there are: was an old backup put "
            "back? Nothing is signed until the newest one is, or WITNESSES_FILE names it no more."
        )
        return Finding(ok=False, words=words, ready=False)
    words = f"{each.name} holds another record than this one: tell the representatives."
    return Finding(ok=False, words=words)


def _silent(standings: Sequence[Standing]) -> str:
    said = [f"{each.name} does not sign ({each.why})." for each in standings if each.why]
    return " ".join(said)


WITNESSES = Check("witnesses", _witnesses)
