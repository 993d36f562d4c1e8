#!/usr/bin/env python3
"""Run Daylight on a machine that has Python 3.11 or newer and nothing else.

    python3 run.py demo [options]      everything, on an embedded database, with made-up people
    python3 run.py test [options]      every test; options go to pytest
    python3 run.py daylight COMMAND    any command of an installation

What is missing is installed the first time, into .venv beside this file; after that it starts
at once. This file uses the standard library only.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
RUN, TEST = ROOT / "requirements.txt", ROOT / "requirements-dev.txt"
NODE = ROOT / "build" / "node"
OF_NPM = ("oidc-provider@9.13.3", "@sigstore/verify@4.1.3")
OLDEST = (3, 11)
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


class CannotError(Exception):
    """Something this machine lacks, with a sentence that says what to do."""


def main(arguments: list[str]) -> None:
    """Make sure of the environment, then become the command that was asked for."""
    if not arguments or arguments[0] not in {"demo", "test", "daylight"}:
        print(__doc__.strip(), file=sys.stderr)
        sys.exit(0 if arguments[:1] in ([], ["-h"], ["--help"]) else 2)
    use_a_new_enough_python()
    command, *rest = arguments
    try:
        if command == "test":
            environment(TEST)
            browser()
            of_npm()
            workers = str(min(os.cpu_count() or 1, 4))
            os.chdir(ROOT)
            spread = ("-n", workers, "--dist", "worksteal")
            become("pytest", "--database", "both", *spread, *rest)
        environment(RUN)
        become("app.cli", *(["demo", *rest] if command == "demo" else rest))
    except CannotError as why:
        print(why, file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


def use_a_new_enough_python() -> None:
    """Go on under a newer Python of this machine if this one is too old."""
    if sys.version_info >= OLDEST:
        return
    for minor in (13, 12, 11, 14):
        newer = shutil.which(f"python3.{minor}")
        if newer:
            os.execv(newer, [newer, *sys.argv])
    sys.exit(f"Daylight needs Python 3.11 or newer. This is {sys.version.split()[0]}.")


def become(module: str, *arguments: str) -> None:
    """Run a module of the environment in place of this process, from wherever we were called."""
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    line = [str(PYTHON), "-P", "-m", module, *arguments]
    os.execve(PYTHON, line, os.environ | {"PYTHONPATH": path})


def environment(requirements: Path) -> None:
    """Install what ``requirements`` pins, unless that has been done already."""
    if any(is_installed(each) for each in {requirements, TEST}):
        return
    say(f"Installing what {requirements.name} names into .venv (the first time only) …")
    for how in (by_uv, by_venv, by_pip_of_the_system, by_apt):
        if how(requirements):
            stamp(requirements).write_text(digest(requirements))
            return
        if not has_worked():  # a demo may be running on one that has
            shutil.rmtree(VENV, ignore_errors=True)
    raise CannotError(
        "The packages could not be installed: see above. If Python's venv is missing, install it "
        "(Debian, Ubuntu: apt install python3-venv) or install uv, then run this again."
    )


def is_installed(requirements: Path) -> bool:
    try:
        return PYTHON.exists() and stamp(requirements).read_text() == digest(requirements)
    except OSError:
        return False


def has_worked() -> bool:
    """Whether there is an environment that was once complete: it is added to, never removed."""
    return PYTHON.exists() and any(stamp(each).exists() for each in (RUN, TEST))


def stamp(requirements: Path) -> Path:
    return VENV / f".{requirements.stem}.sha256"


def digest(requirements: Path) -> str:
    return hashlib.sha256(requirements.read_bytes()).hexdigest()


def by_uv(requirements: Path) -> bool:
    uv = shutil.which("uv")
    if not uv:
        return False
    os.environ.setdefault("UV_PYTHON_DOWNLOADS", "never")
    os.environ.setdefault("UV_SYSTEM_CERTS", "true")
    there = PYTHON.exists() or ran(uv, "venv", "-q", "--python", sys.executable, VENV)
    install = ("pip", "install", "-q", "--require-hashes", "--python", PYTHON, "-r", requirements)
    return there and ran(uv, *install)


def by_venv(requirements: Path) -> bool:
    there = has_pip(PYTHON) or (gains_pip() if has_worked() else makes_venv())
    return there and pip(PYTHON, "-m", "pip", requirements=requirements)


def by_pip_of_the_system(requirements: Path) -> bool:
    if not has_pip(Path(sys.executable)):
        return False
    there = has_worked() or makes_venv("--without-pip")
    line = (sys.executable, "-m", "pip", "--python", PYTHON)
    return there and pip(*line, requirements=requirements)


def by_apt(requirements: Path) -> bool:
    return apt("python3-venv") and by_venv(requirements)


def pip(*line: str | Path, requirements: Path) -> bool:
    options = ("-qq", "--disable-pip-version-check", "--require-hashes", "-r", requirements)
    return ran(*line, "install", *options)


def makes_venv(*options: str) -> bool:
    return ran(sys.executable, "-m", "venv", "--clear", *options, VENV, quiet=True)


def gains_pip() -> bool:
    return ran(PYTHON, "-m", "ensurepip", "-q", quiet=True)


def has_pip(python: Path) -> bool:
    return python.exists() and ran(python, "-m", "pip", "--version", quiet=True)


def browser() -> None:
    """A chromium for the browser tests: this machine's, or Debian's package."""
    if os.environ.get("DAYLIGHT_TEST_CHROMIUM") or any(map(shutil.which, BROWSERS)):
        return
    say("Installing chromium for the browser tests …")
    if not apt("chromium"):
        raise CannotError(
            "The browser tests need chromium. Install it (Debian: apt install chromium), or name "
            "one in DAYLIGHT_TEST_CHROMIUM, then run this again."
        )


def of_npm() -> None:
    """The certified OpenID provider, and a verifier of logs, in a folder git ignores."""
    done, wanted = NODE / ".installed", " ".join(OF_NPM)
    if done.exists() and done.read_text() == wanted:
        return
    say("Installing an OpenID provider and a verifier of logs for the tests …")
    if not shutil.which("npm") and not apt("npm"):
        raise CannotError("Some tests need node and npm. Install them, then run this again.")
    NODE.mkdir(parents=True, exist_ok=True)
    options = ("--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error")
    if not ran("npm", "install", "--prefix", NODE, *options, *OF_NPM, output=sys.stderr):
        raise CannotError("npm could not install what the tests need: see above.")
    done.write_text(wanted)


def apt(package: str) -> bool:
    """Install one of Debian's packages, if this is a Debian and we may."""
    if not shutil.which("apt-get") or not hasattr(os, "geteuid") or os.geteuid() != 0:
        return False
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    say(f"Installing Debian's package {package} …")
    return ran("apt-get", "update", "-qq", quiet=True) and ran(
        "apt-get", "install", "-y", "-qq", "--no-install-recommends", package, quiet=True
    )


def ran(*line: str | Path, quiet: bool = False, output: object = sys.stderr) -> bool:
    """Whether a command ended well. What it says goes to standard error, or nowhere."""
    where = subprocess.DEVNULL if quiet else output
    try:
        return subprocess.run(line, check=False, stdout=where, stderr=where).returncode == 0
    except OSError:
        return False


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
