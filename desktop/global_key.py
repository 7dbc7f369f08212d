"""A key that works in every program, which an X server can be asked for.

Wayland, Windows and macOS leave that to the system: there a key of the system starts
`pixlore --quick`.
"""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QObject, QSocketNotifier, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence

if TYPE_CHECKING:
    from collections.abc import Iterator

log = logging.getLogger(__name__)

_MODIFIERS = {
    Qt.KeyboardModifier.ShiftModifier: 1 << 0,
    Qt.KeyboardModifier.ControlModifier: 1 << 2,
    Qt.KeyboardModifier.AltModifier: 1 << 3,
    Qt.KeyboardModifier.MetaModifier: 1 << 6,
}
_CAPS_LOCK, _NUM_LOCK = 1 << 1, 1 << 4


class KeyRefused(Exception):
    """The key cannot be had: another program has it, or it is none that can be asked for."""


class GlobalKey(QObject):
    """At most one key. Main thread only.

    Args:
        display: names the X server; the one of the environment when it is None.
    """

    pressed = Signal()

    def __init__(self, parent: QObject | None = None, display: str | None = None) -> None:
        super().__init__(parent)
        self._name = display
        self._display: Any = None
        self._notifier: QSocketNotifier | None = None

    @staticmethod
    def is_possible() -> bool:
        """Whether this desktop lets a program ask for a key."""
        return QGuiApplication.platformName() == "xcb"

    def take(self, keys: str) -> None:
        """Be told of `keys` (as `QKeySequence` writes them) from now on, and of no others.

        Raises:
            KeyRefused: it cannot be had; then no key is taken.
        """
        from Xlib.display import Display
        from Xlib.error import DisplayError

        self.release()
        try:
            display = Display(self._name)
        except (DisplayError, OSError) as error:
            raise KeyRefused(str(error)) from error
        try:
            _grab(display, QKeySequence(keys))
        except KeyRefused:
            display.close()
            raise
        self._listen(display)

    def release(self) -> None:
        """Give the key back."""
        if self._notifier is not None:
            self._notifier.setEnabled(False)
            self._notifier.deleteLater()
            self._notifier = None
        if self._display is not None:
            self._display.close()
            self._display = None

    def _listen(self, display: Any) -> None:
        self._display = display
        self._notifier = QSocketNotifier(display.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._read)

    def _read(self) -> None:
        from Xlib import X
        from Xlib.error import ConnectionClosedError

        try:
            while self._display is not None and self._display.pending_events():
                if self._display.next_event().type == X.KeyPress:
                    self.pressed.emit()
        except (ConnectionClosedError, OSError):
            log.info("The X server has gone, and the key with it")
            self._display = None
            self.release()


def _grab(display: Any, keys: QKeySequence) -> None:
    from Xlib import X
    from Xlib.error import BadAccess, CatchError

    code, modifiers = _code(display, keys)
    taken = CatchError(BadAccess)
    for locks in _lock_states():
        display.screen().root.grab_key(
            code, modifiers | locks, False, X.GrabModeAsync, X.GrabModeAsync, onerror=taken
        )
    display.sync()
    if taken.get_error() is not None:
        raise KeyRefused("Another program uses this key.")


def _code(display: Any, keys: QKeySequence) -> tuple[int, int]:
    """The X server's number and modifiers of the first key."""
    from Xlib import XK

    if keys.isEmpty():
        raise KeyRefused("No key was given.")
    pressed = cast("Any", keys)[0]  # the stubs of PySide 6.11 do not know this
    name = pressed.key().name.removeprefix("Key_")
    code = display.keysym_to_keycode(XK.string_to_keysym(name) or XK.string_to_keysym(name.lower()))
    held = pressed.keyboardModifiers()
    modifiers = sum(bit for modifier, bit in _MODIFIERS.items() if held & modifier)
    typing = modifiers in (0, _MODIFIERS[Qt.KeyboardModifier.ShiftModifier])
    if not code or (typing and not re.fullmatch(r"F\d+", name)):
        raise KeyRefused("This key is needed for typing.")
    return code, modifiers


def _lock_states() -> Iterator[int]:
    """Caps Lock and Num Lock count as held keys to an X server."""
    yield from (0, _CAPS_LOCK, _NUM_LOCK, _CAPS_LOCK | _NUM_LOCK)
