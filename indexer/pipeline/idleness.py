"""How long nobody has touched keyboard or mouse, where the system tells.

Linux: the X server on X11; on Wayland GNOME's idle monitor, else logind's idle hint, which not
every desktop keeps. Windows: `GetLastInputInfo`. macOS: `CGEventSourceSecondsSinceLastEventType`.
"""

from __future__ import annotations

import ctypes
import logging
import os
import subprocess
import sys
import time

log = logging.getLogger(__name__)

_ANSWER_S = 2.0
_MUTTER = (
    "busctl", "--user", "call", "org.gnome.Mutter.IdleMonitor",
    "/org/gnome/Mutter/IdleMonitor/Core", "org.gnome.Mutter.IdleMonitor", "GetIdletime",
)  # fmt: skip
_LOGIND = (
    "busctl", "get-property", "org.freedesktop.login1", "/org/freedesktop/login1/session/auto",
    "org.freedesktop.login1.Session", "IdleHint", "IdleSinceHint",
)  # fmt: skip


def seconds_idle() -> float | None:
    """Seconds since the last key or movement; None where the system does not tell."""
    try:
        if sys.platform == "win32":
            return _windows_idle()
        if sys.platform == "darwin":
            return _macos_idle()
        return _linux_idle()
    except Exception:
        log.debug("The system does not tell whether somebody uses it", exc_info=True)
        return None


def _linux_idle() -> float | None:
    if os.environ.get("WAYLAND_DISPLAY"):
        # An X server for old programs may run there, too, and sees only what they are typed.
        return _wayland_idle()
    return _x11_idle(os.environ["DISPLAY"]) if os.environ.get("DISPLAY") else None


def _x11_idle(name: str) -> float | None:
    from Xlib.display import Display
    from Xlib.ext import screensaver

    # Connected anew each time: a connection kept open would keep a session from ending.
    display = Display(name)
    try:
        if not display.has_extension(screensaver.extname):
            return None
        return float(display.screen().root.screensaver_query_info().idle) / 1000
    finally:
        display.close()


def _wayland_idle() -> float | None:
    answer = _ask(_MUTTER)
    return logind_idle(_ask(_LOGIND), time.time()) if answer is None else mutter_idle(answer)


def mutter_idle(answer: str) -> float:
    """Seconds from GNOME's answer, such as `t 1234` in milliseconds."""
    return int(answer.split()[1]) / 1000


def logind_idle(answer: str | None, now: float) -> float | None:
    """Seconds from logind's answer: `b true` and `t` with microseconds since 1970, a line each.

    A session that never was idle has a time of 0 there: either somebody is at work, or the desktop
    keeps no such hint, and nobody can tell which.
    """
    if answer is None:
        return None
    hint, since = (line.split()[1] for line in answer.splitlines())
    if since == "0":
        return None
    return max(0.0, now - int(since) / 1e6) if hint == "true" else 0.0


def _ask(command: tuple[str, ...]) -> str | None:
    """What a command prints; None when it is not there or fails."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_ANSWER_S)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None


if sys.platform == "win32":

    class _LastInput(ctypes.Structure):
        _fields_ = (("size", ctypes.c_uint), ("at_ms", ctypes.c_uint))

    def _windows_idle() -> float:
        last = _LastInput(ctypes.sizeof(_LastInput))
        if not ctypes.windll.user32.GetLastInputInfo(ctypes.byref(last)):
            raise ctypes.WinError()
        now = ctypes.windll.kernel32.GetTickCount()
        return ((now - last.at_ms) & 0xFFFFFFFF) / 1000  # the clock starts again after 49 days


if sys.platform == "darwin":
    _GRAPHICS = "/System/Library/Frameworks/ApplicationServices.framework/ApplicationServices"
    _HID_SYSTEM_STATE, _ANY_INPUT = 1, 0xFFFFFFFF

    def _macos_idle() -> float:
        ask = ctypes.cdll.LoadLibrary(_GRAPHICS).CGEventSourceSecondsSinceLastEventType
        ask.restype, ask.argtypes = ctypes.c_double, (ctypes.c_int32, ctypes.c_uint32)
        return float(ask(_HID_SYSTEM_STATE, _ANY_INPUT))
