"""The list at the left: all photos, favourites, folders and other places to look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QItemSelectionModel, QObject, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTreeView, QVBoxLayout

from desktop.plain_text import as_it_is
from desktop.views import icons
from desktop.views.menu_keys import is_menu_key
from desktop.views.sidebar_delegate import NOTE_ROLE, SidebarDelegate
from desktop.views.text_scale import scaled, text_scale

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PySide6.QtCore import QModelIndex, QPoint

    from desktop.views.theme import Theme

WIDTH = 236
KEY_ROLE = Qt.ItemDataRole.UserRole + 1
_ICON_ROLE = Qt.ItemDataRole.UserRole + 2


@dataclass(frozen=True, slots=True)
class Entry:
    """One line. `key` is what `chosen` gives back and what `show_current` looks for."""

    key: object
    name: str
    icon: str = ""
    note: str = ""
    """Said quietly at the right: how many photos there are."""
    tool_tip: str = ""
    children: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Lines under a heading; without a name they have none."""

    name: str
    entries: tuple[Entry, ...]


class Sidebar(QFrame):
    """Shows groups of entries; says which was chosen."""

    chosen = Signal(object)
    menu_asked = Signal(object, object)
    """An entry's key, and the place on the screen for its menu."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("sidebar")
        self._width = WIDTH
        self._theme = theme
        self._groups: list[Group] = []
        self._model = QStandardItemModel(self)
        self._tree = QTreeView()
        self._shown: tuple[object, ...] = ()
        self._lay_out()
        self._tree.clicked.connect(self._choose)
        self._tree.activated.connect(self._choose)
        theme.changed.connect(self._tint)
        text_scale.changed.connect(self._fit_text)
        self._fit_text()
        self.retranslate()

    def set_width(self, width: int) -> None:
        """Be so wide where texts have their ordinary size."""
        self._width = width
        self._fit_text()

    def show_groups(self, groups: Sequence[Group]) -> None:
        """Replace everything; groups without entries are left out."""
        if list(groups) == self._groups:
            return
        closed = {index.data() for index in self._indexes() if not self._tree.isExpanded(index)}
        known = {index.data() for index in self._indexes()}
        at = self._tree.currentIndex().data(KEY_ROLE)
        self._groups = list(groups)
        self._model.clear()
        for group in self._groups:
            self._add_group(group)
        for index in self._indexes():
            first_level = not index.parent().isValid()
            opened = index.data() not in closed if index.data() in known else first_level
            self._tree.setExpanded(index, opened)
        self.show_current(*self._shown)
        place = self._index_of(at)
        if self._tree.hasFocus() and place is not None:
            self._tree.setCurrentIndex(place)

    def show_current(self, *keys: object) -> None:
        """Mark the entry that is shown: with the first of these keys that has one, or none.

        Keys and clicks move only the frame of the focus; while it is here, it stays where it is.
        """
        self._shown = keys
        found = (self._index_of(key) for key in keys)
        index = next((index for index in found if index is not None), None)
        self._tree.clearSelection()
        if index is None:
            return
        selected = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self._tree.selectionModel().select(index, selected)
        if not self._tree.hasFocus():
            self._tree.setCurrentIndex(index)

    def _index_of(self, key: object) -> QModelIndex | None:
        for index in self._indexes():
            if _is_entry(index) and index.data(KEY_ROLE) == key:
                return index
        return None

    def name_of(self, key: object) -> str:
        """What the entry with this key is called, or nothing if there is none."""
        index = self._index_of(key)
        return "" if index is None else str(index.data())

    def retranslate(self) -> None:
        """Set every text in the current language."""
        self._tree.setAccessibleName(self.tr("Places to look"))

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _fit_text(self) -> None:
        """Give the names more room where texts are larger, but not as much as the photos."""
        self.setFixedWidth(min(scaled(self._width), self._width * 3 // 2))
        self._tree.doItemsLayout()

    def _add_group(self, group: Group) -> None:
        parent = self._model.invisibleRootItem()
        if not group.entries:
            return
        if group.name:
            heading = QStandardItem(group.name)
            heading.setFlags(Qt.ItemFlag.ItemIsEnabled)
            parent.appendRow(heading)
            parent = heading
        for entry in group.entries:
            parent.appendRow(self._line(entry))

    def _line(self, entry: Entry) -> QStandardItem:
        line = QStandardItem(self._icon(entry.icon), entry.name)
        line.setData(entry.key, KEY_ROLE)
        line.setData(entry.icon, _ICON_ROLE)
        line.setData(entry.note, NOTE_ROLE)
        line.setToolTip(as_it_is(entry.tool_tip))
        line.setEditable(False)
        for child in entry.children:
            line.appendRow(self._line(child))
        return line

    def _icon(self, name: str) -> QIcon:
        return icons.icon(name, self._theme.color("muted")) if name else QIcon()

    def _indexes(self) -> Iterator[QModelIndex]:
        waiting = [self._model.index(row, 0) for row in range(self._model.rowCount())]
        while waiting:
            index = waiting.pop(0)
            yield index
            waiting += [self._model.index(r, 0, index) for r in range(self._model.rowCount(index))]

    def _choose(self, index: QModelIndex) -> None:
        if _is_entry(index):
            self.chosen.emit(index.data(KEY_ROLE))
        else:
            self._tree.setExpanded(index, not self._tree.isExpanded(index))

    def _ask_menu(self, place: QPoint) -> None:
        index = self._tree.indexAt(place)
        if _is_entry(index):
            self.menu_asked.emit(index.data(KEY_ROLE), self._tree.viewport().mapToGlobal(place))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Open the menu of the entry with the focus by its keys."""
        by_key = isinstance(event, QKeyEvent) and is_menu_key(event)
        if watched is self._tree and by_key:
            self._tree.scrollTo(self._tree.currentIndex())
            self._ask_menu(self._tree.visualRect(self._tree.currentIndex()).center())
            return True
        return super().eventFilter(watched, event)

    def _tint(self) -> None:
        for index in self._indexes():
            name = index.data(_ICON_ROLE)
            if name:
                self._model.itemFromIndex(index).setIcon(self._icon(name))

    def _lay_out(self) -> None:
        tree = self._tree
        tree.setObjectName("sidebarTree")
        tree.setModel(self._model)
        tree.setItemDelegate(SidebarDelegate(self._theme, tree))
        tree.setHeaderHidden(True)
        tree.setIndentation(14)
        tree.setRootIsDecorated(False)
        tree.setIconSize(QSize(18, 18))
        tree.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # What is selected is what is shown, whatever keys and clicks do here.
        tree.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        tree.installEventFilter(self)
        tree.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        tree.customContextMenuRequested.connect(self._ask_menu)
        tree.setFrameShape(QFrame.Shape.NoFrame)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 14, 8, 8)
        column.addWidget(tree)


def _is_entry(index: QModelIndex) -> bool:
    """Not a heading, which can only be opened and closed."""
    return bool(index.flags() & Qt.ItemFlag.ItemIsSelectable)
