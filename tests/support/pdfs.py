"""PDFs written by hand, as small as the format allows."""

import zlib
from collections.abc import Sequence


def drawn(lines: Sequence[str], *, boxes: bool = False) -> bytes:
    """The drawing of a page: its lines from the top, with a black box over each if wanted."""
    said = ["BT /F1 11 Tf 14 TL 50 780 Td"]
    for line in lines:
        escaped = line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        said.append(f"({escaped}) Tj T*")
    said.append("ET")
    if boxes:
        said += [f"0 g 45 {777 - 14 * number} 500 14 re f" for number in range(len(lines))]
    return "\n".join(said).encode("cp1252", "replace")


def pdf(pages: Sequence[bytes], *, packed: bool = True, extra: str = "") -> bytes:
    """A PDF of these drawings. ``extra`` goes into the first page's dictionary."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, drawing in enumerate(pages):
        stream = zlib.compress(drawing) if packed else drawing
        kind = "/Filter /FlateDecode " if packed else ""
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * number} 0 R"
            f" /Resources << /Font << /F1 3 0 R >> >> {'' if number else extra} >>".encode()
        )
        objects.append(
            f"<< {kind}/Length {len(stream)} >>\nstream\n".encode() + stream + b"\nendstream"
        )
    return _numbered(objects)


def _numbered(objects: Sequence[bytes]) -> bytes:
    body, places = b"%PDF-1.7\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n".encode() + each + b"\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    return (
        body
        + (
            f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
            f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
        ).encode()
    )
