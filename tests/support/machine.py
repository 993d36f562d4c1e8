"""What a run asks of its machine: memory rather than disk, and no walk over what stays."""

import gc
import os
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")
ENOUGH = 3 * 2**30  # bytes: a run keeps several hundred MiB at a time


def keep_files_in_memory() -> None:
    """Let temporary files of this process and its children lie in memory, unless told where.

    Thousands of databases are made, written to and removed; on a disk that is most of the time
    of a test. What a disk does or refuses is shown on a file system that the test makes itself.
    """
    if "TMPDIR" in os.environ or not has_enough(MEMORY):
        return
    os.environ["TMPDIR"] = str(MEMORY)
    tempfile.tempdir = None  # what it found out before


def has_enough(folder: Path) -> bool:
    """Whether the folder can be written to, its programs run, and the machine has the memory."""
    try:
        how = os.statvfs(folder)
        known = Path("/proc/meminfo").read_text()
    except (OSError, AttributeError):  # no such folder, no such system
        return False
    available = next(line.split()[1] for line in known.splitlines() if "MemAvailable" in line)
    room = min(shutil.disk_usage(folder).free, int(available) * 1024)
    runs = not how.f_flag & (os.ST_NOEXEC | os.ST_RDONLY)
    return runs and room >= ENOUGH and os.access(folder, os.W_OK)


def settle() -> None:
    """What is there now lives to the end of the run: the collector need not walk over it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)
