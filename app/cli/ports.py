"""Whether a port of this machine is free, asked before anything is begun that needs it."""

import socket

from app.core.errors import ConflictError


def require_free(host: str, *ports: int) -> None:
    """Raise ConflictError, naming the port, unless we could listen on each of them."""
    for port in ports:
        try:
            _listen(host, port)
        except OSError as why:
            raise ConflictError(
                f"Port {port} of {host} cannot be used ({why.strerror or why}). "
                "Stop what uses it, or name another with --port."
            ) from why


def _listen(host: str, port: int) -> None:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    family, *_, address = found[0]
    socket.create_server(address[:2], family=family).close()
