"""Everything that can be done with photos, once, for menus, keys and buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QKeySequence

from desktop.views import icons

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop.views.theme import Theme


class PhotoActions(QObject):
    """The actions on the chosen photos. Each one's `data()` is the name of its icon."""

    find_similar = Signal()
    open_with_system = Signal()
    show_in_folder = Signal()
    copy_path = Signal()
    copy_image = Signal()
    toggle_favourite = Signal()
    toggle_stack = Signal()
    copy_to_folder = Signal()
    move_to_trash = Signal()
    undo_trash = Signal()

    def __init__(self, window: QWidget, theme: Theme) -> None:
        super().__init__(window)
        self._window = window
        self._theme = theme
        self.similar = self._make("similar", "Ctrl+L", self.find_similar)
        self.favourite = self._make("heart", "Ctrl+D", self.toggle_favourite)
        self.stack = self._make("stack", "S", self.toggle_stack)
        self.open = self._make("open", "Ctrl+O", self.open_with_system)
        self.reveal = self._make("folder", "Ctrl+R", self.show_in_folder)
        self.image = self._make("copy", QKeySequence.StandardKey.Copy, self.copy_image)
        self.path = self._make("copy-path", "Ctrl+Shift+C", self.copy_path)
        self.export = self._make("export", "Ctrl+E", self.copy_to_folder)
        self.trash = self._make("trash", QKeySequence.StandardKey.Delete, self.move_to_trash)
        self.undo = self._make("undo", QKeySequence.StandardKey.Undo, self.undo_trash)
        self.about = QAction(window, enabled=False, visible=False)
        """Heads the menu: how many photos its actions are about."""
        self._photos = 0
        theme.changed.connect(self._tint)
        self._tint()
        self.retranslate()

    @property
    def all(self) -> list[QAction]:
        """Every action, in the order of the menu."""
        return [
            self.similar, self.favourite, self.stack, self.open, self.reveal, self.image,
            self.path, self.export, self.trash,
        ]  # fmt: skip

    @property
    def for_many(self) -> list[QAction]:
        """Those that make sense for several photos at once."""
        return [self.favourite, self.image, self.path, self.export, self.trash]

    def set_enabled(self, rows: int, photos: int) -> None:
        """Offer what can be done with so many rows, which stand for so many photos."""
        many = self.for_many
        for action in self.all:
            action.setEnabled(rows == 1 or (rows > 1 and action in many))
        self._photos = photos
        self.about.setText(self.tr("%Ln photo(s)", "", photos))
        self.about.setVisible(photos > 1)

    def show_stack(self, photos: int, *, is_open: bool) -> None:
        """Offer to open a stack of so many photos, or to close it; for one photo neither."""
        self.stack.setVisible(photos > 1)
        self.stack.setText(
            self.tr("Close the stack") if is_open else self.tr("Show all photos of the stack")
        )

    def show_favourite(self, favourite: bool) -> None:
        """Say what the heart would do."""
        self.favourite.setData("heart-full" if favourite else "heart")
        self.favourite.setText(
            self.tr("Remove from favourites") if favourite else self.tr("Add to favourites")
        )
        self._tint()

    def retranslate(self) -> None:
        """Set every text in the current language."""
        self.similar.setText(self.tr("Find similar photos"))
        self.show_favourite(self.favourite.data() == "heart-full")
        self.show_stack(0, is_open=False)
        self.open.setText(self.tr("Open in another program"))
        self.reveal.setText(self.tr("Show in folder"))
        self.image.setText(self.tr("Copy picture"))
        self.path.setText(self.tr("Copy path"))
        self.export.setText(self.tr("Copy to a folder…"))
        self.trash.setText(self.tr("Move to trash…"))
        self.undo.setText(self.tr("Undo moving to the trash"))
        self.about.setText(self.tr("%Ln photo(s)", "", self._photos))

    def _make(self, name: str, keys: str | QKeySequence.StandardKey, signal: object) -> QAction:
        return make_action(self._window, name, keys, signal)

    def _tint(self) -> None:
        tint(self.all, self._theme)


class ViewerActions(QObject):
    """What can be done with the open photo besides: how it is shown, and a part of it."""

    def __init__(self, page: QWidget, theme: Theme) -> None:
        super().__init__(page)
        self._theme = theme
        self.region = make_action(page, "region", "R")
        self.details = make_action(page, "info", "I")
        self.slideshow = make_action(page, "slideshow", "F5")
        self.full_screen = make_action(page, "full-screen", "F11")
        self.region.setCheckable(True)
        self.details.setCheckable(True)
        theme.changed.connect(self._tint)
        self._tint()
        self.retranslate()

    @property
    def all(self) -> list[QAction]:
        """Every action, in the order of the buttons."""
        return [self.region, self.slideshow, self.full_screen, self.details]

    def retranslate(self) -> None:
        """Set every text in the current language."""
        self.region.setText(self.tr("Search by a part of this photo"))
        self.details.setText(self.tr("Details"))
        self.slideshow.setText(self.tr("Slideshow"))
        self.full_screen.setText(self.tr("Full screen"))

    def _tint(self) -> None:
        tint(self.all, self._theme)


def make_action(
    owner: QWidget, icon: str, keys: str | QKeySequence.StandardKey, signal: object = None
) -> QAction:
    """An action of `owner`, with the name of its icon as its data."""
    action = QAction(owner)
    action.setData(icon)
    action.setShortcut(QKeySequence(keys))
    if signal is not None:
        action.triggered.connect(signal)
    owner.addAction(action)
    return action


def tint(actions: list[QAction], theme: Theme) -> None:
    """Draw the icons in the colours of the look."""
    for action in actions:
        action.setIcon(icons.icon(action.data(), theme.color("muted")))
