"""``run.py`` starts on a bare machine: nothing but the standard library, and plain sentences."""

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest

RUN = Path(__file__).parents[2] / "run.py"
# Stands in for python, uv, npm and apt-get: writes down how it was called, refuses what the
# machine is said to lack, makes an environment of itself, and as apt-get brings what was lacking.
TOOL = """#!/bin/sh
echo "$0 $*" >>"$HERE/said"
while read -r lacking; do
  case "$*" in "$lacking"*) exit 1 ;; esac
done <"$HERE/lacks"
case "${0##*/} $*" in
  "uv venv "* | "python -m venv "*)
    for folder; do :; done
    /bin/mkdir -p "$folder/bin"
    /bin/cp "$HERE/tools/python" "$folder/bin/python" ;;
  "apt-get install "*) : >"$HERE/lacks" ;;
esac
"""


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


@dataclass
class Machine:
    """A machine of which every program is a stand-in, and what ``run.py`` did on it."""

    run: Any
    here: Path

    def start(self, *arguments: str) -> tuple[list[str], str]:
        """The programs that were called, in order, and what ``run.py`` then became."""
        (self.here / "said").write_text("")
        with pytest.raises(_BecameError) as became:
            self.run.main([*arguments])
        return self.said(), self._plain(str(became.value))

    def said(self) -> list[str]:
        return self._plain((self.here / "said").read_text()).splitlines()

    def lacks(self, *beginnings: str) -> None:
        (self.here / "lacks").write_text("".join(f"{each}\n" for each in beginnings))

    def has(self, *tools: str) -> None:
        for name in tools:
            file = self.here / "tools" / name
            file.write_text(TOOL)
            file.chmod(0o755)

    def _plain(self, text: str) -> str:
        """Without this folder: the environment's python is ``.venv/bin/python``."""
        return text.replace(f"{self.here}/tools/", "").replace(f"{self.here}/", "")


class _BecameError(Exception):
    """Stands for the program that takes this one's place."""


def _become(path: object, line: Sequence[object], _environment: object = None) -> None:
    raise _BecameError(" ".join([str(path), *map(str, line[1:])]))


@pytest.fixture
def machine(bare: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    (tmp_path / "tools").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "tools"))
    monkeypatch.setenv("HERE", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    for name in (*SET_BY_IT, "DAYLIGHT_TEST_CHROMIUM"):
        monkeypatch.setenv(name, "")  # so that it is put back as it was
        monkeypatch.delenv(name)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "tools/python"))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(os, "execve", _become)
    monkeypatch.setattr(os, "execv", _become)
    made = Machine(bare, tmp_path)
    made.has("python")
    made.lacks()
    (tmp_path / "said").touch()
    return made


SET_BY_IT = ("UV_PYTHON_DOWNLOADS", "UV_SYSTEM_CERTS", "DEBIAN_FRONTEND")
OPTIONS = "-qq --disable-pip-version-check --require-hashes -r requirements.txt"
BY_UV = [
    "uv venv -q --python python .venv",
    "uv pip install -q --require-hashes --python .venv/bin/python -r requirements.txt",
]
BY_VENV = ["python -m venv --clear .venv", f".venv/bin/python -m pip install {OPTIONS}"]
BY_THE_SYSTEMS_PIP = [
    "python -m pip --version",
    "python -m venv --clear --without-pip .venv",
    f"python -m pip --python .venv/bin/python install {OPTIONS}",
]
BY_APT = [
    "apt-get update -qq",
    "apt-get install -y -qq --no-install-recommends python3-venv",
    *BY_VENV,
]
NO_VENV, NO_PIP = "-m venv --clear {here}/.venv", "-m pip"
# what the machine has beside python, what it lacks, and what is called for that
WAYS: dict[str, tuple[Sequence[str], Sequence[str], list[str]]] = {
    "uv": (("uv", "apt-get"), (), BY_UV),
    "neither uv nor apt": ((), (), BY_VENV),
    "a uv that has no packages": (("uv",), ("pip install",), [*BY_UV, *BY_VENV]),
    "no ensurepip": ((), (NO_VENV,), [BY_VENV[0], *BY_THE_SYSTEMS_PIP]),
    "no ensurepip and no pip, as root": (
        ("apt-get",),
        (NO_VENV, NO_PIP),
        [BY_VENV[0], BY_THE_SYSTEMS_PIP[0], *BY_APT],
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_the_first_start_installs_with_what_there_is_and_the_second_starts_at_once(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    tools, lacking, expected = WAYS[way]
    machine.has(*tools)
    machine.lacks(*(each.format(here=machine.here) for each in lacking))
    if "root" in way:
        monkeypatch.setattr(os, "geteuid", lambda: 0)

    demo = ".venv/bin/python -P -m app.cli demo --port 9000"
    assert machine.start("demo", "--port", "9000") == (expected, demo)
    assert machine.start("demo", "--port", "9000") == ([], demo)
    assert machine.start("daylight", "doctor") == ([], ".venv/bin/python -P -m app.cli doctor")

    machine.run.RUN.write_text("# another release\n")
    assert machine.start("demo")[0] != []
    assert machine.start("demo")[0] == []


def test_where_nothing_installs_it_says_what_to_do_and_leaves_nothing_half_made(
    machine: Machine, capfd: pytest.CaptureFixture[str]
) -> None:
    machine.has("apt-get")  # which only root may ask
    machine.lacks("-m venv --clear", NO_PIP)

    with pytest.raises(SystemExit) as ended:
        machine.run.main(["demo"])

    assert ended.value.code == 1
    assert "apt install python3-venv" in capfd.readouterr().err
    assert not machine.run.VENV.exists()
    assert "apt-get" not in " ".join(machine.said())
    machine.lacks()
    assert machine.start("demo")[0] == BY_VENV


def test_it_keeps_uv_from_fetching_a_python_of_its_own(machine: Machine) -> None:
    machine.has("uv")
    machine.start("demo")

    assert os.environ["UV_PYTHON_DOWNLOADS"] == "never"
    assert os.environ["UV_SYSTEM_CERTS"] == "true"


@pytest.mark.parametrize("there", [(), ("python3.11",), ("python3.11", "python3.13")])
def test_an_old_python_hands_over_to_a_newer_one_or_says_that_it_is_too_old(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, there: Sequence[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["run.py", "demo"])
    monkeypatch.setattr(sys, "version_info", (3, 10, 12))
    machine.has(*there)

    if there:
        assert machine.start("demo") == ([], f"{there[-1]} run.py demo")
        return
    with pytest.raises(SystemExit, match=r"Daylight needs Python 3\.11 or newer"):
        machine.run.main(["demo"])
    assert machine.said() == []


def test_what_the_tests_need_is_installed_once_and_a_missing_program_is_named(
    machine: Machine, capfd: pytest.CaptureFixture[str]
) -> None:
    for tool, said in (("chromium", "need chromium"), ("npm", "need node and npm")):
        with pytest.raises(SystemExit):
            machine.run.main(["test"])
        assert said in capfd.readouterr().err
        machine.has(tool)

    called, became = machine.start("test", "-k", "clock")
    (npm,) = called
    assert re.match(r"npm install --prefix build/node .*oidc-provider@\d", npm)
    assert re.match(r"\.venv/bin/python -P -m pytest --database both .*-k clock$", became)
    assert machine.start("test", "-k", "clock") == ([], became)
    # what has everything for tests has everything for the demo
    assert machine.start("demo") == ([], ".venv/bin/python -P -m app.cli demo")
