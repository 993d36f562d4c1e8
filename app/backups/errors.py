"""Why a backup is not made, or not put back."""

from pathlib import Path

from app.core.errors import ConflictError, RejectedError


class FolderNotEmptyError(ConflictError):
    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} is not empty. Name a folder that is not there yet.")


class InstallationThereError(ConflictError):
    """What lives here would be overwritten."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what} is there already. A backup is put back where there is no installation: "
            "name another --data, or an empty database."
        )


class NotABackupError(RejectedError):
    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} holds no whole backup: its manifest.json is not there.")


class DamagedBackupError(RejectedError):
    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is not what was written. Take another backup.")


class NotTrueError(RejectedError):
    """The log in it is not the one that was signed, or a shorter one than somebody holds."""

    def __init__(self, first_bad: int, why: str) -> None:
        super().__init__(
            f"Nothing was put back: from entry {first_bad} on, {why}. Take a newer backup."
        )


class StepFailedError(RejectedError):
    def __init__(self, step: str, said: str) -> None:
        super().__init__(f"daylight {step} failed: {said or 'it said nothing'}")
