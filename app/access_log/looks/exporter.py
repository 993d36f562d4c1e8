"""Who looked at a person, exactly as her own list and its file say it."""

from sqlmodel import Session

from app.access_log import queries as log
from app.access_log.looks import queries, schemas
from app.access_log.looks.walking import Place
from app.core.errors import NotFoundError
from app.core.language import N_
from app.identity.held.schemas import Part, Portion, Record
from app.identity.sources import queries as reporting
from app.identity.viewer import Whose


def _portion(session: Session, viewer: Whose, after: str | None, limit: int) -> Portion:
    names = {source.id: source.name for source in reporting.everything(session)}
    found, end = queries.portion(session, viewer, _place(after), limit, every=True)
    records = []
    for row in found:
        said = schemas.record(row, names)
        if row.look.state == "shown":
            said |= {"occurred_at": row.look.occurred_at, "recorded_at": row.look.recorded_at}
        records.append(Record(str(row.look.seq), said))
    return Portion(records, None if end is None else f"{end[0]}-{end[1]}")


def _place(after: str | None) -> Place | None:
    if after is None:
        return None
    month, _dash, seq = after.partition("-")
    if not (month.isdecimal() and seq.isdecimal() and len(month) == 6 and len(seq) < 19):
        raise NotFoundError
    return int(month), int(seq)


LOOKS = Part(
    name="who-looked",
    at="occurred_at",
    title=N_("Who looked at your data"),
    why=N_("Systems report each look, so that you can see it. The content is kept encrypted."),
    fields={
        "index": N_("The entry’s place in the whole log"),
        "occurred_at": N_("When it happened"),
        "recorded_at": N_("When it was written down"),
        "accessor": N_("Who looked, as you may see them"),
        "action": N_("What they did, as a code"),
        "system": N_("In which system, as a code"),
        "categories": N_("Which data, as codes"),
        "purpose": N_("Why, as a code"),
        "case": N_("The case they named"),
        "source": N_("Who reported it"),
        "sentence": N_("The same in a sentence"),
        "flags": N_("What is unusual about it, as codes"),
        "state": N_("Whether it can be read"),
        "verdict": N_("What was found when you asked about it, as a code"),
        "reasons": N_("Why it was found so"),
    },
    covers=frozenset(["entry.subject"]),
    portion=_portion,
    count=log.count_about,
)
