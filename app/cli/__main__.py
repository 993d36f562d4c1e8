"""So that ``python -m app.cli`` is ``daylight``."""

from app.cli import main

main()
