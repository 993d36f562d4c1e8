"""Whole columns as single binary parameters, for PostgreSQL's ``unnest``.

psycopg's own list dumper costs more than the insert itself at thousands of rows. These
classes hold PostgreSQL's binary array format, built with one ``join`` or one ``pack``.
"""

import struct
from collections.abc import Sequence
from itertools import chain, repeat

from psycopg.adapt import AdaptersMap, Buffer, Dumper
from psycopg.pq import Format

_LENGTH = struct.Struct("!i").pack
_BYTEA, _INT8, _INT4, _INT2 = 17, 20, 23, 21


class _Column:
    """The bytes of an array; each subclass is one element type."""

    def __init__(self, binary: bytes) -> None:
        self.binary = binary


class Bytes(_Column):
    """A ``bytea[]``."""

    @classmethod
    def of(cls, values: Sequence[bytes]) -> "Bytes":
        pairs = zip(map(_LENGTH, map(len, values)), values, strict=True)
        # One join: a column of bodies is megabytes, and a second copy of it would be too.
        return cls(b"".join(chain([_head(_BYTEA, len(values))], chain.from_iterable(pairs))))


class _Numbers(_Column):
    letter: str
    width: int
    element: int

    @classmethod
    def _packed(cls, values: Sequence[int]) -> bytes:
        size = len(values)
        pairs = chain.from_iterable(zip(repeat(cls.width, size), values, strict=True))
        return _head(cls.element, size) + struct.pack("!" + f"i{cls.letter}" * size, *pairs)


class Int8s(_Numbers):
    """A ``bigint[]``."""

    letter, width, element = "q", 8, _INT8

    @classmethod
    def of(cls, values: Sequence[int]) -> "Int8s":
        return cls(cls._packed(values))


class Int4s(_Numbers):
    """An ``int[]``."""

    letter, width, element = "i", 4, _INT4

    @classmethod
    def of(cls, values: Sequence[int]) -> "Int4s":
        return cls(cls._packed(values))


class Int2s(_Numbers):
    """A ``smallint[]``."""

    letter, width, element = "h", 2, _INT2

    @classmethod
    def of(cls, values: Sequence[int]) -> "Int2s":
        return cls(cls._packed(values))


def _head(element: int, size: int) -> bytes:
    if size == 0:
        return struct.pack("!iii", 0, 0, element)
    return struct.pack("!iiiii", 1, 0, element, size, 1)


class _Binary(Dumper):
    format = Format.BINARY

    def dump(self, obj: _Column) -> Buffer:
        return obj.binary


class _BytesDumper(_Binary):
    oid = 1001


class _Int8Dumper(_Binary):
    oid = 1016


class _Int4Dumper(_Binary):
    oid = 1007


class _Int2Dumper(_Binary):
    oid = 1005


def teach(adapters: AdaptersMap) -> None:
    """Let connections that are made from now on take these columns."""
    for kind, dumper in {
        Bytes: _BytesDumper,
        Int8s: _Int8Dumper,
        Int4s: _Int4Dumper,
        Int2s: _Int2Dumper,
    }.items():
        adapters.register_dumper(kind, dumper)
