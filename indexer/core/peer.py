"""Who is at the other end of a socket, as the system tells it."""

from __future__ import annotations

import os
import socket
import struct
import sys

_ROOT = 0
_SOL_LOCAL, _LOCAL_PEERCRED = 0, 1
"""macOS's, which Python does not name."""


def is_trusted(descriptor: int) -> bool:
    """Whether the other end belongs to this user or to root.

    True where the system does not tell, as on Windows: there the pipe's own rights decide.
    """
    if sys.platform not in ("linux", "darwin"):
        return True
    return _peer_user(descriptor) in (os.getuid(), _ROOT)


def _peer_user(descriptor: int) -> int | None:
    """The user's number; None when it cannot be found out."""
    try:
        with socket.socket(fileno=os.dup(descriptor)) as twin:
            if sys.platform == "darwin":
                told = twin.getsockopt(_SOL_LOCAL, _LOCAL_PEERCRED, struct.calcsize("=II"))
                return int(struct.unpack("=II", told)[1])
            told = twin.getsockopt(
                socket.SOL_SOCKET,
                getattr(socket, "SO_PEERCRED"),  # noqa: B009 - only Linux has it
                struct.calcsize("=iII"),
            )
            return int(struct.unpack("=iII", told)[1])
    except OSError:
        return None
