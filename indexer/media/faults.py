"""Turns whatever a decoder raises into the error tree, and keeps its warnings quiet."""

from __future__ import annotations

import os
import re
import struct
import threading
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image, UnidentifiedImageError

from indexer.core.errors import CorruptPhoto, FileUnavailable, PhotoTooLarge
from indexer.core.formats import MAX_PIXELS

DECODER_FAULTS: tuple[type[Exception], ...] = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
"""What parsers of hostile bytes raise. Wrap calls into the libraries in it, never our own logic."""

TOO_LARGE = (
    f"The image is larger than {MAX_PIXELS // 1_000_000} megapixels or needs more memory than "
    "Pixlore allows. Save a smaller copy of it to have it indexed."
)
DAMAGED = (
    "The image is damaged or incomplete ({detail}). "
    "Copy it again from the camera or a backup, then retry."
)

_LONGEST_DETAIL = 120
_OBJECT = re.compile(r"<[^<>]*(?:\bat 0x[0-9a-fA-F]+|\b_io\.|\bobject\b)[^<>]*>")
_QUIET_MODULES = r"(PIL|pillow_heif|rawpy)\b"
_quiet_lock = threading.Lock()


@contextmanager
def decoder_faults() -> Iterator[None]:
    """Around calls into a decoder: only `PhotoError` and `FileUnavailable` leave it.

    But for `MemoryError`, which says as much about the other decode threads as about the photo.
    """
    quiet_decoder_warnings()
    try:
        yield
    except Image.DecompressionBombError as error:
        raise PhotoTooLarge(TOO_LARGE) from error
    except DECODER_FAULTS as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise FileUnavailable(unreadable(error)) from error
        raise CorruptPhoto(DAMAGED.format(detail=_detail(error))) from error


def unreadable(error: OSError) -> str:
    """The sentence for a file that the system cannot read."""
    reason = os.strerror(error.errno) if error.errno else str(error)
    return f"The file cannot be read ({reason}). Check the drive it is on, then retry."


def quiet_decoder_warnings() -> None:
    """Ignore the warnings that decoders give about odd files, for the whole process.

    `warnings.catch_warnings` swaps process-wide state on entry and exit, so decode threads would
    undo each other's. One filter put in once is safe; it is put in again when something (a test
    runner) replaced the list.
    """
    if _is_quiet():
        return
    with _quiet_lock:
        if not _is_quiet():
            warnings.filterwarnings("ignore", module=_QUIET_MODULES)


def _is_quiet() -> bool:
    return any(
        entry[0] == "ignore" and isinstance(entry[3], re.Pattern)
        and entry[3].pattern == _QUIET_MODULES
        for entry in tuple(warnings.filters)
    )  # fmt: skip


def _detail(error: Exception) -> str:
    """What a decoder said, without the objects of Python that its words may hold."""
    if isinstance(error, UnidentifiedImageError):
        return "it does not begin as a picture does"
    text = " ".join(_OBJECT.sub("the file", str(error)).split()) or type(error).__name__
    return text if len(text) <= _LONGEST_DETAIL else text[:_LONGEST_DETAIL] + "…"
