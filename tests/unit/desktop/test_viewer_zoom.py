"""The viewer fits a photo, shows its own pixels, and says how large it is shown."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSizeF, Qt
from PySide6.QtGui import QPixmap
from pytestqt.qtbot import QtBot

from desktop.app import Desktop


@pytest.fixture
def viewer(desktop: Desktop, qtbot: QtBot) -> Desktop:
    """A photo of 12 megapixels is open."""
    desktop.open_photo(desktop.model.index(0))
    qtbot.waitUntil(lambda: desktop.window.viewer.canvas.pixmap is not None)
    desktop.viewer._pixels.cancel()
    desktop.window.viewer.canvas.show_pixmap(QPixmap(40, 30), QSizeF(4000, 3000))
    return desktop


def test_keys_show_the_photos_own_pixels_and_fit_it_again(viewer: Desktop, qtbot: QtBot) -> None:
    page, canvas = viewer.window.viewer, viewer.window.viewer.canvas
    assert canvas.scale < 1
    assert not page._zoom.isVisible()
    qtbot.keyClick(canvas, Qt.Key.Key_1)
    assert canvas.scale == pytest.approx(1)
    assert page._zoom.text() == "100 %"
    assert page._zoom.isVisible()
    qtbot.keyClick(canvas, Qt.Key.Key_Plus)
    assert page._zoom.text() == "125 %"
    page._zoom.click()
    assert not canvas.zoomed
    assert not page._zoom.isVisible()


def test_f_makes_the_open_photo_a_favourite(viewer: Desktop, qtbot: QtBot) -> None:
    assert not viewer.model.favourites
    qtbot.keyClick(viewer.window.viewer.canvas, Qt.Key.Key_F)
    assert len(viewer.model.favourites) == 1
