"""Running a coroutine while the browser's own loop runs in the test's thread."""

from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import anyio

T = TypeVar("T")


def run(story: Callable[[], Awaitable[T]]) -> T:
    """What the coroutine gives, from a thread of its own."""
    with ThreadPoolExecutor(1) as alone:
        return alone.submit(anyio.run, story).result()
