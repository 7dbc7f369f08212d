"""Says once what the starter model can do, and whenever a model cannot read a query's script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.models.offered_models import STARTER
from desktop.queries import TextQuery
from indexer.api import language_hint

if TYPE_CHECKING:
    from desktop.controllers.gallery_controller import GalleryController
    from desktop.settings import WindowSettings
    from desktop.views.model_note import ModelNote
    from indexer.api import LanguageHint, ServiceStatus


class ModelAdvice(QObject):
    """Fills the note above the photos. Main thread only."""

    models_asked = Signal()

    def __init__(
        self, note: ModelNote, gallery: GalleryController, settings: WindowSettings
    ) -> None:
        super().__init__(note)
        self._note = note
        self._gallery = gallery
        self._settings = settings
        self._model = ""
        self._dismissed: set[str] = set()
        self._hint: LanguageHint | None = None
        note.closed.connect(self._close)
        note.models_asked.connect(self._look_at_models)
        gallery.shown.connect(self._advise)

    def show_status(self, status: ServiceStatus) -> None:
        """Follow which model answers."""
        if status.model != self._model:
            self._model = status.model
            self._advise()

    def _advise(self) -> None:
        self._hint = self._language_hint()
        if self._hint is not None:
            self._note.show_script(self._hint.script, self._hint.model)
        elif self._is_new_to_starter():
            self._note.show_starter()
        else:
            self._note.hide()

    def _language_hint(self) -> LanguageHint | None:
        query = self._gallery.query
        if not isinstance(query, TextQuery) or not self._model:
            return None
        hint = language_hint(query.text, self._model, ())
        return None if hint is None or hint.script in self._dismissed else hint

    def _is_new_to_starter(self) -> bool:
        asked = self._gallery.query is not None
        return asked and self._model == STARTER and not self._settings.model_note_read

    def _close(self) -> None:
        if self._hint is not None:
            self._dismissed.add(self._hint.script)
        else:
            self._settings.model_note_read = True
        self._advise()

    def _look_at_models(self) -> None:
        self._close()
        self.models_asked.emit()
