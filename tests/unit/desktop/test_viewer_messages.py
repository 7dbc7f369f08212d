"""Why a photo cannot be shown in full stays said while it is open."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from desktop.app import Desktop
from indexer.core.errors import FileUnavailable
from tests.unit.desktop.conftest import FakeLibrary


def test_a_list_that_changes_takes_no_message_away(
    desktop: Desktop, library: FakeLibrary, qtbot: QtBot
) -> None:
    page = desktop.window.viewer
    library.render_error = FileUnavailable("The drive is not connected.")
    desktop.open_photo(desktop.model.index(0))
    qtbot.waitUntil(lambda: bool(page.message))
    said = page.message
    desktop.model.modelReset.emit()
    desktop.viewer.retranslate()
    assert page.message == said
    library.render_error = None
    assert desktop.viewer.step(1)
    assert page.message == ""
    qtbot.waitUntil(lambda: page.canvas.pixmap is not None)
    assert page.message == ""
