"""The groups of duplicates of one kind, and the photos of one group."""

from __future__ import annotations

from enum import IntEnum
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPixmap

    from desktop.duplicate_groups import Duplicates
    from indexer.api import PhotoId

_ROOT = QModelIndex()
_SPOKEN = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)


class DuplicateRole(IntEnum):
    """What a row can be asked for besides Qt's own roles."""

    GROUP = Qt.ItemDataRole.UserRole + 1
    RECORD = Qt.ItemDataRole.UserRole + 2
    KEPT = Qt.ItemDataRole.UserRole + 3
    PICTURE = Qt.ItemDataRole.UserRole + 4
    """A sharper picture than the thumbnail, once there is one."""


class GroupListModel(QAbstractListModel):
    """Groups, the one that frees most first. Main thread only."""

    def __init__(self) -> None:
        super().__init__()
        self._groups: list[Duplicates] = []

    def show_groups(self, groups: Sequence[Duplicates]) -> None:
        """Replace all."""
        self.beginResetModel()
        self._groups = list(groups)
        self.endResetModel()

    def change(self, row: int, group: Duplicates) -> None:
        """Replace one."""
        self._groups[row] = group
        self.dataChanged.emit(self.index(row), self.index(row))

    def remove(self, row: int) -> None:
        """Take one away."""
        self.beginRemoveRows(_ROOT, row, row)
        del self._groups[row]
        self.endRemoveRows()

    @property
    def groups(self) -> list[Duplicates]:
        """All of them."""
        return self._groups

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        """How many groups there are."""
        return 0 if parent.isValid() else len(self._groups)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The group, or the name of its first photo."""
        if not 0 <= index.row() < len(self._groups):
            return None
        group = self._groups[index.row()]
        if role == DuplicateRole.GROUP:
            return group
        return PurePath(group.photos[0].path).name if role in _SPOKEN else None


class GroupPhotosModel(QAbstractListModel):
    """The photos of one group. Main thread only."""

    def __init__(self) -> None:
        super().__init__()
        self._group: Duplicates | None = None
        self._pictures: dict[PhotoId, QPixmap] = {}

    def show_group(self, group: Duplicates | None) -> None:
        """Show another group, or the same one with other keepers."""
        same = group and self._group and group.photos == self._group.photos
        if same:
            self._group = group
            self.dataChanged.emit(self.index(0), self.index(self.rowCount() - 1))
            return
        self.beginResetModel()
        self._group = group
        self._pictures.clear()
        self.endResetModel()

    def add_picture(self, photo_id: PhotoId, picture: QPixmap) -> None:
        """Show a photo by this picture; dropped when it is of no photo shown."""
        for row, photo in enumerate(self._group.photos if self._group else ()):
            if photo.id == photo_id:
                self._pictures[photo_id] = picture
                self.dataChanged.emit(self.index(row), self.index(row))

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        """How many photos the group has."""
        return 0 if parent.isValid() or self._group is None else len(self._group.photos)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The photo's name, record, picture, and whether it is kept."""
        if self._group is None or not 0 <= index.row() < len(self._group.photos):
            return None
        photo = self._group.photos[index.row()]
        match role:
            case DuplicateRole.RECORD:
                return photo
            case DuplicateRole.KEPT:
                return photo.id in self._group.keep
            case DuplicateRole.PICTURE:
                return self._pictures.get(photo.id)
            case Qt.ItemDataRole.CheckStateRole:
                kept = photo.id in self._group.keep
                return Qt.CheckState.Checked if kept else Qt.CheckState.Unchecked
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return PurePath(photo.path).name
            case _:
                return None
