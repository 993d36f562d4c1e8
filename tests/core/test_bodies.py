"""A form is read whole before a route runs, within a limit and a time."""

import anyio
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from app.core.web.bodies import MOST_BYTES, MOST_OF_FILES, BodyMiddleware
from tests.support import apart

GONE = b"the sender goes away"
SCOPE = {
    "type": "http",
    "method": "POST",
    "path": "/settings",
    "headers": [],
    "app": Starlette(),
}


class Door:
    """Says what it was sent, and counts how often something arrived whole."""

    def __init__(self) -> None:
        self.opened = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message["body"], message["more_body"]
        self.opened += 1
        await PlainTextResponse(body)(scope, receive, send)


def answer(door: Door, parts: list[bytes], *, pause: float = 0, path: str = "/settings") -> int:
    """The status of a form that is sent in these parts, with a pause before each."""
    waiting, sent = list(parts), []

    async def receive() -> Message:
        await anyio.sleep(pause)
        part = waiting.pop(0)
        if part == GONE:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": part, "more_body": bool(waiting)}

    async def send(message: Message) -> None:
        sent.append(message)

    async def story() -> None:
        guarded = BodyMiddleware(door, but=["/api/"], seconds=0.5, files="/[a-z]+/files")
        await guarded({**SCOPE, "path": path}, receive, send)

    apart.run(story)
    return int(sent[0]["status"]) if sent else 0


def test_a_form_in_parts_arrives_whole() -> None:
    door = Door()
    assert answer(door, [b"theme=", b"dark"]) == 200
    assert door.opened == 1


def test_a_form_that_dribbles_in_never_opens_the_door() -> None:
    door = Door()
    assert answer(door, [b"x"] * 20, pause=0.1) == 408
    assert door.opened == 0
    assert answer(door, [b"x"] * 2, pause=0.1) == 200


def test_a_form_larger_than_any_of_ours_is_refused_as_it_comes() -> None:
    door = Door()
    assert answer(door, [b"x" * MOST_BYTES, b"x"]) == 413
    assert door.opened == 0
    assert answer(door, [b"x" * MOST_BYTES]) == 200


def test_doors_with_limits_of_their_own_are_left_alone() -> None:
    door = Door()
    assert answer(door, [b"x" * MOST_BYTES, b"x"], path="/api/v1/access-events") == 200


def test_a_form_with_files_may_be_larger_and_has_its_own_end() -> None:
    door, whole = Door(), [b"x" * MOST_OF_FILES]
    assert answer(door, [*whole, b"x"], path="/desk/files") == 413
    assert answer(door, whole, path="/desk/files/elsewhere") == 413
    assert door.opened == 0
    assert answer(door, whole, path="/desk/files") == 200


def test_of_a_form_that_breaks_off_nothing_is_done() -> None:
    for path in ("/settings", "/desk/files"):
        door = Door()
        assert answer(door, [b"reason=I+do+not+", GONE], path=path) == 0
        assert door.opened == 0
        assert answer(door, [b"reason=I+do+not+", b"want+it"], path=path) == 200
        assert door.opened == 1
