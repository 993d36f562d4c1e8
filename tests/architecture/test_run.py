"""``run.py`` starts on a bare machine: nothing but the standard library, and plain sentences."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

RUN = Path(__file__).parents[2] / "run.py"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-I", RUN, *arguments], capture_output=True, text=True, check=False
    )


def test_it_uses_the_standard_library_only() -> None:
    tree = ast.parse(RUN.read_text(), feature_version=(3, 8))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            assert all(a.name.split(".")[0] in sys.stdlib_module_names for a in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert str(node.module).split(".")[0] in sys.stdlib_module_names


@pytest.mark.parametrize(("arguments", "code"), [((), 0), (("--help",), 0), (("dance",), 2)])
def test_without_a_command_it_says_what_there_is(arguments: tuple[str, ...], code: int) -> None:
    said = run(*arguments)

    assert said.returncode == code
    assert said.stdout == ""
    assert "python3 run.py demo" in said.stderr
    assert "Traceback" not in said.stderr
