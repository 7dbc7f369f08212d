"""The photos of the grid: ids in order, everything else fetched when a row comes into sight."""

from __future__ import annotations

from enum import IntEnum
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from desktop.photo_list import PhotoList
from desktop.stack_book import Stacks
from indexer.api import PhotoId

if TYPE_CHECKING:
    from collections.abc import Iterable

    from indexer.api import PhotoRecord

_ROOT = QModelIndex()
_FLAGS = (
    Qt.ItemFlag.ItemIsEnabled
    | Qt.ItemFlag.ItemIsSelectable
    | Qt.ItemFlag.ItemIsDragEnabled
    | Qt.ItemFlag.ItemNeverHasChildren
)
_PAGE_ROWS = 128
_MOST_RECORDS = 8192


class PhotoRole(IntEnum):
    """What a row can be asked for besides Qt's own roles."""

    PHOTO_ID = Qt.ItemDataRole.UserRole + 1
    RECORD = Qt.ItemDataRole.UserRole + 2
    CONTENT_ID = Qt.ItemDataRole.UserRole + 3
    SCORE = Qt.ItemDataRole.UserRole + 4
    STRENGTH = Qt.ItemDataRole.UserRole + 5
    FAVOURITE = Qt.ItemDataRole.UserRole + 6
    STACK = Qt.ItemDataRole.UserRole + 7
    """How many photos the stack has that begins with this row; None if none does."""
    IN_OPEN_STACK = Qt.ItemDataRole.UserRole + 8


class PhotoListModel(QAbstractListModel):
    """A list of photos that may be very long. Main thread only.

    `records_wanted(ids)` asks for rows that came into sight; `add_records` answers. Until then such
    rows are blank.
    """

    records_wanted = Signal(list)

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._photos = PhotoList()
        self._row_of: npt.NDArray[np.int32] | None = None
        """By photo id; made when first asked."""
        self._records: dict[PhotoId, PhotoRecord] = {}
        self._pages_asked: set[int] = set()
        self._favourites: frozenset[bytes] = frozenset()
        self._stacks = Stacks()

    @property
    def photos(self) -> PhotoList:
        """What is shown."""
        return self._photos

    @property
    def stacks(self) -> Stacks:
        """The stacks among what is shown."""
        return self._stacks

    def show_photos(self, photos: PhotoList, stacks: Stacks | None = None) -> None:
        """Replace the whole list. Records already known are kept until `forget_records`."""
        self.beginResetModel()
        self._photos = photos
        self._stacks = stacks or Stacks()
        self._row_of = None
        self._pages_asked.clear()
        if len(self._records) > _MOST_RECORDS:
            self._records.clear()
        self.endResetModel()

    def forget_records(self) -> None:
        """Fetch rows anew when next seen: the library changed."""
        self._records.clear()
        self._pages_asked.clear()

    def add_records(self, records: Iterable[PhotoRecord]) -> None:
        """Fill rows in."""
        changed = []
        for record in records:
            self._records[record.id] = record
            row = self.row_of(record.id)
            if row >= 0:
                changed.append(row)
        if changed:
            self.dataChanged.emit(self.index(min(changed)), self.index(max(changed)))

    @property
    def favourites(self) -> frozenset[bytes]:
        """The content ids of the person's favourites."""
        return self._favourites

    def show_favourites(self, content_ids: frozenset[bytes]) -> None:
        """Mark these photos and no others."""
        if content_ids != self._favourites:
            self._favourites = content_ids
            self._repaint_all()

    def row_of(self, photo_id: PhotoId) -> int:
        """The row of a photo, or -1."""
        if self._row_of is None:
            ids = self._photos.ids
            self._row_of = np.full(int(ids.max(initial=0)) + 1, -1, np.int32)
            self._row_of[ids] = np.arange(len(ids), dtype=np.int32)
        return int(self._row_of[photo_id]) if 0 <= photo_id < len(self._row_of) else -1

    def photo_id(self, row: int) -> PhotoId:
        """The photo in a row."""
        return PhotoId(int(self._photos.ids[row]))

    def photos_of_row(self, row: int) -> list[PhotoId]:
        """What an action on a row is about: its photo, or every photo of a closed stack."""
        if self._stacks.is_first(row) and not self._stacks.is_open(row):
            return self._stacks.photos(row)
        return [self.photo_id(row)]

    def known_records(self, photo_ids: Iterable[PhotoId]) -> list[PhotoRecord] | None:
        """The records of these photos, or None when some were not fetched yet."""
        found = [self._records.get(photo_id) for photo_id in photo_ids]
        return None if None in found else [record for record in found if record is not None]

    def record(self, row: int) -> PhotoRecord | None:
        """The row's record; when it is not known yet, it is asked for."""
        record = self._records.get(self.photo_id(row))
        if record is None:
            self._want_page(row // _PAGE_ROWS)
        return record

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        """How many photos are shown."""
        return 0 if parent.isValid() else len(self._photos.ids)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Qt's text roles and `PhotoRole`; None for what is not known yet."""
        row = index.row()
        if not 0 <= row < len(self._photos.ids):
            return None
        if role == PhotoRole.PHOTO_ID:
            return self.photo_id(row)
        if role in (PhotoRole.SCORE, PhotoRole.STRENGTH):
            return self._rank_value(row, role)
        if role == PhotoRole.STACK:
            return self._stacks.size(row) if self._stacks.is_first(row) else None
        if role == PhotoRole.IN_OPEN_STACK:
            return self._stacks.is_open(row)
        record = self.record(row)
        if record is None:
            return None
        if role == PhotoRole.FAVOURITE:
            return record.content_id in self._favourites
        return _record_value(record, role)

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        """Photos can be chosen and dragged away."""
        return _FLAGS if index.isValid() else Qt.ItemFlag.NoItemFlags

    def _repaint_all(self) -> None:
        if len(self._photos):
            self.dataChanged.emit(self.index(0), self.index(len(self._photos) - 1))

    def _rank_value(self, row: int, role: int) -> Any:
        if self._photos.scores is None:
            return None
        if role == PhotoRole.SCORE:
            return float(self._photos.scores[row])
        return self._photos.strength(row)

    def _want_page(self, page: int) -> None:
        if page in self._pages_asked:
            return
        self._pages_asked.add(page)
        first = page * _PAGE_ROWS
        ids = self._photos.ids[first : first + _PAGE_ROWS].tolist()
        self.records_wanted.emit([known for known in ids if known not in self._records])


def _record_value(record: PhotoRecord, role: int) -> Any:
    match role:
        case PhotoRole.RECORD:
            return record
        case PhotoRole.CONTENT_ID:
            return record.content_id
        case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
            return PurePath(record.path).name
        case _:
            return None
