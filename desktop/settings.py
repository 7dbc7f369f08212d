"""What the window remembers between two starts. What the indexer needs lives in user.db."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSettings

if TYPE_CHECKING:
    from pathlib import Path


class Look(StrEnum):
    """Which colours the window uses."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


SYSTEM_LANGUAGE = ""
DEFAULT_CELL_SIDE = 196
SMALLEST_CELL_SIDE = 112
LARGEST_CELL_SIDE = 320


class WindowSettings:
    """Typed access to `window.ini` in the data directory; unreadable values become defaults."""

    def __init__(self, data_dir: Path) -> None:
        self._store = QSettings(str(data_dir / "window.ini"), QSettings.Format.IniFormat)

    @property
    def geometry(self) -> QByteArray:
        """What `QWidget.saveGeometry` gave, empty at first."""
        value = self._store.value("geometry")
        return value if isinstance(value, QByteArray) else QByteArray()

    @geometry.setter
    def geometry(self, value: QByteArray) -> None:
        self._store.setValue("geometry", value)

    @property
    def query(self) -> str:
        """The text last searched for."""
        return self._text("query")

    @query.setter
    def query(self, value: str) -> None:
        self._store.setValue("query", value)

    @property
    def language(self) -> str:
        """A language code such as `zh_CN`, or `SYSTEM_LANGUAGE`."""
        return self._text("language")

    @language.setter
    def language(self, value: str) -> None:
        self._store.setValue("language", value)

    @property
    def look(self) -> Look:
        """Light, dark or as the system says."""
        value = self._text("look")
        return Look(value) if value in list(Look) else Look.SYSTEM

    @look.setter
    def look(self, value: Look) -> None:
        self._store.setValue("look", value.value)

    @property
    def cell_side(self) -> int:
        """Side of a grid cell in logical pixels."""
        value = self._text("cell_side")
        side = int(value) if value.isdecimal() else DEFAULT_CELL_SIDE
        return min(max(side, SMALLEST_CELL_SIDE), LARGEST_CELL_SIDE)

    @cell_side.setter
    def cell_side(self, value: int) -> None:
        self._store.setValue("cell_side", value)

    @property
    def model_note_read(self) -> bool:
        """Whether the note about the starter model was closed."""
        return self._text("model_note_read") == "true"

    @model_note_read.setter
    def model_note_read(self, value: bool) -> None:
        self._store.setValue("model_note_read", "true" if value else "false")

    def save(self) -> None:
        """Write to disk now."""
        self._store.sync()

    def _text(self, key: str) -> str:
        value = self._store.value(key)
        return "" if value is None else str(value)
