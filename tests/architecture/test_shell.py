"""What ``.ci/run`` and the READMEs ask of Python is there: programs, modules, names, files."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from subprocess import run

import pytest

ROOT = Path(__file__).parents[2]
CHECKS, README, FIGURES = ROOT / ".ci/run", ROOT / "README.md", ROOT / "bench/README.md"


def shell(file: Path) -> str:
    """A script; of a page what is set apart as code, in blocks and within lines."""
    text = file.read_text()
    if file.suffix != ".md":
        return text
    return "\n".join(
        [*re.findall(r"^ {4}.*", text, re.MULTILINE), *re.findall(r"`([^`\n]+)`", text)]
    )


def programs(text: str) -> Iterator[ast.Module]:
    """What is given to Python in one line."""
    for line in re.findall(r"-c '([^']*)'", text):
        yield ast.parse(line)


def test_every_name_that_a_line_of_python_imports_is_there() -> None:
    found = []
    for program in programs(shell(CHECKS)):
        for node in ast.walk(program):
            if isinstance(node, ast.ImportFrom):
                module = import_module(str(node.module))
                assert [each.name for each in node.names if not hasattr(module, each.name)] == []
                found.append(node.module)
            elif isinstance(node, ast.Import):
                assert all(find_spec(each.name) for each in node.names)
    assert "tests.support.ports" in found


@pytest.mark.parametrize(
    "file", [CHECKS, README, FIGURES], ids=lambda file: str(file.relative_to(ROOT))
)
def test_every_module_that_is_run_and_every_file_of_tests_is_there(file: Path) -> None:
    text = shell(file)
    modules = set(re.findall(r"(?:\$py|python3?) -m (\w[\w.]*)", text))
    files = set(re.findall(r"(?<![\w/])tests/[\w/.]+", text))

    assert {name for name in modules if not find_spec(name)} == set()
    assert {name for name in files if not (ROOT / name).exists()} == set()
    assert "bench.startup" in modules
    assert files or file == README


def test_the_script_is_one_that_bash_can_read() -> None:
    if not (bash := which("bash")):
        pytest.skip("there is no bash here")
    assert run([bash, "-n", CHECKS], capture_output=True, check=False).stderr == b""
