"""What the worker gives up before it reads a stranger's bytes. Imports no thread-starting library.

Every step is taken where the system offers it and passed over where it does not: a worker that
cannot leave the network still indexes.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
import tempfile
from pathlib import Path

import psutil

_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38
_CAPABILITY_VERSION_3 = 0x20080522

_NICE = 10
_OPEN_FILES = 256
_LOADING_FILE_BYTES = 64 << 20
"""While libraries load they may write their compiled bytecode, and nothing larger."""


def confine() -> bool:
    """Give up what decoding does not need; true when the network is gone.

    Call before any thread exists: a process with threads cannot change its user namespace.
    """
    tempfile.gettempdir()  # it looks by writing, which is about to be forbidden, and remembers
    offline = False
    if sys.platform == "linux":
        offline = _leave_network()
        _die_with_parent()
    _lower_priority()
    _limit("RLIMIT_CORE", 0)
    _limit("RLIMIT_NOFILE", _OPEN_FILES)
    _limit("RLIMIT_FSIZE", _LOADING_FILE_BYTES)
    return offline


def tighten(memory_mb: int) -> None:
    """Allow no file writes, and `memory_mb` of address space more than is in use now."""
    _limit("RLIMIT_FSIZE", 0)
    if sys.platform == "linux":
        in_use = psutil.Process().memory_info().vms
        _limit("RLIMIT_AS", in_use + (memory_mb << 20))


def loosen() -> None:
    """Make room to load a part of the model; `tighten` when it is loaded."""
    _limit("RLIMIT_AS", None)
    _limit("RLIMIT_FSIZE", _LOADING_FILE_BYTES)


def _leave_network() -> bool:
    """Move into a network namespace of our own, which has no interface that is up."""
    libc = ctypes.CDLL(None, use_errno=True)
    user, group = os.getuid(), os.getgid()
    if libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) != 0:
        return False
    _keep_identity(user, group)
    _drop_capabilities(libc)
    return True


def _keep_identity(user: int, group: int) -> None:
    """Be the same user inside the new namespace, not "nobody"."""
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{user} {user} 1"),
        ("gid_map", f"{group} {group} 1"),
    ):
        with contextlib.suppress(OSError):
            Path("/proc/self", name).write_text(text, "ascii")


def _drop_capabilities(libc: ctypes.CDLL) -> None:
    """A new user namespace grants every capability inside it: hand them back, for good."""
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    nothing = (ctypes.c_uint32 * 6)()
    libc.capset(header, nothing)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def _die_with_parent() -> None:
    """Be killed when the service's thread that started us ends, even inside a native loop.

    After `unshare`, because a change of credentials clears the setting.
    """
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def _lower_priority() -> None:
    process = psutil.Process()
    with contextlib.suppress(psutil.Error, OSError):
        process.nice(psutil.BELOW_NORMAL_PRIORITY_CLASS if os.name == "nt" else _NICE)
    if hasattr(process, "ionice"):
        with contextlib.suppress(psutil.Error, OSError, ValueError):
            process.ionice(psutil.IOPRIO_VERYLOW if os.name == "nt" else psutil.IOPRIO_CLASS_IDLE)


def _limit(name: str, soft: int | None) -> None:
    """Set a soft limit, None for as much as the hard one allows."""
    if os.name == "nt":
        return
    import resource

    kind = getattr(resource, name, None)
    if kind is None:
        return
    hard = resource.getrlimit(kind)[1]
    wanted = hard if soft is None else soft
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard) if wanted != resource.RLIM_INFINITY else hard
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(kind, (wanted, hard))
