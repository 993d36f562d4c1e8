"""The verifier as one file: started by Python alone, in an empty folder, it says the same."""

import ast
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from app.access_log import service as log
from app.access_log.proofs import alone
from tests.access_log.proofs.test_evidence import changed, opened
from tests.support.make import an_access
from tests.support.sealing import log_key

STANDARD = set(sys.stdlib_module_names)


def test_no_name_hides_another_and_nothing_but_the_standard_library_is_asked_for() -> None:
    tree = ast.parse(alone.text(), feature_version=(3, 9))
    named: Counter[str] = Counter()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            named[node.name] += 1
        elif isinstance(node, ast.Assign):
            named.update(
                t.id for target in node.targets for t in ast.walk(target) if isinstance(t, ast.Name)
            )
        elif isinstance(node, ast.Import | ast.ImportFrom):
            roots = (
                [node.module] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names]
            )
            assert {str(root).split(".")[0] for root in roots} <= STANDARD
    assert named
    assert not {name for name, times in named.items() if times > 1}


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", "verify.py", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, env={}, check=False)


def test_it_runs_alone(take: Callable[[], bytes], tmp_path: Path) -> None:
    first = take()
    log.append([an_access("E1001")])
    second = take()
    folder = tmp_path / "empty"
    folder.mkdir()
    (folder / "verify.py").write_bytes(opened(second)["verify.py"])
    (folder / "first.zip").write_bytes(first)
    (folder / "second.zip").write_bytes(second)
    forged = changed(second, lambda said: said["entries"].reverse())
    (folder / "forged.zip").write_bytes(forged)
    (folder / "none.zip").write_bytes(b"nothing")
    (folder / "keys.json").write_text(f'{{"log": "{log_key()}"}}')

    plain = run(folder, "second.zip")
    assert (plain.returncode, plain.stderr) == (0, "")
    assert "anchored: no" in plain.stdout
    kept = run(folder, "second.zip", "--keys", "keys.json", "--previous", "first.zip")
    assert kept.returncode == 0
    assert "anchored: yes" in kept.stdout
    assert "continues: from" in kept.stdout
    false = run(folder, "forged.zip")
    assert (false.returncode, false.stdout) == (1, "")
    assert false.stderr.startswith("Not true: ")
    for missing in ("none.zip", "nowhere.zip"):
        unreadable = run(folder, missing)
        assert unreadable.returncode == 2
        assert unreadable.stderr.startswith("Not readable: ")
    assert sorted(path.name for path in folder.iterdir()) == [
        *("first.zip", "forged.zip", "keys.json", "none.zip", "second.zip", "verify.py")
    ]
