"""Makes photos favourites: shown at once, stored by the service, taken back when that fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.sentences import error_sentence

if TYPE_CHECKING:
    from desktop.indexer_client import IndexerClient
    from desktop.models.photo_list_model import PhotoListModel
    from indexer.api import PhotoRecord


class Favourites(QObject):
    """Main thread only."""

    failed = Signal(str)

    def __init__(self, model: PhotoListModel, client: IndexerClient) -> None:
        super().__init__(model)
        self._model = model
        self._client = client

    def toggle(self, records: list[PhotoRecord]) -> None:
        """Make them favourites, or, when they all are, favourites no more."""
        contents = frozenset(record.content_id for record in records if record.content_id)
        before = self._model.favourites
        favourite = not contents <= before
        self._model.show_favourites(before | contents if favourite else before - contents)

        def undo(error: Exception) -> None:
            self._model.show_favourites(before)
            self.failed.emit(error_sentence(error))

        ids = [int(record.id) for record in records]
        self._client.ask("set_favourites", failed=undo, photo_ids=ids, favourite=favourite)
