"""The demo's processes: they load while the demo is filled, and begin when they are told to."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

Process = subprocess.Popen[str]


@contextmanager
def held(*commands: Sequence[str]) -> Iterator[Sequence[Process]]:
    """One process for each command; they end with the block, if not before."""
    started = [_start(command) for command in commands]
    try:
        yield started
    finally:
        end(started)


def begin(processes: Sequence[Process]) -> None:
    """Tell each to go on; who has ended by itself is not told."""
    for process in processes:
        assert process.stdin is not None
        with suppress(BrokenPipeError), process.stdin as word:
            word.write("\n")


def end(processes: Sequence[Process]) -> None:
    """End them, and give each some seconds to do it well."""
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()


def _start(command: Sequence[str]) -> Process:
    line = [sys.executable, "-m", "app.cli.held", *command]
    return subprocess.Popen(line, stdin=subprocess.PIPE, text=True)  # noqa: S603
