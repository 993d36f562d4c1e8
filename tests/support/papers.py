"""What a PDF that the portal made says."""

import io

from pypdf import PdfReader

from app.core.papers.glyphs import BREAK


def reader(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def text(pdf: bytes) -> str:
    """All its words in their order, its lines' ends as spaces."""
    words = " ".join(page.extract_text() for page in reader(pdf).pages)
    return " ".join(words.replace(BREAK, "").split())
