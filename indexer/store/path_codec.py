"""Paths as the database keeps them: bytes, relative to the watched folder, '/'-separated."""

from __future__ import annotations

import os
import sys
import unicodedata

_ENCODING, _ERRORS = sys.getfilesystemencoding(), sys.getfilesystemencodeerrors()
"""What `os.fsdecode` uses; asked once, since a scan decodes the path of every photo."""


def to_bytes(path: str) -> bytes:
    """The exact bytes of a path, whatever its encoding."""
    return os.fsencode(path)


def to_str(path: bytes) -> str:
    """The path as Python uses it; bytes that are not valid text survive as surrogates."""
    return path.decode(_ENCODING, _ERRORS)


def display(path: bytes) -> str:
    """The path as text to show and to search: composed, without surrogates."""
    return unicodedata.normalize("NFC", path.decode("utf-8", "replace"))


def absolute(folder: str, relative: bytes) -> str:
    """The path on this system of a file in a watched folder."""
    return os.path.join(folder, to_str(relative).replace("/", os.sep))  # noqa: PTH118


def subtree_bounds(directory: str) -> tuple[bytes, bytes]:
    """The range [low, high) of paths that lie under a directory, which is not ''."""
    encoded = to_bytes(directory)
    return encoded + b"/", encoded + b"0"  # '0' is the byte after '/'
