"""The verifier as one file for Python's standard library: the very text that runs here."""

import ast
from functools import lru_cache
from inspect import getsource
from types import ModuleType

from app.access_log.proofs import counting, deletions, program, unpacking, verifier
from app.core.crypto import checkpoints, ed25519, merkle, notes, policies, sums

PARTS: tuple[ModuleType, ...] = (
    merkle,
    sums,
    ed25519,
    notes,
    policies,
    checkpoints,
    unpacking,
    counting,
    deletions,
    verifier,
    program,
)
HEAD = '''#!/usr/bin/env python3
"""Check what you took from the access log: python3 verify.py EVIDENCE.zip

Needs Python 3.9 or later and nothing else: no network, nothing to install. It answers 0 if all
is true, 1 if something is not, 2 if a file cannot be read. Without --keys it can only say that
the file agrees with itself: take keys.json from your representatives, not from the file.
"""

from __future__ import annotations
'''
TAIL = '\n\nif __name__ == "__main__":\n    sys.exit(run(sys.argv[1:]))\n'


@lru_cache
def text() -> str:
    """One program. Every name stands in it once, so nothing hides anything else."""
    imports: dict[str, None] = {}
    bodies = []
    for part in PARTS:
        source = getsource(part)
        lines = source.splitlines(keepends=True)
        tree = ast.parse(source)
        heads = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
        for node in heads:
            if not isinstance(node, ast.ImportFrom) or _is_of_others(node.module):
                imports[ast.unparse(node)] = None
        bodies.append("".join(lines[heads[-1].end_lineno :]).strip("\n"))
    said = "\n".join(sorted(imports))
    return f"{HEAD}\n{said}\n\n\n" + "\n\n\n".join(bodies) + TAIL


def _is_of_others(module: str | None) -> bool:
    return module not in {None, "__future__"} and not str(module).startswith("app.")
