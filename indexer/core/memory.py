"""Memory that this process no longer needs."""

from __future__ import annotations

import ctypes
import sys


def give_back() -> None:
    """Give what was freed back to the system, where the C library keeps it for later (glibc).

    Takes some milliseconds: for after a large piece of work, not for each of many small ones.
    """
    if sys.platform != "linux":
        return
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
