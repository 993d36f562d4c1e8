"""What the code imports is declared, and what is declared is pinned."""

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
OURS = {"app", "migrations", "tests", "bench"}
# What FastAPI and Jinja stand on, and take their words from.
BENEATH = {"starlette", "pydantic", "pydantic-core", "anyio", "markupsafe", "typing-extensions"}


def plain(requirement: str) -> str:
    """A requirement's name as the index writes it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\s\[<>=!~;]", requirement)[0]).lower()


RUN = {plain(each) for each in PROJECT["project"]["dependencies"]}
DEV = RUN | {plain(each) for each in PROJECT["dependency-groups"]["dev"]}


def imported(folder: str) -> set[str]:
    """The distributions that a folder's files import, by name."""
    modules: set[str] = set()
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                modules |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                modules.add(node.module.split(".")[0])
    foreign = modules - OURS - sys.stdlib_module_names
    known = packages_distributions()
    return {plain(known.get(module, [module])[0]) for module in foreign}


def pinned(name: str) -> set[str]:
    text = (ROOT / name).read_text()
    return {plain(line) for line in text.splitlines() if re.match(r"[a-z0-9]", line)}


def test_the_application_imports_only_what_it_declares() -> None:
    assert imported("app") <= RUN | BENEATH
    assert imported("migrations") <= RUN


def test_the_tests_import_only_what_they_declare() -> None:
    assert imported("tests") <= DEV | BENEATH


def test_everything_declared_is_pinned() -> None:
    assert not RUN - pinned("requirements.txt")
    assert not DEV - pinned("requirements-dev.txt")


def test_what_runs_is_what_is_tested() -> None:
    def versions(name: str) -> set[str]:
        return set(re.findall(r"^[a-z0-9][^ \\;]*", (ROOT / name).read_text(), re.MULTILINE))

    assert versions("requirements.txt") <= versions("requirements-dev.txt")


def test_every_package_is_pinned_by_hash() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text()
        entries = re.split(r"\n(?=[a-z0-9])", text.strip())
        assert all("--hash=sha256:" in entry for entry in entries)


def _told(program: str) -> str:
    """What a process of its own says after it has loaded the portal."""
    command = [sys.executable, "-c", f"import sys, app.cli, app.main; {program}"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_a_portal_on_sqlite_loads_nothing_that_it_never_needs() -> None:
    """Each of these is megabytes of every process that serves."""
    heavy = ("psycopg", "alembic", "typst", "pypdf", "phonenumbers", "stdnum", "pyzipper")
    heavy += ("sqlalchemy.dialects.postgresql", "holidays", "rich", "pygments", "websockets")
    heavy += ("app.demo",)

    assert _told(f"print([m for m in {heavy} if m in sys.modules])") == "[]"


def test_a_portal_builds_no_validator_before_it_is_asked_for_one() -> None:
    kinds = "app.core.db.base.Table.__subclasses__() + app.core.web.forms.Form.__subclasses__()"
    built = f"[kind.__name__ for kind in {kinds} if kind.__pydantic_complete__]"

    assert _told(f"print({built})") == "[]"
    assert int(_told(f"print(len({kinds}))")) > 100
