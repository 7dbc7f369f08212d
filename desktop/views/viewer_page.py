"""One photo, full-size in the window, with the ways on and back, its actions and its details."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QLocale, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from desktop.actions import ViewerActions
from desktop.plain_text import as_it_is
from desktop.views.details_panel import DetailsPanel
from desktop.views.elided import ElidedLabel
from desktop.views.parts import ActionButton, IconButton, button, name_undo, plain_label
from desktop.views.photo_canvas import PhotoCanvas

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QResizeEvent

    from desktop.actions import PhotoActions
    from desktop.views.theme import Theme

_WAY_SIDE = 44
_KEY_FORMAT = QKeySequence.SequenceFormat.NativeText


class ViewerPage(QWidget):
    """Shows what its controller gives it; reports where the person wants to go."""

    closed = Signal()
    step_asked = Signal(int)
    step_in_stack_asked = Signal(int)
    end_asked = Signal(int)
    """To the first photo (-1) or the last one (1)."""
    escaped = Signal()
    """Escape, with nothing here left to close: full screen, else the viewer."""

    def __init__(self, theme: Theme, photo_actions: PhotoActions) -> None:
        super().__init__()
        self.setObjectName("viewer")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.canvas = PhotoCanvas()
        self.details = DetailsPanel()
        self.actions_here = ViewerActions(self, theme)
        self._photo_actions = photo_actions
        self._bar = QFrame()
        self._name = ElidedLabel("heading")
        self._place = plain_label("muted")
        self._message = plain_label("error", wrap=True)
        self.undo_button = button()
        self.undo_button.hide()
        self._hint = plain_label("hint")
        self._zoom = button("zoom")
        self._back = IconButton(theme, "back", 22, "text")
        self._previous = IconButton(theme, "previous", 24, "text")
        self._next = IconButton(theme, "next", 24, "text")
        self._more = IconButton(theme, "more", 20, "text")
        here = self.actions_here
        self._buttons = [
            ActionButton(theme, action)
            for action in (
                photo_actions.favourite, photo_actions.similar, here.region, here.slideshow,
                here.full_screen, here.details,
            )
        ]  # fmt: skip
        self._lay_out()
        self._connect()
        self.retranslate()

    def show_title(self, name: str, before: int, photos: int) -> None:
        """Say which photo this is: after `before` of all `photos`, those in stacks counted too."""
        locale = QLocale()
        self._name.setText(name)
        self._place.setText(
            self.tr("{number} of {total}").format(
                number=locale.toString(before + 1), total=locale.toString(photos)
            )
        )
        self.canvas.setAccessibleName(name)

    def show_ways(self, *, back: bool, on: bool) -> None:
        """Offer the photo before and the one after, where there is one."""
        self._previous.setEnabled(back)
        self._next.setEnabled(on)

    def show_place_in_stack(self, place: int, photos: int) -> None:
        """Say besides which photo of its stack this is."""
        locale = QLocale()
        words = self.tr("{number} of {total} in its stack (Up, Down)").format(
            number=locale.toString(place + 1), total=locale.toString(photos)
        )
        self._place.setText(f"{self._place.text()}  ·  {words}")

    def show_message(self, message: str) -> None:
        """Say why the photo cannot be shown in full."""
        self._message.setText(message)
        self._message.setVisible(bool(message))
        self.undo_button.hide()  # whoever offers it does so after the message

    @property
    def message(self) -> str:
        """What it says about the photo now."""
        return self._message.text()

    def show_controls(self, shown: bool) -> None:
        """Show the bar and the ways on, or nothing but the photo."""
        self._bar.setVisible(shown)
        self._previous.setVisible(shown)
        self._next.setVisible(shown)
        self._zoom.setVisible(shown and self.canvas.zoomed)
        self.details.setVisible(shown and self.actions_here.details.isChecked())

    def show_zoom(self) -> None:
        """Say how large the photo is shown, while it is not fitted; a click fits it again."""
        percent = QLocale().toString(round(self.canvas.scale * 100))
        self._zoom.setText(self.tr("{number} %").format(number=percent))
        self._zoom.setVisible(self.canvas.zoomed)
        self._place_overlays()

    def draw_region(self, drawing: bool) -> None:
        """Let the person draw a box on the photo, or end that."""
        self.actions_here.region.setChecked(drawing)
        self.canvas.draw_region(drawing)
        self._hint.setVisible(drawing)
        self._place_overlays()

    def retranslate(self) -> None:
        """Set every text in the current language."""
        self._back.set_name(self.tr("Back to the photos"), _key(Qt.Key.Key_Escape))
        self._previous.set_name(self.tr("Previous photo"), _key(Qt.Key.Key_Left))
        self._next.set_name(self.tr("Next photo"), _key(Qt.Key.Key_Right))
        self._more.set_name(self.tr("More actions"))
        name_undo(self.undo_button)
        self._zoom.setToolTip(as_it_is(self.tr("Fit the photo into the window") + "  (0)"))
        self._hint.setText(self.tr("Draw a box around what you want to find"))
        self.actions_here.retranslate()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the buttons at the sides."""
        super().resizeEvent(event)
        self._place_overlays()

    def _place_overlays(self) -> None:
        self._hint.adjustSize()
        self._hint.move((self.canvas.width() - self._hint.width()) // 2, 18)
        self._zoom.adjustSize()
        below = self.canvas.height() - self._zoom.height() - 18
        self._zoom.move((self.canvas.width() - self._zoom.width()) // 2, below)
        middle = (self.canvas.height() - _WAY_SIDE) // 2
        self._previous.move(18, middle)
        self._next.move(self.canvas.width() - 18 - _WAY_SIDE, middle)

    def _open_menu(self) -> None:
        menu = QMenu(self)
        shown = (self._photo_actions.favourite, self._photo_actions.similar)
        menu.addActions([action for action in self._photo_actions.all if action not in shown])
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    def _connect(self) -> None:
        self._back.clicked.connect(self.closed)
        self._previous.clicked.connect(lambda: self.step_asked.emit(-1))
        self._next.clicked.connect(lambda: self.step_asked.emit(1))
        self._more.clicked.connect(self._open_menu)
        self.actions_here.region.toggled.connect(self.draw_region)
        self.actions_here.details.toggled.connect(self.details.setVisible)
        self.canvas.resized.connect(self._place_overlays)
        self.canvas.zoom_changed.connect(self.show_zoom)
        self._zoom.clicked.connect(self.canvas.reset_zoom)
        for keys, act in (
            (("Right", "Space", "PgDown"), lambda: self.step_asked.emit(1)),
            (("Left", "Backspace", "PgUp"), lambda: self.step_asked.emit(-1)),
            (("Home",), lambda: self.end_asked.emit(-1)),
            (("End",), lambda: self.end_asked.emit(1)),
            (("Down",), lambda: self.step_in_stack_asked.emit(1)),
            (("Up",), lambda: self.step_in_stack_asked.emit(-1)),
            (("Escape",), self._leave),
            (("+", "="), self.canvas.zoom_in),
            (("-",), self.canvas.zoom_out),
            (("0",), self.canvas.reset_zoom),
            (("1",), self.canvas.show_pixels),
            (("F",), self._photo_actions.favourite.trigger),
        ):
            self._bind(keys, act)

    def _leave(self) -> None:
        focused = self.focusWidget()
        if self.canvas.drawing:
            self.draw_region(False)
        elif focused is not None and self.details.match.isAncestorOf(focused):
            self.canvas.setFocus()
        else:
            self.escaped.emit()

    def _bind(self, keys: tuple[str, ...], act: Callable[[], None]) -> None:
        for key in keys:
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def _lay_out(self) -> None:
        self._bar.setObjectName("viewerBar")
        row = QHBoxLayout(self._bar)
        row.setContentsMargins(14, 10, 14, 10)
        row.setSpacing(8)
        row.addWidget(self._back)
        row.addWidget(self._name)
        row.addWidget(self._place)
        row.addStretch()
        for action_button in (*self._buttons, self._more):
            row.addWidget(action_button)
        self._message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._message.setContentsMargins(24, 10, 24, 10)
        photo = QVBoxLayout()
        photo.addWidget(self._message)
        photo.addWidget(self.undo_button, 0, Qt.AlignmentFlag.AlignHCenter)
        photo.addWidget(self.canvas, 1)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addLayout(photo, 1)
        middle.addWidget(self.details)
        self.details.hide()
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(self._bar)
        page.addLayout(middle, 1)
        self._hint.setParent(self.canvas)
        self._hint.hide()
        self._zoom.setParent(self.canvas)
        self._zoom.hide()
        for way in (self._previous, self._next):
            way.setParent(self.canvas)
            way.setProperty("role", "overlay")
            way.setFixedSize(_WAY_SIDE, _WAY_SIDE)


def _key(key: Qt.Key) -> str:
    return QKeySequence(key).toString(_KEY_FORMAT)
