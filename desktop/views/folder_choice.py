"""Asks for a folder, beginning where a person expects it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_last: list[str] = []
"""The folder above the one chosen last, while the program runs."""


def choose_folder(parent: QWidget, title: str) -> str:
    """The folder that a person chose, or nothing. Blocks in a loop of its own."""
    chosen = QFileDialog.getExistingDirectory(parent, title, first_shown())
    remember(chosen)
    return chosen


def first_shown() -> str:
    """Beside the folder chosen last, else the system's pictures, else the home folder."""
    if _last and Path(_last[0]).is_dir():
        return _last[0]
    return pictures_folder() or str(Path.home())


def remember(chosen: str) -> None:
    """Begin beside this folder the next time."""
    if chosen:
        _last[:] = [str(Path(chosen).parent)]


def pictures_folder() -> str:
    """The system's pictures folder, or nothing if there is none."""
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
    return place if place and Path(place).is_dir() and Path(place) != Path.home() else ""
