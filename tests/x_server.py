"""An X server without a screen, and a person who presses keys on it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

XVFB = shutil.which("Xvfb")


@dataclass(frozen=True)
class XServer:
    """A running server. `name` is what $DISPLAY would hold."""

    name: str

    def press(self, *keys: str) -> None:
        """Press keys together, named as X names them, and let them go."""
        from Xlib import XK, X
        from Xlib.display import Display
        from Xlib.ext import xtest

        display = Display(self.name)
        codes = [display.keysym_to_keycode(XK.string_to_keysym(key)) for key in keys]
        for code in codes:
            xtest.fake_input(display, X.KeyPress, code)
        for code in reversed(codes):
            xtest.fake_input(display, X.KeyRelease, code)
        display.sync()
        display.close()


@contextmanager
def running_x_server() -> Iterator[XServer]:
    """A server of its own on a free number."""
    reading, writing = os.pipe()
    # With -noreset it does not forget, when its last client leaves, since when it is idle.
    command = [XVFB or "Xvfb", "-displayfd", str(writing), "-noreset"]
    process = subprocess.Popen(
        command, pass_fds=[writing], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as answer:
            yield XServer(f":{answer.readline().strip()}")
    finally:
        process.terminate()
        process.wait(10)
