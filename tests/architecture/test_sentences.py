"""What people are told by a form or a refusal can be translated: it goes through gettext.

Such a sentence is said by a ``ValueError`` of a form, or by a PortalError: in what it hands
up, or where it is raised. (Templates are read by jinja2.ext.i18n.)
"""

import ast
from collections.abc import Iterator

from tests.architecture.test_conventions import SOURCES, Source

THROUGH = {"_", "N_", "gettext", "ngettext"}
# what is told to operators at a command line, to machines, or is a code in a log
NOT_FOR_READERS = (
    "backups/",
    "cli/",
    "demo/",
    "ingest/",
    "connectors/file/",
    "connectors/push/",
    "core/config.py",
    "core/db/",
    "core/mail/",
    "core/queue/",
    "core/secrets.py",
    "access_log/checking/",
    "access_log/checkpoints/",
    "access_log/completeness/",
    "access_log/seals/service.py",
    "access_log/witnesses/",
    "consent/reporting.py",
    "identity/calendars/",
    "identity/establishments/",
    "identity/openid/",
    "identity/people/",
    "identity/sources/",
    "register/file/",
    "register/schemas.py",
    "register/service.py",
    "register/terms/",
    "subject_requests/rules.py",
    "subject_requests/schemas.py",
    "witness/",
)
SAYS_IN_A_FORM = ("forms.py", "drafting/rows/rules.py", "policies/notation/rules.py")
ANSWERS = {"answer"}  # core.web.errors: a refusal without an exception of its own


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Call):
        return _name(node.func)
    return node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")


def _refusals() -> set[str]:
    """The names of PortalError and of everything that is one."""
    known, before = {"PortalError"}, 0
    classes = [
        node
        for source in SOURCES
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ClassDef)
    ]
    while before != len(known):
        before = len(known)
        known |= {each.name for each in classes if known & {_name(base) for base in each.bases}}
    return known


REFUSALS = _refusals()


def _hands_up(call: ast.Call) -> bool:
    """``super().__init__(…)``"""
    inside = call.func.value if isinstance(call.func, ast.Attribute) else None
    return _name(call.func) == "__init__" and isinstance(inside, ast.Call)


def _speaks(source: Source, call: ast.Call) -> bool:
    name = _name(call.func)
    in_a_form = source.name.endswith(SAYS_IN_A_FORM) and name in {"ValueError", "NotationError"}
    return name in REFUSALS | ANSWERS or in_a_form or _hands_up(call)


def _bare(node: ast.AST) -> Iterator[str]:
    """Sentences in an argument that are not handed to gettext."""
    if isinstance(node, ast.Call) and _name(node.func) in THROUGH:
        return
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str) and " " in node.value.strip():
            yield node.value
        return
    for inner in ast.iter_child_nodes(node):
        yield from _bare(inner)


def test_what_a_form_or_a_refusal_says_goes_through_gettext() -> None:
    seen, bare = 0, []
    for source in SOURCES:
        if source.name.startswith(NOT_FOR_READERS):
            continue
        for call in ast.walk(source.tree):
            if not isinstance(call, ast.Call) or not _speaks(source, call):
                continue
            seen += 1
            for given in [*call.args, *(keyword.value for keyword in call.keywords)]:
                bare += [f"{source.name}:{call.lineno}: {words}" for words in _bare(given)]
    assert seen > 100
    assert not bare, "\n".join(bare)
