"""What thumbnails may take of the memory and of the disk, and what happens at each limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, Signal

from desktop.settings import THUMBNAIL_DISK_MB, THUMBNAIL_MEMORY_MB
from desktop.views.parts import plain_label
from desktop.views.preferences.page import ChoiceBox, Page

if TYPE_CHECKING:
    from desktop.settings import WindowSettings
    from desktop.stored_files import StoredSizes

_SI = QLocale.DataSizeFormat.DataSizeSIFormat


class StoragePage(Page):
    """Each choice takes effect at once."""

    memory_chosen = Signal(int)
    disk_chosen = Signal(int)

    def __init__(self, settings: WindowSettings) -> None:
        super().__init__()
        self._settings = settings
        self._disk_mb = 0
        self._sizes: StoredSizes = {}
        self._memory, self._disk = ChoiceBox(), ChoiceBox()
        self._labels = [plain_label(), plain_label()]
        self._now = plain_label()
        self._hints = [plain_label("muted", wrap=True) for _ in range(3)]
        self._lay_out()
        self.retranslate()
        self._memory.chosen.connect(self.memory_chosen.emit)
        self._disk.chosen.connect(self._choose_disk)

    def show_disk_limit(self, megabytes: int) -> None:
        """Show what the thumbnails may take on the disk; 0: as much as they need."""
        self._disk_mb = megabytes
        self._fill()

    def show_sizes(self, sizes: StoredSizes) -> None:
        """Show how many bytes the thumbnails take now."""
        self._sizes = sizes
        taken = QLocale().formattedDataSize(sizes.get("thumbnails", 0), 1, _SI)
        self._now.setText(self.tr("Thumbnails on disk now: {size}").format(size=taken))

    def retranslate(self) -> None:
        """Set every text in the current language."""
        self.heading.setText(self.tr("Storage"))
        self.lead.setText(self.tr("Thumbnails take the most space. You decide how much."))
        texts = (self.tr("Memory for thumbnails"), self.tr("Disk space for thumbnails"))
        for label, box, text in zip(self._labels, (self._memory, self._disk), texts, strict=True):
            label.setText(text)
            box.setAccessibleName(text)
        hints = (
            self.tr(
                "At the limit of memory, thumbnails seen longest ago are read from disk again."
            ),
            self.tr(
                "At the limit of disk space, the oldest thumbnails give way to new ones. Such a "
                "photo is drawn from its file when you look at it: slower, and only while its "
                "drive is connected. Searching finds every photo all the same."
            ),
            self.tr("The index itself has no limit: it takes about 3 KB for each photo."),
        )
        for label, text in zip(self._hints, hints, strict=True):
            label.setText(text)
        self._fill()
        self.show_sizes(self._sizes)

    def _choose_disk(self, megabytes: int) -> None:
        self._disk_mb = megabytes
        self.disk_chosen.emit(megabytes)

    def _fill(self) -> None:
        memory = [(_size(mb), mb) for mb in THUMBNAIL_MEMORY_MB]
        disk = [(self.tr("As much as needed"), 0), *((_size(mb), mb) for mb in THUMBNAIL_DISK_MB)]
        self._memory.offer(memory, self._settings.thumbnail_memory_mb)
        self._disk.offer(disk, self._disk_mb)

    def _lay_out(self) -> None:
        fields = (self._memory, self._disk)
        self.add_form(list(zip(self._labels, fields, strict=True)))
        for label in (self._now, *self._hints):
            self.column.addWidget(label)
        self.column.addStretch()


def _size(megabytes: int) -> str:
    return QLocale().formattedDataSize(megabytes * 1_000_000, 0, _SI)
