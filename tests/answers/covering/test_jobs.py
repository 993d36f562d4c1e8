"""Documents are looked through once, by whoever comes first, while their request is open."""

from concurrent.futures import ThreadPoolExecutor

from sqlmodel import Session, col, select

from app.answers.covering import jobs, queries
from app.answers.covering.deciding import queries as passages
from app.answers.covering.models import CoveringReading, CoveringSuggestion
from app.answers.gathering.models import GatheredDocument
from app.core.config import settings
from app.core.db.base import new_id
from app.core.db.session import reading
from app.subject_requests import service as requests
from tests.support.cast import Cast
from tests.support.covering import a_document, a_gathering
from tests.support.make import a_person
from tests.support.requests import taken

NOTE = "Samir Haddad told Amara Okafor that Jo Lindqvist (jo.lindqvist@example.org) is away.\n"


def test_what_may_be_about_others_is_suggested_once(session: Session, cast: Cast) -> None:
    gathering = a_gathering(session, taken(session, cast.amara, cast.helen), cast.helen)
    document = a_document(session, gathering, NOTE, suggest=None)
    session.commit()

    assert jobs.suggest() == 1
    assert jobs.suggest() == 0

    state = queries.state(session, document)
    words = [NOTE[start:end] for start, end in state.undecided]
    assert words[0] == "Samir Haddad"
    assert words[1].startswith("Jo Lindqvist")
    assert not any("Amara" in each for each in words)
    assert state.is_read
    assert all(len(each.same) == 64 for each in state.suggestions)


def test_the_same_words_are_known_again_in_another_document(session: Session, cast: Cast) -> None:
    gathering = a_gathering(session, taken(session, cast.amara, cast.helen), cast.helen)
    first = a_document(session, gathering, NOTE, suggest=None)
    a_document(session, gathering, "SAMIR  HADDAD again.\n", suggest=None)
    session.commit()
    assert jobs.suggest() == 2
    state = queries.state(session, first)
    assert passages.same_open(session, state, state.undecided[0]) == 1


def test_only_open_requests_and_their_newest_documents_are_looked_through(
    session: Session, cast: Cast
) -> None:
    request = taken(session, cast.amara, cast.helen)
    a_document(session, a_gathering(session, request, cast.helen), NOTE, suggest=None)
    newest = a_document(session, a_gathering(session, request, cast.helen), NOTE, suggest=None)
    ended = taken(session, cast.jo, cast.helen)
    a_document(session, a_gathering(session, ended, cast.helen), NOTE, suggest=None)
    requests.withdraw(session, ended, cast.jo, form_key=new_id())
    session.commit()

    assert jobs.suggest() == 1
    assert list(session.exec(select(CoveringReading.document_id))) == [newest.id]


def test_a_damaged_text_keeps_nobody_from_the_others(session: Session, cast: Cast) -> None:
    gathering = a_gathering(session, taken(session, cast.amara, cast.helen), cast.helen)
    broken, whole = (a_document(session, gathering, NOTE, suggest=None) for _each in range(2))
    place = settings().storage / broken.text_id.hex[-2:] / broken.text_id.hex
    kept = place.read_bytes()
    place.write_bytes(b"\0" * len(kept))
    session.commit()
    assert jobs.suggest() == 1
    assert queries.state(session, whole).is_read
    session.commit()
    place.write_bytes(kept)
    assert jobs.suggest() == 1


def test_several_workers_write_each_suggestion_once(session: Session, cast: Cast) -> None:
    gathering = a_gathering(session, taken(session, cast.amara, cast.helen), cast.helen)
    for number in range(20):
        a_person(session, f"E3{number:03}", f"Robin Number{number}")
        a_document(session, gathering, NOTE, suggest=None)
    session.commit()
    with ThreadPoolExecutor(4) as pool:
        did = list(pool.map(lambda _worker: jobs.suggest(), range(4)))
    assert sum(did) == 20
    with reading() as fresh:
        read = fresh.exec(select(CoveringReading)).all()
        found = fresh.exec(select(CoveringSuggestion.document_id)).all()
        documents = fresh.exec(select(col(GatheredDocument.id))).all()
    assert {each.document_id for each in read} == set(documents)
    assert len(read) == 20
    assert len(found) == sum(each.suggestions for each in read)
