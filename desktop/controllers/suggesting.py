"""Offers recent searches and ideas under the search field, and remembers what was searched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.ideas import find_ideas
from desktop.models.suggestions import (
    MOST_SHOWN,
    Suggestion,
    SuggestionKind,
    remembered,
    suggestions,
)
from desktop.tasks import Lane
from indexer.api import ServiceState, completions

if TYPE_CHECKING:
    from desktop.controllers.search_field import SearchField
    from desktop.library import PhotoLibrary
    from desktop.settings import WindowSettings
    from desktop.tasks import Tasks
    from desktop.views.search_bar import SearchBar
    from indexer.api import ServiceStatus

_ENOUGH_PHOTOS = 50


class Suggesting(QObject):
    """Main thread only. Ideas are looked for once, when the indexer has come to rest."""

    def __init__(
        self,
        bar: SearchBar,
        field: SearchField,
        settings: WindowSettings,
        library: PhotoLibrary,
        tasks: Tasks,
    ) -> None:
        super().__init__(bar)
        self._bar = bar
        self._field = field
        self._settings = settings
        self._library = library
        self._tasks = tasks
        self._ideas: list[str] = []
        self._looked = False
        self._going = True
        bar.suggestions_asked.connect(self._offer)
        bar.text_edited.connect(self._offer)
        bar.submitted.connect(self.remember)
        bar.suggestion_taken.connect(self._take)

    def show_status(self, status: ServiceStatus) -> None:
        """Look for ideas when there is something to find and nothing else to do."""
        enough = status.progress.searched >= _ENOUGH_PHOTOS
        if self._looked or not enough or status.state is not ServiceState.IDLE:
            return
        self._looked = True
        self._tasks.run(
            Lane.IDEAS,
            lambda: find_ideas(self._library, lambda: self._going),
            self._show_ideas,
            self._tasks.complain,
        )

    def remember(self) -> None:
        """Keep the text that is searched for now among the recent ones."""
        text = self._bar.text.strip()
        if text:
            self._settings.recent = remembered(self._settings.recent, text)

    def forget(self) -> None:
        """Remember no search any more."""
        self._settings.recent = []
        self._settings.save()

    def stop(self) -> None:
        """Look for no further ideas."""
        self._going = False

    def _show_ideas(self, ideas: list[str]) -> None:
        self._ideas = ideas
        if ideas:
            self._bar.show_example(ideas[0])

    def _offer(self, _text: str = "") -> None:
        text = self._bar.text
        offered = [*completed(text), *suggestions(text, self._settings.recent, self._ideas)]
        self._bar.show_suggestions(offered[:MOST_SHOWN])

    def _take(self, text: str) -> None:
        if text.endswith(":"):
            self._bar.set_text(text)  # a field still needs its value
            self._offer()
            return
        self._field.search_words(text)
        self.remember()


def completed(text: str) -> list[Suggestion]:
    """The typed text with its last word written out, in every way that fields and values allow."""
    return [
        Suggestion(text[: each.start] + each.text + text[each.end :], SuggestionKind.WORD)
        for each in completions(text, len(text))
        if text
    ]
