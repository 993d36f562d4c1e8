"""What is kept back of a gathering, and what was weighed about others: for a second officer."""

from sqlmodel import Session, col, select

from app.answers.covering import queries
from app.answers.covering.models import CoveringExemption, CoveringThirdParty
from app.answers.gathering.models import GatheredDocument, Gathering


def held_back_of(
    session: Session, gathering: Gathering
) -> list[tuple[GatheredDocument, CoveringExemption]]:
    """Every exemption of a gathering that holds: what a second officer is shown."""
    here = select(GatheredDocument).where(
        queries.in_gathering(gathering),
        col(GatheredDocument.id).in_(select(col(CoveringExemption.document_id))),
    )
    documents = session.exec(here.order_by(col(GatheredDocument.number))).all()
    return [(s.document, each) for s in queries.states(session, documents) for each in s.held_back]


def others_of(
    session: Session, gathering: Gathering
) -> list[tuple[GatheredDocument, CoveringThirdParty]]:
    """The latest record about others of each document that has one: the same."""
    here = select(GatheredDocument).where(
        queries.in_gathering(gathering),
        col(GatheredDocument.id).in_(select(col(CoveringThirdParty.document_id))),
    )
    documents = session.exec(here.order_by(col(GatheredDocument.number))).all()
    found = ((each.document, each.about_others) for each in queries.states(session, documents))
    return [(document, record) for document, record in found if record is not None]
