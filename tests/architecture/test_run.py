"""``run.py`` starts on a bare machine: nothing but the standard library, and plain sentences."""

import ast
import shutil
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

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


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """``run.py`` in a folder of its own, on a machine without uv, apt and an index of packages."""
    shutil.copy(RUN, tmp_path)
    (tmp_path / "requirements.txt").write_text("# nothing\n")
    (tmp_path / "requirements-dev.txt").write_text("# nothing, for tests\n")
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    found = spec_from_file_location("run", tmp_path / "run.py")
    assert found is not None
    assert found.loader is not None
    made = module_from_spec(found)
    found.loader.exec_module(made)
    return made


def test_an_environment_that_worked_is_added_to_and_never_removed(bare: Any) -> None:
    bare.environment(bare.RUN)
    of_a_running_demo = bare.VENV / "in-use"
    of_a_running_demo.touch()

    bare.environment(bare.TEST)
    assert bare.is_installed(bare.TEST)

    bare.TEST.write_text(f"nowhere==1 --hash=sha256:{'0' * 64}\n")
    bare.stamp(bare.RUN).unlink()
    with pytest.raises(bare.CannotError):
        bare.environment(bare.TEST)
    assert of_a_running_demo.exists()
