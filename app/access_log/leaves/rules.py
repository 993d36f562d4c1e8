"""The public 36 bytes of an entry, and what they commit to.

A commitment hides its content until the salts are shown, and can be opened group by group:
the access first, the accessor later (C-579/21), technical detail never if nobody needs it.
Integers, strings, null, lists and objects only, so sorted keys without spaces are RFC 8785.
"""

from hashlib import sha256
from typing import Any

import orjson

PREFIX = b"al1"
ACCESS, SEAL, NOTICE, STATEMENT, HEARTBEAT, CONCERNS = range(6)
SALT = 32
SALTS = 4 * SALT
LEAF = 36

CANONICAL = orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER | orjson.OPT_UTC_Z
_RECORD = sha256(b"al1 rec\0").copy
_FIRST, _SECOND, _THIRD = (sha256(b"al1 grp\0" + bytes([group])).copy for group in (1, 2, 3))
_ACCESS = PREFIX + bytes([ACCESS])


def canonical(value: Any) -> bytes:
    """RFC 8785 for the values we use: sorted keys, no spaces, UTF-8, moments in UTC with Z.

    Raises TypeError for what is not JSON, a lone surrogate or an integer beyond 53 bits.
    """
    return orjson.dumps(value, option=CANONICAL)


def commitment(salts: bytes, access: bytes, accessor: bytes, technical: bytes) -> bytes:
    """The 32 bytes that stand for three groups of canonical JSON under four salts of 32 bytes.

    ``H("al1 rec\\0" || salt || g1 || g2 || g3)``, ``g_i = H("al1 grp\\0" || i || salt_i || JSON)``.
    """
    # A copied hash object is twice as fast as a new one, and this runs for every entry.
    first, second, third, record = _FIRST(), _SECOND(), _THIRD(), _RECORD()
    first.update(salts[32:64] + access)
    second.update(salts[64:96] + accessor)
    third.update(salts[96:] + technical)
    record.update(salts[:32] + first.digest() + second.digest() + third.digest())
    return record.digest()


def group(number: int, salt: bytes, said: bytes) -> bytes:
    """What stands for one group in the commitment: it may be shown in the group's place."""
    return sha256(b"al1 grp\0" + bytes([number]) + salt + said).digest()


def access_leaf(salts: bytes, access: bytes, accessor: bytes, technical: bytes) -> bytes:
    """The public bytes of one access to one person's data."""
    return _ACCESS + commitment(salts, access, accessor, technical)


def committed_leaf(kind: int, salts: bytes, statement: bytes) -> bytes:
    """The public bytes of a statement that is opened to some (kind 04): the other groups empty."""
    return PREFIX + bytes([kind]) + commitment(salts, statement, b"{}", b"{}")


def public_leaf(kind: int, statement: bytes) -> bytes:
    """The public bytes of a statement everybody may read (kinds 01, 02, 03, 05): its digest."""
    return PREFIX + bytes([kind]) + sha256(statement).digest()


def kind_of(leaf: bytes) -> int:
    return leaf[len(PREFIX)]
