"""Names that look like markup are shown as they are, wherever the window shows names."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtGui import Qt as GuiQt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.app import Desktop
from desktop.library import Shelves
from desktop.plain_text import as_it_is
from desktop.queries import FolderQuery
from desktop.views.chip_row import ChipLook
from desktop.views.question import Question
from desktop.views.tray import Tray
from indexer.api import PhotoRecord
from tests.unit.desktop.conftest import FakeLibrary, status

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

HOSTILE = '<img src="file:///dev/zero"> & <b>R&D &lt;'


class HostileLibrary(FakeLibrary):
    def shelves(self) -> Shelves:
        folders = ((f"/{HOSTILE}", ("", HOSTILE)),)
        return Shelves(40, frozenset(), folders, ((HOSTILE, HOSTILE),), ("sofa",))

    def record(self, number: int) -> PhotoRecord:
        return replace(super().record(number), path=f"/{HOSTILE}/{number} {HOSTILE}.jpg")


@pytest.fixture
def library(tmp_path: Path) -> HostileLibrary:
    return HostileLibrary(tmp_path)


def tips(root: QWidget) -> Iterator[str]:
    for widget in [root, *root.findChildren(QWidget)]:
        yield widget.toolTip()
        if isinstance(widget, QAbstractItemView) and widget.model() is not None:
            yield from tips_of_rows(widget.model(), QModelIndex())


def tips_of_rows(model: QAbstractItemModel, parent: QModelIndex) -> Iterator[str]:
    for row in range(model.rowCount(parent)):
        # Qt hides the count of columns of a list.
        for column in itertools.takewhile(
            lambda number: model.hasIndex(row, number, parent),  # noqa: B023
            itertools.count(),
        ):
            yield model.index(row, column, parent).data(Qt.ItemDataRole.ToolTipRole) or ""
        yield from tips_of_rows(model, model.index(row, 0, parent))


def test_no_widget_reads_a_name_as_markup(
    make_desktop: Callable[..., Desktop], library: HostileLibrary, qtbot: QtBot
) -> None:
    library.failures = [library.record(1)]
    desktop = make_desktop()
    gallery = desktop.window.gallery
    folder = FolderQuery(f"/{HOSTILE}")
    qtbot.waitUntil(lambda: bool(gallery.sidebar.name_of(folder)))
    desktop.gallery.search(folder)
    desktop.open_photo(desktop.model.index(0))
    desktop.window.viewer.actions_here.details.setChecked(True)
    desktop.service.open_failed()
    gallery.status_bar.show_report(HOSTILE, HOSTILE)
    gallery.chip_row.show_chips(
        (ChipLook(0, HOSTILE, understood=False, message=HOSTILE, told=True, meant=HOSTILE),)
    )
    Question(desktop.window, HOSTILE, HOSTILE, "Yes", "No").open()
    shown = [tip for root in QApplication.topLevelWidgets() for tip in tips(root)]
    assert any("R&D" in tip for tip in shown)
    assert not [tip for tip in shown if GuiQt.mightBeRichText(tip)]
    labels = [it for root in QApplication.topLevelWidgets() for it in root.findChildren(QLabel)]
    rich = [it.text() for it in labels if it.textFormat() is not Qt.TextFormat.PlainText]
    assert not [text for text in rich if text]
    for pushed in desktop.window.findChildren(QPushButton):
        assert pushed.shortcut().isEmpty(), pushed.text()


def test_the_tray_shows_names_as_they_are(desktop: Desktop) -> None:
    tray = Tray(desktop.window)
    tray.show_status(status(), HOSTILE)
    assert not GuiQt.mightBeRichText(tray._icon.toolTip())
    assert tray._status.text() == HOSTILE.replace("&", "&&")


@pytest.mark.parametrize("text", ["<img src=x>", "a &lt; b", "<?xml?>", "x\n<b>", "<!-- x"])
def test_what_is_shown_as_it_is_is_never_markup(text: str) -> None:
    assert not GuiQt.mightBeRichText(as_it_is(text))
    assert as_it_is(text).replace("\u200b", "") == text


def test_every_tool_tip_of_the_window_is_plain(repository: Path) -> None:
    """A new tool tip is a sentence of ours or goes through `as_it_is`."""
    offenders = [
        f"{path.name}:{call.lineno}"
        for path in (repository / "desktop").rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and (texts := tip_of(call)) and not is_plain(texts)
    ]
    assert not offenders


def tip_of(call: ast.Call) -> ast.expr | None:
    if not isinstance(call.func, ast.Attribute):
        return None
    place = {"setToolTip": 0, "showText": 1}.get(call.func.attr)
    return None if place is None else call.args[place]


def is_plain(text: ast.expr) -> bool:
    if not isinstance(text, ast.Call):
        return False
    called = text.func
    return (isinstance(called, ast.Name) and called.id == "as_it_is") or (
        isinstance(called, ast.Attribute) and called.attr == "tr"
    )
