"""Shows how a typed query was understood, and takes parts of it away or corrects them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.queries import with_words
from desktop.sentences import sentence
from desktop.views.chip_row import ChipLook

if TYPE_CHECKING:
    from desktop.controllers.gallery_controller import GalleryController
    from desktop.views.chip_row import ChipRow
    from indexer.api import Parse


class QueryChips(QObject):
    """Plain words stay in the field; filters, weights and mistakes become chips."""

    def __init__(self, row: ChipRow, gallery: GalleryController) -> None:
        super().__init__(row)
        self._row = row
        self._gallery = gallery
        row.removal_asked.connect(self._remove)
        row.correction_asked.connect(self._correct)
        gallery.shown.connect(self._show)

    def _show(self) -> None:
        self._row.show_chips(chip_looks(self._gallery.parse))

    def _remove(self, place: int) -> None:
        self._search(self._gallery.parse.without(place))

    def _correct(self, place: int) -> None:
        self._search(self._gallery.parse.with_suggestion(place))

    def _search(self, text: str) -> None:
        self._gallery.search(with_words(self._gallery.query, text.strip()))


def chip_looks(parsed: Parse) -> tuple[ChipLook, ...]:
    """Every part but plain words."""
    return tuple(
        ChipLook(
            place,
            chip.text,
            chip.understood,
            sentence(chip.message),
            told=not chip.understood or chip.corrected,
            meant=chip.suggestion,
        )
        for place, chip in enumerate(parsed.chips)
        if chip.kind != "meaning" or chip.negated or chip.weight != 1.0
    )
