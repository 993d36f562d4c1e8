"""Signing checkpoints, one after the other."""

from hashlib import sha256
from threading import Lock

from app.core import clock
from app.core.crypto import submissions
from app.core.crypto.notes import Key, Note, NoteError
from app.witness import rules
from app.witness.keeping import Kept
from app.witness.rules import FORMAT, Logs, RefusedError


class Witness:
    """Knows some logs and never signs two stories of one."""

    def __init__(self, kept: Kept, logs: Logs) -> None:
        self._kept, self._logs, self._turn = kept, logs, Lock()

    @property
    def key(self) -> Key:
        """What its signatures are checked with."""
        return rules.public_key(self._kept.name, self._kept.private)

    def add_checkpoint(self, body: bytes) -> str:
        """The signature line for what a log sends. Raises RefusedError.

        What it holds is compared, and the new checkpoint kept on the disk, in one turn: the line
        goes out only after that. OSError if it cannot be kept: then nothing was signed.
        """
        try:
            asked = submissions.parse_submission(body)
        except NoteError as wrong:
            raise RefusedError(FORMAT, f"{wrong}\n") from wrong
        rules.check_signed(asked.note, self._logs)
        with self._turn:
            rules.check_continues(asked, self._kept.checkpoint(asked.checkpoint.origin))
            time = int(clock.now().timestamp())
            signature = rules.cosigned(asked.note.text, self._kept.name, self._kept.private, time)
            own = {key.id for key in self._logs[asked.checkpoint.origin]}
            signed = [each for each in asked.note.signatures if each.key_id in own]
            self._kept.keep(Note(asked.note.text, [*signed, signature]))
        return str(signature)

    def checkpoint(self, digest: str) -> str | None:
        """The last one it signed of the log whose origin has this SHA-256 digest, if any."""
        for origin in self._logs:
            if sha256(origin.encode()).hexdigest() == digest:
                return self._kept.note(origin)
        return None
