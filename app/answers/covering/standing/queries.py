"""Conditions on ``gathered_document``: checked, withheld, in which passages are covered.

They say the same as ``covering.queries.State`` does of one document.
"""

from typing import Any

from sqlalchemy import ColumnElement, exists
from sqlalchemy.orm import aliased
from sqlmodel import col

from app.answers.covering.models import (
    Choice,
    CoveringCheck,
    CoveringDecision,
    CoveringExemption,
    CoveringThirdParty,
    Outcome,
)
from app.answers.gathering.models import GatheredDocument

_DONE: tuple[Any, ...] = (CoveringDecision, CoveringExemption, CoveringThirdParty)


def is_checked() -> ColumnElement[bool]:
    """An officer checked it and nothing was done with it since."""
    checked = exists().where(col(CoveringCheck.document_id) == col(GatheredDocument.id))
    for table in _DONE:
        later = exists().where(
            col(table.document_id) == col(CoveringCheck.document_id),
            col(table.number) > col(CoveringCheck.number),
        )
        checked = checked.where(~later)
    return checked


def is_withheld() -> ColumnElement[bool]:
    """Nothing of it is given: an exemption of the whole holds, or it is kept back for others."""
    ended, newer = aliased(CoveringExemption), aliased(CoveringThirdParty)
    later = exists().where(
        col(ended.document_id) == col(CoveringExemption.document_id),
        col(ended.start_at).is_(None),
        col(ended.ground) == col(CoveringExemption.ground),
        col(ended.number) > col(CoveringExemption.number),
    )
    whole = exists().where(
        col(CoveringExemption.document_id) == col(GatheredDocument.id),
        col(CoveringExemption.start_at).is_(None),
        col(CoveringExemption.holds),
        ~later,
    )
    again = exists().where(
        col(newer.document_id) == col(CoveringThirdParty.document_id),
        col(newer.number) > col(CoveringThirdParty.number),
    )
    others = exists().where(
        col(CoveringThirdParty.document_id) == col(GatheredDocument.id),
        col(CoveringThirdParty.outcome) == Outcome.WITHHOLD,
        ~again,
    )
    return whole | others


def covers() -> ColumnElement[bool]:
    """On ``covering_decision``: it covers its passage and is the latest about it."""
    newer = aliased(CoveringDecision)
    later = exists().where(
        col(newer.document_id) == col(CoveringDecision.document_id),
        col(newer.start_at) == col(CoveringDecision.start_at),
        col(newer.end_at) == col(CoveringDecision.end_at),
        col(newer.number) > col(CoveringDecision.number),
    )
    return (col(CoveringDecision.choice) == Choice.COVER) & ~later
