"""The window: welcome, gallery and viewer on top of each other. It composes and passes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMainWindow, QMenu, QStackedWidget

from desktop.views.gallery_page import SIDEBAR_KEY, GalleryPage
from desktop.views.viewer_page import ViewerPage
from desktop.views.welcome_page import WelcomePage

if TYPE_CHECKING:
    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent
    from PySide6.QtWidgets import QWidget

    from desktop.actions import PhotoActions

_FIRST_SIZE = QSize(1180, 780)
_SMALLEST_SIZE = QSize(640, 460)
_FRAME = QSize(16, 56)
"""What a window manager draws around a window at most; it is not known before it is shown."""


class MainWindow(QMainWindow):
    """Takes drops and keys that belong to the whole window."""

    dropped = Signal(QMimeData)
    closing = Signal()
    first_painted = Signal()
    left_photo = Signal()
    pasted = Signal()
    settings_asked = Signal()
    shortcuts_asked = Signal()
    quit_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("Pixlore")
        room = self.screen().availableGeometry().size() - _FRAME
        self.setMinimumSize(_SMALLEST_SIZE.boundedTo(room))
        self.resize(_FIRST_SIZE.boundedTo(room))
        self.setAcceptDrops(True)
        self._stack = QStackedWidget()
        self.setCentralWidget(self._stack)
        self._actions: PhotoActions | None = None
        self._painted = False
        self.dragging = False
        """Whether what is over the window now was dragged out of it."""

    def compose(
        self,
        welcome: WelcomePage,
        gallery: GalleryPage,
        viewer: ViewerPage,
        actions: PhotoActions,
    ) -> None:
        """Put the pages in."""
        self.welcome, self.gallery, self.viewer = welcome, gallery, viewer
        self._actions = actions
        for page in (gallery, welcome, viewer):
            self._stack.addWidget(page)
        gallery.grid.customContextMenuRequested.connect(self._open_menu)
        self._bind(QKeySequence(QKeySequence.StandardKey.Find), self._find)
        self._bind(QKeySequence("Ctrl+K"), self._find)
        self._bind(QKeySequence("Ctrl+,"), self.settings_asked.emit)
        self._bind(QKeySequence("F1"), self.shortcuts_asked.emit)
        self._bind(QKeySequence("Ctrl+Q"), self.quit_asked.emit)
        self._bind(QKeySequence(QKeySequence.StandardKey.Paste), self.pasted.emit)
        leave = self._bind(QKeySequence("Escape"), self._step_back, gallery.grid)
        leave.setContext(Qt.ShortcutContext.WidgetShortcut)
        self._bind(QKeySequence(SIDEBAR_KEY), gallery.toggle_sidebar)

    @property
    def page(self) -> QWidget:
        """The page in front."""
        current = self._stack.currentWidget()
        assert current is not None, "compose() puts the pages in"
        return current

    def show_welcome(self) -> None:
        """Bring the welcome page to the front."""
        self._stack.setCurrentWidget(self.welcome)
        self.welcome.begin()

    def show_gallery(self) -> None:
        """Bring the photos to the front."""
        if self.page is self.viewer:
            self._stack.setCurrentWidget(self.gallery)
            self.gallery.grid.setFocus()
        elif self.page is not self.gallery or self.focusWidget() is None:
            self._stack.setCurrentWidget(self.gallery)
            self.gallery.search_bar.setFocus()

    def show_viewer(self) -> None:
        """Bring the open photo to the front."""
        self._stack.setCurrentWidget(self.viewer)
        self.viewer.canvas.setFocus()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and pictures."""
        if self.dragging:
            return
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()
            self.gallery.search_bar.show_dropping(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Nothing is over the window any more."""
        self.gallery.search_bar.show_dropping(False)
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Pass on what was dropped."""
        event.acceptProposedAction()
        self.gallery.search_bar.show_dropping(False)
        self.dropped.emit(event.mimeData())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell before closing."""
        self.closing.emit()
        super().closeEvent(event)

    def event(self, event: QEvent) -> bool:
        """Tell once when the window has been painted for the first time."""
        handled = super().event(event)
        if event.type() == QEvent.Type.Paint and not self._painted:
            self._painted = True
            self.first_painted.emit()
        return handled

    def _open_menu(self, point: QPoint) -> None:
        grid = self.gallery.grid
        if self._actions is None or not grid.indexAt(point).isValid():
            return
        menu = QMenu(self)
        menu.addAction(self._actions.about)
        menu.addActions(self._actions.all)
        menu.exec(grid.viewport().mapToGlobal(point))
        menu.deleteLater()

    def _step_back(self) -> None:
        """Leave one thing: a selection of several photos, else a part of the search."""
        grid = self.gallery.grid
        if len(grid.selectionModel().selectedIndexes()) > 1:
            grid.clearSelection()
        elif not self.gallery.search_bar.step_back():
            self.gallery.search_bar.setFocus()

    def _find(self) -> None:
        self.left_photo.emit()
        self.gallery.search_bar.select_all()

    def _bind(self, keys: QKeySequence, slot: object, widget: QWidget | None = None) -> QShortcut:
        shortcut = QShortcut(keys, widget or self)
        shortcut.activated.connect(slot)
        return shortcut
