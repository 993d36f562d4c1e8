"""Another program's eyes on a locked zip: libarchive, where this machine has it."""

import ctypes
import ctypes.util
from functools import lru_cache

AT_ONCE = 1 << 16
OK, OVER = 0, 1  # ARCHIVE_OK, ARCHIVE_EOF


@lru_cache
def library() -> ctypes.CDLL | None:
    """What bsdtar and many file managers open archives with; None where there is none."""
    name = ctypes.util.find_library("archive")
    if name is None:
        return None
    found = ctypes.CDLL(name)
    for function in ("archive_read_new", "archive_entry_pathname", "archive_error_string"):
        getattr(found, function).restype = ctypes.c_void_p
    found.archive_read_data.restype = ctypes.c_ssize_t
    return found


def read(content: bytes, code: str) -> dict[str, bytes]:
    """Every file of a zip, opened with this code. ValueError in the library's own words."""
    lib = library()
    assert lib is not None
    archive, entry = ctypes.c_void_p(lib.archive_read_new()), ctypes.c_void_p()
    lib.archive_read_support_format_zip(archive)
    lib.archive_read_add_passphrase(archive, code.encode())
    found = {}
    try:
        _must(
            lib,
            archive,
            lib.archive_read_open_memory(archive, content, ctypes.c_size_t(len(content))),
        )
        while (came := lib.archive_read_next_header(archive, ctypes.byref(entry))) != OVER:
            _must(lib, archive, came)
            name = ctypes.string_at(lib.archive_entry_pathname(entry)).decode()
            found[name] = b"".join(_parts(lib, archive))
    finally:
        lib.archive_read_free(archive)
    return found


def _parts(lib: ctypes.CDLL, archive: ctypes.c_void_p) -> list[bytes]:
    parts, buffer = [], ctypes.create_string_buffer(AT_ONCE)
    while size := lib.archive_read_data(archive, buffer, ctypes.c_size_t(AT_ONCE)):
        _must(lib, archive, size)
        parts.append(buffer.raw[:size])
    return parts


def _must(lib: ctypes.CDLL, archive: ctypes.c_void_p, came: int) -> None:
    if came < OK:
        said = lib.archive_error_string(archive)
        raise ValueError(ctypes.string_at(said).decode() if said else f"it answered {came}")
