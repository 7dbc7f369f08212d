"""What the window remembers between two starts. What the indexer needs lives in user.db."""

from __future__ import annotations

from contextlib import suppress
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


class AfterClosing(StrEnum):
    """What goes on when the window is closed."""

    TRAY = "tray"
    """Indexing, and an icon in the tray that brings the window back."""
    SERVICE = "service"
    """Indexing, with nothing to see."""
    STOP = "stop"
    """Nothing."""


class Arrangement(StrEnum):
    """How the grid shows photos."""

    WHOLE = "whole"
    """Uncropped, in lines filled from edge to edge."""
    EVEN = "even"
    """As squares."""


SYSTEM_LANGUAGE = ""
NORMAL_TEXT = 100
TEXT_SIZES = (90, NORMAL_TEXT, 115, 130, 150)
"""Percent of the ordinary size."""
NORMAL_THUMBNAIL_MB = 96
THUMBNAIL_MEMORY_MB = (48, NORMAL_THUMBNAIL_MB, 192)
THUMBNAIL_DISK_MB = (250, 1000, 4000)
"""The indexer's limits to choose from; it may also have none."""
DEFAULT_CELL_SIDE = 196
SMALLEST_CELL_SIDE = 112
LARGEST_CELL_SIDE = 320


class WindowSettings:
    """Typed access to `window.ini` in the data directory; unreadable values become defaults."""

    def __init__(self, data_dir: Path) -> None:
        path = data_dir / "window.ini"
        _make_private(path)
        self._store = QSettings(str(path), QSettings.Format.IniFormat)
        self._store.remove("query")  # earlier versions kept the last search here

    @property
    def geometry(self) -> QByteArray:
        """What `QWidget.saveGeometry` gave, empty at first."""
        value = self._store.value("geometry")
        return value if isinstance(value, QByteArray) else QByteArray()

    @geometry.setter
    def geometry(self, value: QByteArray) -> None:
        self._store.setValue("geometry", value)

    @property
    def recent(self) -> list[str]:
        """Texts searched for, newest first."""
        value = self._store.value("recent")
        if isinstance(value, str):
            return [value]  # what an INI file makes of a list of one
        return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []

    @recent.setter
    def recent(self, value: list[str]) -> None:
        self._store.setValue("recent", value)

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
    def arrangement(self) -> Arrangement:
        """Whole photos, or even squares."""
        value = self._text("arrangement")
        return Arrangement(value) if value in list(Arrangement) else Arrangement.WHOLE

    @arrangement.setter
    def arrangement(self, value: Arrangement) -> None:
        self._store.setValue("arrangement", value.value)

    @property
    def stacking(self) -> bool:
        """Whether copies and bursts are shown as one."""
        return self._text("stacking") != "false"

    @stacking.setter
    def stacking(self, value: bool) -> None:
        self._store.setValue("stacking", "true" if value else "false")

    @property
    def sidebar_shown(self) -> bool:
        """Whether the sidebar is open."""
        return self._text("sidebar_shown") != "false"

    @sidebar_shown.setter
    def sidebar_shown(self, value: bool) -> None:
        self._store.setValue("sidebar_shown", "true" if value else "false")

    @property
    def details_shown(self) -> bool:
        """Whether the viewer shows the details of a photo."""
        return self._text("details_shown") == "true"

    @details_shown.setter
    def details_shown(self, value: bool) -> None:
        self._store.setValue("details_shown", "true" if value else "false")

    @property
    def model_note_read(self) -> bool:
        """Whether the note about the starter model was closed."""
        return self._text("model_note_read") == "true"

    @model_note_read.setter
    def model_note_read(self, value: bool) -> None:
        self._store.setValue("model_note_read", "true" if value else "false")

    @property
    def after_closing(self) -> AfterClosing:
        """What goes on when the window is closed."""
        value = self._text("after_closing")
        return AfterClosing(value) if value in list(AfterClosing) else AfterClosing.SERVICE

    @after_closing.setter
    def after_closing(self, value: AfterClosing) -> None:
        self._store.setValue("after_closing", value.value)

    @property
    def quick_key(self) -> str:
        """The key of the quick search from any program, as Qt writes it; '' for none."""
        return self._text("quick_key")

    @quick_key.setter
    def quick_key(self, value: str) -> None:
        self._store.setValue("quick_key", value)

    @property
    def text_size(self) -> int:
        """Size of all texts in percent, one of `TEXT_SIZES`."""
        return self._one_of("text_size", TEXT_SIZES, NORMAL_TEXT)

    @text_size.setter
    def text_size(self, value: int) -> None:
        self._store.setValue("text_size", value)

    @property
    def thumbnail_memory_mb(self) -> int:
        """What the window may hold of thumbnails, one of `THUMBNAIL_MEMORY_MB`."""
        return self._one_of("thumbnail_memory_mb", THUMBNAIL_MEMORY_MB, NORMAL_THUMBNAIL_MB)

    @thumbnail_memory_mb.setter
    def thumbnail_memory_mb(self, value: int) -> None:
        self._store.setValue("thumbnail_memory_mb", value)

    def forget(self) -> None:
        """Empty everything and write nothing more than that."""
        self._store.clear()
        self._store.sync()

    def save(self) -> None:
        """Write to disk now."""
        self._store.sync()

    def _one_of(self, key: str, choices: tuple[int, ...], default: int) -> int:
        value = self._text(key)
        return int(value) if value.isdecimal() and int(value) in choices else default

    def _text(self, key: str) -> str:
        value = self._store.value(key)
        return "" if value is None else str(value)


def _make_private(path: Path) -> None:
    """Make the file before Qt does, which keeps its mode: it holds what was searched for."""
    with suppress(OSError):
        path.touch(mode=0o600)
        path.chmod(0o600)
