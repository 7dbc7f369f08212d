"""The key for the quick search from any program: taken when a person chose one."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.global_key import GlobalKey, KeyRefused

if TYPE_CHECKING:
    from desktop.settings import WindowSettings

log = logging.getLogger(__name__)


class QuickKey(QObject):
    """Main thread only. No key at all until one is chosen."""

    asked = Signal()
    """The key was pressed."""

    def __init__(
        self, settings: WindowSettings, parent: QObject, key: GlobalKey | None = None
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._key = key or GlobalKey(self)
        self._key.pressed.connect(self.asked)

    def start(self) -> None:
        """Take the key that was chosen; what hinders that never hinders the start."""
        if self._settings.quick_key and GlobalKey.is_possible():
            self._take(self._settings.quick_key)

    def choose(self, keys: str) -> bool:
        """Take another key, or none for ''; whether it could be had. A refused one is forgotten."""
        self._key.release()
        taken = not keys or self._take(keys)
        self._settings.quick_key = keys if taken else ""
        return taken

    def stop(self) -> None:
        """Give the key back."""
        self._key.release()

    def _take(self, keys: str) -> bool:
        try:
            self._key.take(keys)
        except KeyRefused as refusal:
            log.info("No key for the quick search: %s", refusal)
            return False
        return True
