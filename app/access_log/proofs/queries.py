"""Proofs, made from the stored tiles."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from app.access_log.checkpoints import queries as checkpoints
from app.access_log.checkpoints.models import PublishedCheckpoint
from app.access_log.erasing import queries as erasing
from app.access_log.errors import NotSealedYetError
from app.access_log.leaves.rules import PREFIX, SALT, SEAL, canonical, group, public_leaf
from app.access_log.looks import queries as looks
from app.access_log.looks.views import Row
from app.access_log.models import Entry
from app.access_log.opening import rules as opening
from app.access_log.opening.queries import OpenedEntry, opened, sealed
from app.access_log.proofs.models import TakenProof
from app.access_log.seals import queries as seals
from app.access_log.seals import rules
from app.access_log.seals import service as sealing
from app.access_log.seals.models import Seal
from app.access_log.tree import queries as tree
from app.access_log.witnesses import queries as witnesses
from app.core.crypto import merkle, notes, sums, tiles
from app.core.crypto.merkle import ProofError, leaf_hash
from app.core.crypto.tlog_proofs import TlogProof
from app.core.db import dialects
from app.identity.people.models import Person
from app.identity.viewer import Viewer

AT_ONCE = 500


def inclusion(session: Session, under: PublishedCheckpoint, seq: int) -> TlogProof | None:
    """Where an entry stands in the log as it was signed then; None if it came later."""
    if seq >= under.size:
        return None
    path = merkle.inclusion_path(tiles.node(tree.stored(session)), seq, under.size)
    return TlogProof(seq, path, notes.parse_note(witnesses.cosigned(session, under)))


def entries(
    session: Session, person: Person, under: PublishedCheckpoint, *, names: bool
) -> Iterator[dict[str, Any]]:
    """What is proven of each entry about a person, in order; ``names``: with who looked.

    Of those whose content was deleted there is the commitment. Raises KeysUnavailableError.
    """
    dialects.set_local(session, "daylight.subject", person.id.hex)
    node = tiles.node(tree.stored(session))
    asked = (
        sealed()
        .where(
            col(Entry.subject) == person.id,
            col(Entry.seq) >= bindparam("first"),
            col(Entry.seq) < under.size,
        )
        .order_by(col(Entry.seq))
        .limit(AT_ONCE)
    )
    first = 0
    while rows := opened(session.execute(asked, {"first": first})):
        first = rows[-1].seq + 1
        for row in rows:
            path = merkle.inclusion_path(node, row.seq, under.size)
            yield _entry(row, person, names) | {"path": _texts(path)}


def seal(session: Session, person: Person, under: PublishedCheckpoint) -> dict[str, Any]:
    """What shows how many entries the newest seal counts for a person.

    Raises NotSealedYetError if there is none that a checkpoint covers.
    """
    found = seals.shown(session, sealing.key(), person.id, end=under.size)
    if found is None:
        raise NotSealedYetError
    node = tiles.node(tree.stored(session))
    return {
        "number": found.seal.seq,
        "statement": found.statement.decode(),
        "path": _texts(merkle.inclusion_path(node, found.seal.seq, under.size)),
        "label": _text(found.label),
        "place": found.place,
        "sums": [
            {"entries": each.entries, "people": each.holders, "hash": _text(each.hash)}
            for each in found.path
        ],
    }


def deletions(session: Session, person: Person, under: PublishedCheckpoint) -> list[dict[str, Any]]:
    """The public notices that say what was deleted of a person's entries.

    Raises NotSealedYetError if one is too new to be covered.
    """
    found = erasing.of_person(session, person.id, under.size)
    if any(each.notice >= under.size for each in found):
        raise NotSealedYetError
    node = tiles.node(tree.stored(session))
    return [
        {
            "number": each.notice,
            "statement": erasing.text(session, each).decode(),
            "path": _texts(merkle.inclusion_path(node, each.notice, under.size)),
        }
        for each in found
    ]


def consistency(
    session: Session, person: Person, under: PublishedCheckpoint, *also: int
) -> list[dict[str, Any]]:
    """How the log goes on from each size at which the person took a file, and some others."""
    node = tiles.node(tree.stored(session))
    taken = session.exec(
        select(TakenProof.size).where(
            TakenProof.person_id == person.id, col(TakenProof.size) < under.size
        )
    )
    sizes = sorted({*taken, *(size for size in also if size < under.size)}, reverse=True)
    return [
        {"size": size, "path": _texts(merkle.consistency_path(node, size, under.size))}
        for size in sizes
    ]


def _entry(row: OpenedEntry, person: Person, names: bool) -> dict[str, Any]:
    body, salts = row.body, row.salts
    if body is None or salts is None:
        return {"number": row.seq, "commitment": _text(row.leaf[len(PREFIX) + 1 :])}
    each = [salts[at : at + SALT] for at in range(0, len(salts), SALT)]
    access, accessor, technical = opening.groups(body, str(person.id))
    is_own = body["accessor"]["person"] == str(person.id)
    return {
        "number": row.seq,
        "salt": _text(each[0]),
        "access": _open(each[1], access),
        "accessor": _open(each[2], accessor) if names or is_own else _closed(2, each[2], accessor),
        "technical": _closed(3, each[3], technical),
    }


def _open(salt: bytes, said: bytes) -> dict[str, str]:
    return {"salt": _text(salt), "text": said.decode()}


def _closed(number: int, salt: bytes, said: bytes) -> dict[str, str]:
    return {"digest": _text(group(number, salt, said))}


def _texts(hashes: list[bytes]) -> list[str]:
    return [_text(each) for each in hashes]


def _text(found: bytes) -> str:
    return base64.b64encode(found).decode()


@dataclass(frozen=True)
class Complete:
    """Whether the newest seal counts for a person just the entries that there are about her."""

    seal: Seal
    entries: int
    is_true: bool


def complete(session: Session, viewer: Viewer) -> Complete | None:
    """Checked now, with the verifier's own code; None before a seal that knows her is signed."""
    under = checkpoints.newest(session)
    found = under and seals.shown(session, sealing.key(), viewer.id, end=under.size)
    if not under or not found:
        return None
    leaves = seals.leaves_of(session, viewer.id, found.seal.covers)
    said = canonical(rules.statement(found.seal.covers, found.total, found.seal.made_at))
    own = sums.holder(found.label, len(leaves), sums.chained(sums.CHAIN_START, leaves))
    seq, leaf = found.seal.seq, public_leaf(SEAL, found.statement)
    try:
        path = merkle.inclusion_path(tiles.node(tree.stored(session)), seq, under.size)
        merkle.check_inclusion(seq, under.size, leaf_hash(leaf), path, under.root)
        sums.check_counted(found.place, found.total, own, found.path)
    except (ProofError, IndexError):
        return Complete(found.seal, len(leaves), is_true=False)
    return Complete(found.seal, len(leaves), is_true=said == found.statement)


@dataclass(frozen=True)
class Proven:
    """One entry of a person's: its leaf, and its path if a checkpoint covers it."""

    row: Row
    leaf: bytes
    under: PublishedCheckpoint | None
    proof: TlogProof | None


def of_entry(session: Session, viewer: Viewer, reference: str) -> Proven:
    """The viewer's entry of this reference, and what proves it. Raises NotFoundError."""
    row = looks.entry_row(session, viewer, reference)
    newest = checkpoints.newest(session)
    leaf = checkpoints.leaves(session, row.look.seq, row.look.seq + 1)[0]
    proof = inclusion(session, newest, row.look.seq) if newest else None
    return Proven(row, leaf_hash(leaf), newest if proof else None, proof)
