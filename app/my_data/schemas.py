"""How many records a part had in a download, and how many of them were different."""

from dataclasses import dataclass


@dataclass
class Numbers:
    """Of one part. ``new``, ``changed`` and ``gone`` are zero in a first download."""

    part: str
    records: int = 0
    new: int = 0
    changed: int = 0
    gone: int = 0

    @property
    def differs(self) -> bool:
        return bool(self.new or self.changed or self.gone)
