"""Ports of this machine that nothing listens on."""

import socket
from contextlib import ExitStack, suppress


def free_port() -> int:
    """A port that is free."""
    return free_ports(1)


def free_ports(count: int = 3) -> int:
    """The first of so many free ports in a row; a demo takes three."""
    while True:
        with ExitStack() as open_, suppress(OSError):
            first = open_.enter_context(socket.create_server(("127.0.0.1", 0)))
            port: int = first.getsockname()[1]
            for each in range(port + 1, port + count):
                open_.enter_context(socket.create_server(("127.0.0.1", each)))
            return port
