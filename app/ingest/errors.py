"""Why a batch is refused: a status, and where it broke."""

from http import HTTPStatus
from typing import Any


class RefusedBatchError(Exception):
    """The whole batch is refused; nothing of it was written.

    ``errors`` are ``{"line": n, "field": "…", "message": "…"}``, the first hundred at most.
    """

    def __init__(
        self, status: int, detail: str, errors: list[dict[str, Any]] | None = None
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.errors = [_sendable(fault) for fault in errors or []]

    def problem(self) -> dict[str, Any]:
        """The refusal as RFC 9457 has it."""
        return {
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
            "errors": self.errors,
        }


def _sendable(fault: dict[str, Any]) -> dict[str, Any]:
    """Half a surrogate pair, which JSON may escape in a name, can be neither sent nor stored."""
    return {
        name: part.encode(errors="backslashreplace").decode() if isinstance(part, str) else part
        for name, part in fault.items()
    }


def unreadable(message: str, line: int | None = None) -> RefusedBatchError:
    """400: what came is not what its content type says."""
    fault: dict[str, Any] = {} if line is None else {"line": line}
    return RefusedBatchError(400, "The batch cannot be read.", [fault | {"message": message}])


def too_large(message: str) -> RefusedBatchError:
    """413: more than one call may carry."""
    return RefusedBatchError(413, message)


def refused(errors: list[dict[str, Any]]) -> RefusedBatchError:
    """422: it can be read, but some field is not as it must be."""
    return RefusedBatchError(422, "Some fields are not as they must be.", errors)
