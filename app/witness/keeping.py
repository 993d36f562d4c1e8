"""The one file of a witness: its key, and the last checkpoint it signed of each log.

Both are in one file, so that whoever loses what was signed loses the key too, and a witness
never begins again under the old key.
"""

import json
import os
from base64 import b64decode, b64encode
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.core.crypto.checkpoints import Checkpoint, parse_checkpoint
from app.core.crypto.notes import Note, parse_note
from app.core.errors import ConflictError

FILE = "witness.json"


class UnreadableError(ConflictError):
    """The file is none of ours, or damaged: nothing may be signed on top of it."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} cannot be read. Without it this witness must not go on.")


class AnotherNameError(ConflictError):
    """The configuration names another witness than the file is of."""

    def __init__(self, path: Path, name: str) -> None:
        super().__init__(f"{path} is of the witness {name}: write name {name}.")


class Kept:
    """What is in the file. Only one process may hold it; the command sees to that."""

    def __init__(self, folder: Path, name: str) -> None:
        """Open the file in a folder, or make it with a new key."""
        self.name, self._path = name, folder / FILE
        self._notes: dict[str, str] = {}
        if self._path.exists():
            self._read()
        else:
            self._seed = os.urandom(32)
            self._write(self._notes)

    @property
    def private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self._seed)

    def note(self, origin: str) -> str | None:
        """The checkpoint of a log that was signed last, with its signatures."""
        return self._notes.get(origin)

    def checkpoint(self, origin: str) -> Checkpoint | None:
        note = self.note(origin)
        return None if note is None else parse_checkpoint(parse_note(note).text)

    def keep(self, note: Note) -> None:
        """Hold on to a checkpoint: when this returns it is on the disk, and before it is not."""
        changed = self._notes | {parse_checkpoint(note.text).origin: str(note)}
        self._write(changed)
        self._notes = changed

    def _read(self) -> None:
        try:
            said = json.loads(self._path.read_text("utf-8"))
            name, self._seed = said["name"], b64decode(said["seed"], validate=True)
            self._notes = dict(said["logs"])
            for origin in self._notes:
                self.checkpoint(origin)
            Ed25519PrivateKey.from_private_bytes(self._seed)
        except (OSError, ValueError, KeyError, TypeError) as wrong:
            raise UnreadableError(self._path) from wrong
        if name != self.name:
            raise AnotherNameError(self._path, str(name))

    def _write(self, notes: dict[str, str]) -> None:
        """Beside the old file, to the disk, then in its place, and that to the disk too."""
        said = {"name": self.name, "seed": b64encode(self._seed).decode(), "logs": notes}
        beside = self._path.with_suffix(".new")
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(said, file)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self._path)
        if hasattr(os, "O_DIRECTORY"):
            folder = os.open(self._path.parent, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
