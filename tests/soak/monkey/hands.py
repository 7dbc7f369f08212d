"""Does the actions, through the real widgets of a real window."""

from __future__ import annotations

import os
import shutil
import signal
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMimeData, QPoint, QPointF, QRectF, Qt, QTimer, QUrl
from PySide6.QtGui import QGuiApplication, QImage, QKeySequence, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QMenu,
    QTreeView,
    QWidget,
)

from desktop.settings import Look
from desktop.views.preferences.window import Chapter

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop.app import Desktop
    from tests.soak.monkey.actions import Action
    from tests.soak.monkey.library import Place

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
_FORBIDDEN = (
    "delete everything",
    "删除全部",
    "quit",
    "退出",
    "download",
    "下载",
    "install",
    "安装",
)
"""Words on buttons that end the program or reach for the network."""
_MODIFIERS = {
    "": Qt.KeyboardModifier.NoModifier,
    "Ctrl": Qt.KeyboardModifier.ControlModifier,
    "Shift": Qt.KeyboardModifier.ShiftModifier,
    "Alt": Qt.KeyboardModifier.AltModifier,
}


class Hands:
    """Acts on one window. Every action does nothing where it makes no sense."""

    def __init__(self, desktop: Desktop, place: Place, breathe: Callable[[], None]) -> None:
        """`breathe` is called between the presses of one action: a person's are events apart."""
        self._desktop = desktop
        self._place = place
        self._breathe = breathe
        self._made = 0

    def do(self, action: Action) -> None:
        """Do one action."""
        parameters = {name: value for name, value in action.items() if name != "do"}
        popup = QApplication.activePopupWidget()
        modal = QApplication.activeModalWidget()
        if isinstance(popup, QMenu):
            self._use_menu(popup, parameters)
        elif popup is not None:
            QTest.keyClick(popup, Qt.Key.Key_Escape)
        elif isinstance(modal, QDialog) and action["do"] not in ("key", "press", "choose"):
            self._answer(modal, parameters)
        else:
            method: Callable[..., None] = getattr(self, f"_do_{action['do']}")
            method(**parameters)

    # Words and keys

    def _do_type(self, text: str, submit: bool) -> None:
        field = self._desktop.window.gallery.search_bar
        if not field.isVisible():
            return
        field.select_all()
        line = field.focusProxy()
        assert isinstance(line, QWidget)
        if len(text) > 40 or not text.isascii() or not text.isprintable():
            QGuiApplication.clipboard().setText(text)
            QTest.keySequence(line, QKeySequence(QKeySequence.StandardKey.Paste))
        else:
            QTest.keyClicks(line, text)
        if submit:
            QTest.keyClick(line, Qt.Key.Key_Return)

    def _do_clear(self, **_: Any) -> None:
        self._desktop.window.gallery.search_bar.clear()

    def _do_key(self, keys: str, times: int) -> None:
        target = QApplication.focusWidget() or self._desktop.window
        if _is_forbidden(target) and keys in ("Return", "Space"):
            return
        for _ in range(times):
            QTest.keySequence(target, QKeySequence(keys))
            self._breathe()

    # Lists

    def _do_sidebar(self, at: float, **_: Any) -> None:
        self._click_sidebar(at, LEFT)

    def _do_sidebar_menu(self, at: float, **_: Any) -> None:
        self._click_sidebar(at, RIGHT)

    def _click_sidebar(self, at: float, button: Qt.MouseButton) -> None:
        tree = self._desktop.window.gallery.sidebar.findChild(QTreeView)
        if tree is None or not tree.isVisible():
            return
        indexes = []
        index = tree.model().index(0, 0)
        while index.isValid():
            indexes.append(index)
            index = tree.indexBelow(index)
        index = indexes[int(at * len(indexes))]
        tree.scrollTo(index)
        point = tree.visualRect(index).center()
        if button == RIGHT:
            QTimer.singleShot(0, lambda: tree.customContextMenuRequested.emit(point))
        QTest.mouseClick(tree.viewport(), button, pos=point)

    def _tile(self, at: float) -> QPoint | None:
        grid = self._desktop.window.gallery.grid
        if not grid.isVisible() or not grid.model().rowCount():
            return None
        room = grid.viewport().rect()
        middle, left = round(room.height() * at), round(room.width() * ((at * 7) % 1))
        point = QPoint(left, middle)
        return point if grid.indexAt(point).isValid() else None

    def _do_tile(self, at: float, keys: str) -> None:
        point = self._tile(at)
        if point is not None:
            viewport = self._desktop.window.gallery.grid.viewport()
            QTest.mouseMove(viewport, point)
            QTest.mouseClick(viewport, LEFT, _MODIFIERS[keys], point)

    def _do_open(self, at: float, **_: Any) -> None:
        point = self._tile(at)
        if point is not None:
            viewport = self._desktop.window.gallery.grid.viewport()
            QTest.mouseClick(viewport, LEFT, pos=point)
            QTest.mouseDClick(viewport, LEFT, pos=point)

    def _do_tile_menu(self, at: float, **_: Any) -> None:
        point = self._tile(at)
        if point is not None:
            grid = self._desktop.window.gallery.grid
            QTimer.singleShot(0, lambda: grid.customContextMenuRequested.emit(point))

    def _do_band(self, at: float, to: float, **_: Any) -> None:
        viewport = self._desktop.window.gallery.grid.viewport()
        if not viewport.isVisible():
            return
        start = QPoint(3, round(viewport.height() * at))
        end = QPoint(round(viewport.width() * to), round(viewport.height() * to))
        QTest.mousePress(viewport, LEFT, pos=start)
        QTest.mouseMove(viewport, end)
        QTest.mouseRelease(viewport, LEFT, pos=end)

    def _do_wheel(self, steps: int, ctrl: bool) -> None:
        target = QApplication.widgetAt(self._desktop.window.mapToGlobal(QPoint(500, 400)))
        if target is None or QApplication.activeModalWidget() is not None:
            return
        middle = QPointF(target.rect().center())
        event = QWheelEvent(
            middle,
            QPointF(target.mapToGlobal(target.rect().center())),
            QPoint(),
            QPoint(0, 120 * steps),
            Qt.MouseButton.NoButton,
            _MODIFIERS["Ctrl" if ctrl else ""],
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(target, event)

    def _do_scroll(self, at: float, **_: Any) -> None:
        bar = self._desktop.window.gallery.grid.verticalScrollBar()
        bar.setValue(round(bar.maximum() * at))

    # Whatever can be pressed or chosen

    def _controls(self, *kinds: type[QWidget]) -> list[QWidget]:
        top = QApplication.activeModalWidget() or QApplication.activeWindow()
        window = top or self._desktop.window
        return [
            widget
            for kind in kinds
            for widget in window.findChildren(kind)
            if widget.isVisible() and widget.isEnabled() and not _is_forbidden(widget)
        ]

    def _do_press(self, entry: int, **_: Any) -> None:
        buttons = self._controls(QAbstractButton)
        if buttons:
            QTest.mouseClick(buttons[entry % len(buttons)], LEFT)

    def _do_choose(self, at: float, entry: int, **_: Any) -> None:
        fields = self._controls(QComboBox, QCheckBox, QAbstractSlider)
        if not fields:
            return
        field = fields[entry % len(fields)]
        if isinstance(field, QComboBox):
            for _step in range(1 + entry % 3):
                QTest.keyClick(field, Qt.Key.Key_Down if at < 0.5 else Qt.Key.Key_Up)
                self._breathe()
        elif isinstance(field, QAbstractSlider):
            field.setValue(round(field.minimum() + at * (field.maximum() - field.minimum())))
        else:
            QTest.mouseClick(field, LEFT)

    def _do_settings(self, chapter: int) -> None:
        self._desktop.open_settings(list(Chapter)[chapter])

    def _do_language(self, code: str) -> None:
        self._desktop.choose_language(code)

    def _do_look(self, name: str) -> None:
        self._desktop.choose_look(Look(name))

    def _do_text_size(self, percent: int) -> None:
        self._desktop.choose_text_size(percent)

    # Pictures from elsewhere

    def _waiting(self, at: float) -> Path:
        photos = sorted(path for path in self._place.waiting.iterdir() if path.is_file())
        return photos[int(at * len(photos))]

    def _do_drop(self, at: float, **_: Any) -> None:
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(self._waiting(at)))])
        self._desktop.window.dropped.emit(mime)

    def _do_drop_folder(self, **_: Any) -> None:
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(self._place.export))])
        self._desktop.window.dropped.emit(mime)

    def _do_paste(self, at: float, **_: Any) -> None:
        QGuiApplication.clipboard().setImage(QImage(str(self._waiting(at))))
        self._desktop.window.pasted.emit()

    def _do_region(self, at: float, to: float, **_: Any) -> None:
        viewer = self._desktop.window.viewer
        if viewer.isVisible():
            left, top = min(at, to) * 0.8, abs(at - to) * 0.5
            viewer.canvas.region_drawn.emit(QRectF(left, top, 0.2, 0.4))

    # The window

    def _do_resize(self, width: int, height: int) -> None:
        self._desktop.window.resize(width, height)

    def _do_minimize(self, **_: Any) -> None:
        self._desktop.window.showMinimized()
        self._desktop.raise_window()

    def _do_quick(self, **_: Any) -> None:
        self._desktop.raise_to_search()

    def _do_pause(self, **_: Any) -> None:
        bar = self._desktop.window.gallery.status_bar
        bar.pause_asked.emit()
        bar.resume_asked.emit()

    def _trigger(self, name: str) -> None:
        action = getattr(self._desktop.actions, name)
        if action.isEnabled():
            action.trigger()

    def _do_similar(self, **_: Any) -> None:
        self._trigger("similar")

    def _do_favourite(self, **_: Any) -> None:
        self._trigger("favourite")

    def _do_stack(self, at: float, **_: Any) -> None:
        model = self._desktop.model
        firsts = [row for row in range(model.rowCount()) if model.stacks.is_first(row)]
        if firsts:
            self._desktop.window.gallery.grid.stack_pressed.emit(firsts[int(at * len(firsts))])

    def _do_trash(self, **_: Any) -> None:
        self._trigger("trash")

    def _do_settle(self, **_: Any) -> None:
        """The life waits; nothing is done."""

    # The disk and the service

    def _do_new_photo(self, at: float, **_: Any) -> None:
        source = self._waiting(at)
        self._made += 1
        shutil.copyfile(source, self._place.photos / f"new {self._made} {source.name}")

    def _do_lose_photo(self, at: float, **_: Any) -> None:
        photos = sorted((self._place.photos / "Camera").rglob("*.jpg"))
        if len(photos) > 5:
            photos[int(at * len(photos))].unlink(missing_ok=True)

    def _do_rename_folder(self, **_: Any) -> None:
        one, other = self._place.photos / "Screenshots", self._place.photos / "Screens"
        source, target = (one, other) if one.exists() else (other, one)
        with suppress(OSError):
            source.rename(target)

    def _do_drive(self, **_: Any) -> None:
        here, away = self._place.drive, self._place.drive_away
        source, target = (here, away) if here.exists() else (away, here)
        with suppress(OSError):
            source.rename(target)

    def _do_kill_service(self, **_: Any) -> None:
        status = self._desktop.service.status
        if status is not None and status.pid > 1:
            with suppress(ProcessLookupError):
                os.kill(status.pid, signal.SIGKILL)

    # What came up

    def _use_menu(self, menu: QMenu, parameters: dict[str, Any]) -> None:
        entries = [
            each
            for each in menu.actions()
            if each.isEnabled() and not each.isSeparator() and not _is_bad(each.text())
        ]
        if entries and parameters.get("at", 1.0) < 0.6:
            menu.setActiveAction(entries[parameters.get("entry", 0) % len(entries)])
            QTest.keyClick(menu, Qt.Key.Key_Return)
        else:
            QTest.keyClick(menu, Qt.Key.Key_Escape)

    def _answer(self, dialog: QDialog, parameters: dict[str, Any]) -> None:
        if isinstance(dialog, QFileDialog):
            if parameters.get("at", 1.0) < 0.5:
                dialog.selectFile(str(self._place.export))
                dialog.fileSelected.emit(str(self._place.export))
            dialog.reject()
            return
        buttons = [
            each
            for each in dialog.findChildren(QAbstractButton)
            if each.isVisible() and each.isEnabled() and not _is_forbidden(each)
        ]
        if buttons and parameters.get("at", 1.0) < 0.7:
            QTest.mouseClick(buttons[parameters.get("entry", 0) % len(buttons)], LEFT)
        else:
            QTest.keyClick(dialog, Qt.Key.Key_Escape)


def _is_forbidden(widget: QWidget) -> bool:
    text = widget.text() if isinstance(widget, QAbstractButton) else ""
    inside = isinstance(widget.parentWidget(), QAbstractItemView)
    return inside or _is_bad(text) or _is_bad(widget.accessibleName())


def _is_bad(text: str) -> bool:
    plain = text.replace("&", "").casefold()
    return any(word in plain for word in _FORBIDDEN)
