"""A command that loads while the demo is filled, and begins when it is told to.

Loading takes longer than starting does, and the demo is filled by one processor.
"""

import sys
from contextlib import suppress
from importlib import import_module

LOADS = {"serve": "app.main", "worker": "app.worker", "speakup": "app.speakup.origin"}


def main() -> None:
    """Load what the command needs, and run it once a line comes; end if none can come any more."""
    command = sys.argv[1:]
    with suppress(KeyboardInterrupt):
        import_module(LOADS[command[0]])
        if sys.stdin.readline():
            from app.cli import run

            sys.exit(run(command))


if __name__ == "__main__":
    main()
