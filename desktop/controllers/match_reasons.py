"""Explains in the details panel why the open photo is among the hits, or why it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.match_words import MatchWords
from desktop.models.photo_list_model import PhotoRole
from desktop.sentences import error_sentence
from desktop.tasks import Lane, Latest
from desktop.views.match_card import Match

if TYPE_CHECKING:
    from desktop.controllers.gallery_controller import GalleryController
    from desktop.controllers.viewer_controller import ViewerController
    from desktop.library import PhotoLibrary
    from desktop.models.photo_list_model import PhotoListModel
    from desktop.tasks import Tasks
    from desktop.views.viewer_page import ViewerPage
    from indexer.api import Explanation


class MatchReasons(QObject):
    """Main thread only. Nothing is explained while the details are closed."""

    def __init__(
        self,
        viewer: ViewerController,
        gallery: GalleryController,
        model: PhotoListModel,
        page: ViewerPage,
        library: PhotoLibrary,
        tasks: Tasks,
    ) -> None:
        super().__init__(page)
        self._viewer = viewer
        self._gallery = gallery
        self._model = model
        self._page = page
        self._card = page.details.match
        self._library = library
        self._words = MatchWords(self)
        self._latest = Latest(tasks, Lane.IDEAS)
        self._explained: Explanation | None = None
        viewer.shown.connect(self._begin)
        page.actions_here.details.toggled.connect(self._begin)
        self._card.asked.connect(self._explain)

    def retranslate(self) -> None:
        """Say it in the current language."""
        if self._explained is not None:
            self._show(self._explained)

    def _begin(self) -> None:
        """Explain the photo that was opened by the search that is shown."""
        self._latest.cancel()
        self._explained = None
        self._card.show_match(self._likeness())
        self._card.show_query(self._gallery.text)
        if self._page.actions_here.details.isChecked() and self._gallery.text:
            self._explain(self._gallery.text)

    def _likeness(self) -> Match | None:
        """What the list itself says, until more is known: how alike the searched picture is."""
        record = self._viewer.record
        row = -1 if record is None else self._model.row_of(record.id)
        if row < 0 or not self._model.photos.ranked:
            return None
        index = self._model.index(row)
        return self._words.ranked(index.data(PhotoRole.SCORE), index.data(PhotoRole.STRENGTH))

    def _explain(self, text: str) -> None:
        record, scope = self._viewer.record, self._gallery.scope
        if record is not None:
            self._latest.run(
                lambda: self._library.explain(text, record.path, scope), self._show, self._fail
            )

    def _show(self, explanation: Explanation) -> None:
        self._explained = explanation
        self._card.show_match(self._words.of(explanation))

    def _fail(self, error: Exception) -> None:
        self._card.show_match(Match(error_sentence(error)))
