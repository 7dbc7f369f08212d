"""A larger text reaches everything that shows one, at once, and nothing is cut off by it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFont, QGuiApplication, QHelpEvent, QImage
from PySide6.QtWidgets import QLabel, QPushButton, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from desktop.app import Desktop
from desktop.views.details_panel import Detail
from desktop.views.elided import ElidedButton, ElidedLabel, breakable
from desktop.views.failed_page import FailedPage
from desktop.views.main_window import MainWindow
from desktop.views.question import Question
from desktop.views.text_scale import scaled_font
from tests.unit.desktop.conftest import PHOTOS, FakeLibrary, status

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints|raise\\(\\)")

LONG = "holiday" * 30 + "-the last of them.jpg"


@pytest.fixture
def large(desktop: Desktop) -> Iterator[Desktop]:
    yield desktop
    desktop.choose_text_size(100)


def ink_height(widget: QWidget, area: QRect) -> int:
    """How many lines of pixels of an area differ from its first one."""
    picture = widget.grab(area).toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    bits = np.frombuffer(picture.constBits(), np.uint8)
    rows = bits.reshape(picture.height(), picture.bytesPerLine())[:, : picture.width()]
    return int(np.count_nonzero((rows != rows[0]).any(axis=1)))


def test_what_is_painted_by_hand_grows_with_the_text_size(large: Desktop, qtbot: QtBot) -> None:
    gallery = large.window.gallery
    sidebar = gallery.sidebar
    line = sidebar._tree.visualRect(sidebar._model.index(0, 0))
    heading = QRect(20, 0, 200, gallery.grid.layout_of_rows.heading_height)
    before = {
        "sidebar": (line.height(), ink_height(sidebar._tree.viewport(), line)),
        "headings": (heading.height(), ink_height(gallery.grid.viewport(), heading)),
        "timeline": (gallery.scrubber.sizeHint().width(), 0),
        "field": (gallery.search_bar.height(), 0),
        "status": (gallery.status_bar.height(), 0),
    }
    large.choose_text_size(200)
    line = sidebar._tree.visualRect(sidebar._model.index(0, 0))
    heading = QRect(20, 0, 200, gallery.grid.layout_of_rows.heading_height)
    after = {
        "sidebar": (line.height(), ink_height(sidebar._tree.viewport(), line)),
        "headings": (heading.height(), ink_height(gallery.grid.viewport(), heading)),
        "timeline": (gallery.scrubber.sizeHint().width(), 0),
        "field": (gallery.search_bar.height(), 0),
        "status": (gallery.status_bar.height(), 0),
    }
    for part, (room, ink) in before.items():
        assert after[part][0] > 1.5 * room, part
        assert after[part][1] > 1.5 * ink or not ink, part


def test_dialogs_and_tables_have_room_for_larger_texts(large: Desktop, qtbot: QtBot) -> None:
    page = FailedPage()
    qtbot.addWidget(page)
    height = page.table.verticalHeader().defaultSectionSize()
    large.choose_text_size(200)
    assert page.table.verticalHeader().defaultSectionSize() == pytest.approx(2 * height, abs=2)
    question = Question(large.window, "Really?", LONG, "Yes", "No")
    assert question.width() > 800
    assert question.minimumSizeHint().width() <= question.width()
    question.close()


def test_a_font_never_gets_a_size_of_nothing() -> None:
    assert scaled_font(QFont(), 0).pixelSize() == 1


@pytest.mark.parametrize("percent", [100, 150, 200])
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_window_fits_a_small_screen(large: Desktop, percent: int, language: str) -> None:
    large.choose_text_size(percent)
    large.choose_language(language)
    least = large.window.minimumSizeHint()
    assert least.width() <= 1264
    assert least.height() <= 660
    large.choose_language("en")


def test_a_first_window_leaves_room_for_its_frame(qtbot: QtBot) -> None:
    room = QGuiApplication.primaryScreen().availableGeometry()
    window = MainWindow()
    qtbot.addWidget(window)
    assert window.height() + 40 <= room.height()
    assert window.width() <= room.width()


def test_a_long_notice_gives_way_in_a_narrow_window(desktop: Desktop, qtbot: QtBot) -> None:
    bar = desktop.window.gallery.status_bar
    desktop.window.resize(640, 460)
    bar.show_status(status())
    bar.show_problem(LONG)
    qtbot.waitUntil(lambda: "…" in bar._text.shown_text)
    assert bar.message == LONG
    assert bar.width() <= desktop.window.width()
    assert bar._folders.geometry().right() < bar.width()


@pytest.mark.parametrize("made", [ElidedLabel, ElidedButton])
def test_what_is_shortened_says_the_whole_text_in_its_tooltip(
    made: type[QLabel | QPushButton], qtbot: QtBot
) -> None:
    widget = made()
    qtbot.addWidget(widget)
    widget.setText(LONG)
    widget.resize(160, 30)
    widget.show()
    shown: str = widget.shown_text  # type: ignore[union-attr]
    assert "…" in shown
    assert shown.startswith("hol")
    assert shown.endswith("jpg")
    widget.event(
        QHelpEvent(QHelpEvent.Type.ToolTip, QPoint(5, 5), widget.mapToGlobal(QPoint(5, 5)))
    )
    assert QToolTip.text() == LONG
    QToolTip.hideText()
    widget.setText("short")
    assert widget.shown_text == "short"  # type: ignore[union-attr]


@pytest.mark.parametrize("percent", [100, 130, 200])
@pytest.mark.parametrize("made", [ElidedLabel, lambda: ElidedButton("quiet")])
def test_a_text_that_gets_the_room_it_asks_for_is_whole(
    large: Desktop, made: Callable[[], ElidedLabel | ElidedButton], percent: int, qtbot: QtBot
) -> None:
    large.choose_text_size(percent)
    widget = made()
    qtbot.addWidget(widget)
    for text in ("Up to date", "Starting…", "7 files could not be read", "IMG_2041.jpg", "照片"):
        widget.setText(text)
        widget.ensurePolished()
        widget.resize(widget.sizeHint())
        assert widget.shown_text == text


def test_a_long_name_leaves_the_viewer_its_buttons(
    desktop: Desktop, library: FakeLibrary, qtbot: QtBot
) -> None:
    viewer = desktop.window.viewer
    desktop.open_photo(desktop.model.index(0))
    desktop.window.resize(700, 500)
    viewer.show_title(LONG, 0, PHOTOS)
    qtbot.waitUntil(lambda: "…" in viewer._name.shown_text)
    assert desktop.window.width() == 700
    assert viewer._more.geometry().right() < viewer.width()


def test_a_long_name_is_broken_into_lines_of_the_details(desktop: Desktop, qtbot: QtBot) -> None:
    panel = desktop.window.viewer.details
    panel.show_details([Detail("File", LONG)])
    assert panel.widget().minimumSizeHint().width() <= panel.width()
    assert breakable("A sentence. With a well-known word.") == "A sentence. With a well-known word."


def test_the_grid_shows_where_the_keys_act_when_it_is_reached_by_tab(
    desktop: Desktop, qtbot: QtBot
) -> None:
    grid = desktop.window.gallery.grid
    desktop.window.gallery.search_bar.setFocus()
    assert not grid.currentIndex().isValid()
    grid.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(grid.hasFocus)
    assert grid.currentIndex().row() == 0
    assert not grid.selectionModel().hasSelection()
    cell = grid.visualRect(grid.currentIndex())
    ring = grid.grab(cell).toImage().pixelColor(cell.width() // 2, 1)
    assert ring == desktop.theme.color("muted")
