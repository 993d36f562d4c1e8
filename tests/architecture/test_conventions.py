"""House rules no linter knows. A new word for a file is written down here, with thought."""

import ast
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, meta

ROOT = Path(__file__).parents[2]
APP, TEMPLATES, MIGRATIONS = ROOT / "app", ROOT / "templates", ROOT / "migrations"
LONGEST = 300
TABLES = {"identity/matrix.py"}  # one table by design: who may do what, on one page
VOCABULARY = frozenset(
    [
        "__init__",
        "models",
        "rules",
        "queries",
        "service",
        "forms",
        "schemas",
        "routes",
        "api",
        "jobs",
        "exporter",
        "checks",
    ]
)
NOT_ROOMS = {"core", "cli", "demo"}
OWN_WORDS = {
    "access_log/appending/statements",
    "access_log/appending/together",
    "access_log/erasing/statements",
    "access_log/erasing/words",
    "access_log/errors",
    "access_log/looks/away",
    "access_log/looks/counting",
    "access_log/looks/details",
    "access_log/looks/display",
    "access_log/looks/months",
    "access_log/looks/numbering",
    "access_log/looks/pages",
    "access_log/looks/panel",
    "access_log/looks/particulars",
    "access_log/looks/silences",
    "access_log/looks/summaries",
    "access_log/looks/views",
    "access_log/looks/walking",
    "access_log/portal",
    "access_log/checking/contents",
    "access_log/checking/deletions",
    "access_log/promises/words",
    "access_log/putting_back",
    "access_log/proofs/alone",
    "access_log/proofs/counting",
    "access_log/proofs/deletions",
    "access_log/proofs/program",
    "access_log/proofs/unpacking",
    "access_log/proofs/verifier",
    "access_log/seals/recounting",
    "access_log/sentences",
    "access_log/unusual/words",
    "answers/covering/folding",
    "answers/covering/names",
    "answers/covering/numbers",
    "answers/covering/people",
    "answers/covering/words",
    "answers/documents/copies",
    "answers/documents/mail",
    "answers/documents/markup",
    "answers/documents/pdfs",
    "answers/documents/reading",
    "answers/documents/records",
    "answers/bundles/facts",
    "answers/bundles/letters",
    "answers/bundles/packing",
    "answers/counts/panel",
    "answers/by_hand/source",
    "answers/delivery/printing",
    "answers/gathering/portal",
    "answers/release/approving",
    "approvals/matters",
    "backups/errors",
    "backups/keys",
    "backups/opened",
    "backups/steps",
    "cases/allowances/approving",
    "connectors/kinds",
    "connectors/push/asking",
    "connectors/sql/asking",
    "connectors/sql/fitting",
    "connectors/files/asking",
    "connectors/files/folder",
    "connectors/files/mail/reading",
    "connectors/files/searching",
    "connectors/files/sheets/reading",
    "connectors/files/walking",
    "connectors/http/asking",
    "connectors/http/calling",
    "cases/emergencies/telling",
    "concerns/opening/approving",
    "concerns/anonymous/releasing",
    "concerns/panel",
    "consent/approving",
    "consent/panel",
    "consent/reporting",
    "consent/stops/calling",
    "desk/concerns/pages",
    "desk/pages",
    "desk/requests/case/pages",
    "desk/requests/documents/pages",
    "identity/audiences",
    "identity/doors",
    "identity/errors",
    "identity/matrix",
    "identity/openid/errors",
    "identity/openid/fetching",
    "identity/openid/keys",
    "identity/people/importer",
    "identity/roles/checks",
    "identity/sign_in/answers",
    "identity/sign_in/bodies",
    "identity/sign_in/signed_out",
    "identity/sign_in/step_up",
    "identity/viewer",
    "ingest/bodies",
    "ingest/errors",
    "my_data/bundle",
    "my_data/elsewhere/asking",
    "my_data/elsewhere/panel",
    "my_data/exporters",
    "register/drafting/approving",
    "role_requests/approving",
    "speakup/board",
    "speakup/folder",
    "speakup/gate",
    "speakup/origin",
    "speakup/pages",
    "speakup/spool",
    "subject_requests/deciding/approving",
    "witness/keeping",
    "witness/serving",
    "subject_requests/objecting/panel",
    "subject_requests/outcomes/words",
    "surveys/drafting/approving",
}
WEB = ("fastapi", "starlette", "jinja2", "app.core.web")
MAY_COMMIT = {"core/db/session.py"}
UNDONE = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
ADDRESS = re.compile(
    r"(?<!emit-)index-url|pythonhosted|registry\.npm|registry\.yarn|pypi\.org/simple"
)


@dataclass(frozen=True)
class Source:
    """One file of the application, read once."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        return str(self.path.relative_to(APP))

    def imports(self, *barred: str) -> set[str]:
        """What it imports of these packages, with full names, wherever in the file."""
        found: set[str] = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
        return {i for i in found if any(i == b or i.startswith(f"{b}.") for b in barred)}


def read(path: Path) -> Source:
    text = path.read_text()
    return Source(path, text, ast.parse(text))


SOURCES = [read(path) for path in sorted(APP.rglob("*.py"))]
ROOMS = sorted(p for p in APP.iterdir() if (p / "__init__.py").exists() and p.name not in NOT_ROOMS)
IN_ROOMS = [source for source in SOURCES if any(source.path.is_relative_to(r) for r in ROOMS)]


def of(*stems: str) -> list[Source]:
    return [source for source in SOURCES if source.path.stem in stems]


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    paths = [ROOT / line for line in listed.stdout.split("\0") if line]
    return [path for path in paths if path.is_file() and path != Path(__file__)]


def test_there_is_something_to_look_at() -> None:
    assert len(SOURCES) > 50
    assert len(ROOMS) >= 2


def test_rooms_use_the_same_words() -> None:
    strange = {s.name.removesuffix(".py") for s in IN_ROOMS if s.path.stem not in VOCABULARY}
    assert not strange - OWN_WORDS


def test_rooms_say_in_one_sentence_what_they_are_for() -> None:
    for source in (source for source in IN_ROOMS if source.path.name == "__init__.py"):
        said = ast.get_docstring(source.tree) or ""
        assert len(source.tree.body) == 1, f"{source.name} holds code"
        assert re.fullmatch(r"[^.!?]+\.", said, re.DOTALL), f"{source.name}: {said!r}"


def test_files_stay_small() -> None:
    texts = [source for source in SOURCES if source.name not in TABLES]
    lines = {source.name: len(source.text.splitlines()) for source in texts}
    assert not {name: number for name, number in lines.items() if number > LONGEST}


def test_only_the_session_commits() -> None:
    for source in (source for source in SOURCES if source.name not in MAY_COMMIT):
        for call in ast.walk(source.tree):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
                where = f"{source.name}:{call.lineno}"
                assert call.func.attr not in {"commit", "rollback"}, where


def test_rules_reach_no_database_web_or_clock() -> None:
    barred = ("sqlalchemy", "sqlmodel.Session", "app.core.db.session", "app.core.clock")
    web = ("fastapi", "starlette", "jinja2", "app.core.web")
    assert not {
        source.name: found for source in of("rules") if (found := source.imports(*barred, *web))
    }


def test_services_queries_and_models_know_nothing_of_the_web() -> None:
    inner = of("service", "queries", "models")
    assert not {source.name: found for source in inner if (found := source.imports(*WEB))}


def test_only_the_composition_roots_open_doors() -> None:
    for source in (source for source in SOURCES if source.name not in {"main.py", "worker.py"}):
        own = "app." + ".".join(source.path.relative_to(APP).parent.parts)
        others = {i for i in source.imports("app") if not i.startswith(own)}
        opened = {i for i in others if {"routes", "api", "jobs"} & set(i.split(".")[1:])}
        assert not opened, source.name


def test_only_dialects_know_which_database_it_is() -> None:
    for source in SOURCES:
        if not source.name.startswith("core/db/dialects/"):
            assert not source.imports("sqlalchemy.dialects"), source.name
            assert "dialect.name" not in source.text, source.name


def test_only_the_clock_tells_the_time() -> None:
    tells = re.compile(r"\b(?:datetime\.(?:now|utcnow|today)|date\.today)\(")
    assert {source.name for source in SOURCES if tells.search(source.text)} <= {"core/clock.py"}


def test_migrations_import_nothing_of_the_application() -> None:
    versions = sorted((MIGRATIONS / "versions").glob("*.py"))
    assert versions
    for path in versions:
        assert not read(path).imports("app"), path.name
        assert re.match(r"\d{4}_\d\d_\d\d_", path.name), path.name


def test_every_template_belongs_to_a_room_and_is_used() -> None:
    rooms = {path.name for path in ROOMS}
    names = {str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html")}
    assert {each.split("/")[0] for each in names} <= rooms | {
        "layouts",
        "components",
        "errors",
        "demo",
    }
    env = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, extensions=["jinja2.ext.i18n"]
    )
    used = {
        reference
        for each in names
        for reference in meta.find_referenced_templates(env.parse((TEMPLATES / each).read_text()))
    }
    code = "\n".join(source.text for source in SOURCES)
    pages = {each for each in names if not each.startswith(("components/", "layouts/", "errors/"))}
    assert not {each for each in pages if each not in used and f'"{each}"' not in code}


def test_nothing_is_left_undone_and_no_registry_is_named() -> None:
    paths = tracked()
    assert len(paths) > 50
    for path in paths:
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue
        assert not UNDONE.search(text), f"{path}: something is left undone"
        assert not ADDRESS.search(text), f"{path}: the address of a registry"
