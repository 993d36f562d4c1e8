"""Reads one PDF from standard input in a process of its own, and prints what it says as JSON.

Run as a file, never imported by the portal: a document made to take all memory or time takes
this process with it, and nothing else. Needs nothing of the application.
"""

import json
import resource
import sys
from io import BytesIO
from typing import Any

from pypdf import PdfReader

SECONDS, MEMORY = 20, 1 << 30
PAGES, CHARACTERS = 500, 2_000_000


def bounded() -> None:
    """No more time and memory than a document can need; pypdf has limits of its own."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def remarks(page: Any) -> list[str]:
    """Notes on a page and what was filled in, which a viewer shows and the text has not."""
    found = []
    for each in page.annotations or ():
        annotation = each.get_object()
        found += [str(annotation[key]) for key in ("/Contents", "/V") if key in annotation]
    return found


def read(content: bytes) -> dict[str, Any]:
    """The pages' texts, whether it is locked, how many pages there are, the files inside."""
    reader = PdfReader(BytesIO(content))
    if reader.is_encrypted and not reader.decrypt(""):
        return {"locked": True}
    pages: list[str] = []
    length = 0
    for page in reader.pages[:PAGES]:
        text = "\n".join([page.extract_text(), *remarks(page)])
        length += len(text)
        pages.append(text)
        if length > CHARACTERS:
            break
    inside = [str(name) for name in reader.attachments]
    return {"pages": pages, "count": len(reader.pages), "inside": inside}


if __name__ == "__main__":
    bounded()
    sys.stdout.write(json.dumps(read(sys.stdin.buffer.read())))
