"""What has to be done in a folder as if it were an installation: by a process of its own.

The settings, the keys and the connections of a process belong to one installation.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from app.backups.errors import NotTrueError, StepFailedError
from app.backups.opened import address
from app.core.config import PREFIX
from app.core.db.migrations import PROJECT

_ELSEWHERE = ("DATABASE_URL", "KEYS_DATABASE_URL", "SECRET_FILE", "STORAGE_DIR", "SPEAKUP_DIR")
_EMPTY = ".empty"


def migrate(folder: Path) -> None:
    """Bring what lies in a folder to the newest revision."""
    done = _run(["migrate", "--data", str(folder.resolve())], apart=True)
    if done.returncode:
        raise StepFailedError("migrate", _last(done.stderr))


def migrate_in_place() -> None:
    """Make the tables of the installation that the settings describe."""
    done = _run(["migrate"], apart=False)
    if done.returncode:
        raise StepFailedError("migrate", _last(done.stderr))


def verify(folder: Path, kept: Sequence[Path]) -> int:
    """Recompute the log that lies in a folder; how many entries it has. Raises NotTrueError.

    The witnesses are asked first what they hold: it may be more.
    """
    old = [part for file in kept for part in ("--old", str(file.resolve()))]
    return _verified(["--ask", "--data", str(folder.resolve()), *old], apart=True)


def verify_in_place() -> int:
    """The same of the installation that the settings describe; no witness is asked."""
    return _verified([], apart=False)


def verify_copy(beside: Path, database: Path, keys: Path, secret: Path) -> int:
    """The same of files that lie in different places; no witness is asked."""
    places = {
        "DATA_DIR": beside,
        "DATABASE_URL": address(database.resolve()),
        "KEYS_DATABASE_URL": address(keys.resolve()),
        "SECRET_FILE": secret.resolve(),
    }
    return _verified([], apart=True, **{name: str(place) for name, place in places.items()})


def _verified(options: list[str], *, apart: bool, **places: str) -> int:
    done = _run(["log", "verify", "--json", *options], apart=apart, **places)
    try:
        said = json.loads(done.stdout)
    except ValueError:
        raise StepFailedError("log verify", _last(done.stderr)) from None
    if not said["ok"]:
        raise NotTrueError(said["first_bad"], said["why"])
    return int(said["size"])


@contextmanager
def empty_installation(beside: Path) -> Iterator[Path]:
    """A folder with the tables of this version and nothing in them, for as long as it is needed."""
    folder = beside / _EMPTY
    folder.mkdir(mode=0o700)
    try:
        migrate(folder)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(words: list[str], *, apart: bool, **places: str) -> subprocess.CompletedProcess[str]:
    """One of our commands; ``apart`` from the places that this process works on, in others."""
    left_out = {PREFIX + name for name in _ELSEWHERE} if apart else set()
    environment = {name: value for name, value in os.environ.items() if name not in left_out}
    environment |= {PREFIX + name: place for name, place in places.items()}
    environment["PYTHONPATH"] = str(PROJECT)
    return subprocess.run(  # noqa: S603 - a command of ours
        [sys.executable, "-m", "app.cli", *words],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def _last(said: str) -> str:
    lines = said.strip().splitlines()
    return lines[-1] if lines else ""
