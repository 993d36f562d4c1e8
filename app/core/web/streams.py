"""Answers that are sent block by block, so that no size of them costs more memory."""

from collections.abc import Generator, Iterator, Mapping
from contextlib import closing, nullcontext

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send


class Streamed(StreamingResponse):
    """What gives the blocks is closed when this is over, also if the reader went away midway.

    Otherwise the file or the transaction that it reads from would stay open until somebody
    collects garbage.
    """

    def __init__(
        self, blocks: Iterator[bytes], *, media_type: str, headers: Mapping[str, str]
    ) -> None:
        super().__init__(blocks, media_type=media_type, headers=headers)
        self._blocks = blocks

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        blocks = self._blocks
        with closing(blocks) if isinstance(blocks, Generator) else nullcontext():
            await super().__call__(scope, receive, send)
