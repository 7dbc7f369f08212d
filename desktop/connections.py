"""Which part of the window hears of which other: every signal between two parts, in one place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.models.offered_models import Installation
from desktop.sentences import error_sentence
from desktop.views.preferences.window import Chapter

if TYPE_CHECKING:
    from desktop.app import Desktop


def connect(desktop: Desktop) -> None:
    """Connect the parts of a composed window."""
    _connect_window(desktop)
    _connect_coming_forward(desktop)
    _connect_queries(desktop)
    _connect_photos(desktop)
    _connect_client(desktop)


def _connect_window(desktop: Desktop) -> None:
    window, gallery = desktop.window, desktop.window.gallery
    window.first_painted.connect(desktop.client.start)
    window.first_painted.connect(desktop.quick_key.start)
    window.closing.connect(desktop.remember)
    window.left_photo.connect(desktop.close_photo)
    window.dropped.connect(desktop.arrivals.take)
    window.pasted.connect(desktop.arrivals.paste)
    window.viewer.closed.connect(desktop.close_photo)
    window.viewer.escaped.connect(desktop.escape_photo)
    window.settings_asked.connect(desktop.open_settings)
    window.shortcuts_asked.connect(desktop.open_shortcuts)
    window.quit_asked.connect(desktop.presence.quit)
    gallery.settings_asked.connect(lambda: desktop.open_settings())
    gallery.panel.step_taken.connect(desktop.take_step)
    gallery.search_bar.picture_pasted.connect(desktop.arrivals.paste)
    desktop.service.settings_asked.connect(desktop.open_settings)
    desktop.advice.models_asked.connect(lambda: desktop.open_settings(Chapter.MODELS))
    gallery.status_bar.models_asked.connect(lambda: desktop.open_settings(Chapter.MODELS))
    desktop.sidebar_menu.folders_asked.connect(lambda: desktop.open_settings(Chapter.FOLDERS))


def _connect_coming_forward(desktop: Desktop) -> None:
    desktop.presence.open_asked.connect(lambda: desktop.raise_window())
    desktop.presence.search_asked.connect(lambda: desktop.raise_to_search())
    desktop.quick_key.asked.connect(lambda: desktop.raise_to_search())


def _connect_queries(desktop: Desktop) -> None:
    for part in (desktop.browsing, desktop.pages):
        part.query_chosen.connect(desktop.search)
    desktop.viewer.query_chosen.connect(desktop.search_here)
    desktop.commands.query_chosen.connect(desktop.search_here)
    desktop.arrivals.query_made.connect(desktop.search_here)
    desktop.arrivals.query_given.connect(desktop.search)
    desktop.arrivals.folder_brought.connect(desktop.service.offer_folder)
    desktop.browsing.shelf_chosen.connect(desktop.open_shelf)
    desktop.gallery.shown.connect(lambda: desktop.browsing.show_query(desktop.gallery.query))


def _connect_photos(desktop: Desktop) -> None:
    desktop.window.gallery.grid.activated.connect(desktop.open_photo)
    desktop.window.gallery.controls.stacking_chosen.connect(desktop.stacking.turn)
    desktop.viewer.moved.connect(desktop.display.follow)
    desktop.commands.stack_toggled.connect(desktop.stacking.toggle)
    desktop.commands.photos_gone.connect(desktop.gallery.drop_photos)
    desktop.commands.favourite_asked.connect(desktop.favourites.toggle)
    desktop.favourites.failed.connect(desktop.commands.tell)


def _connect_client(desktop: Desktop) -> None:
    client = desktop.client
    bar = desktop.window.gallery.status_bar
    client.model_progress.connect(
        lambda progress: bar.show_installation(Installation.from_json(progress))
    )
    desktop.tasks.complained.connect(lambda error: desktop.commands.tell(error_sentence(error)))
    client.library_changed.connect(desktop.stacking.library_changed)
    client.library_changed.connect(desktop.browsing.library_changed)
    client.library_changed.connect(desktop.thumbnails.retry_absent)
    client.library_changed.connect(desktop.gallery.library_changed)
    client.folders_changed.connect(desktop.browsing.library_changed)
    client.folders_changed.connect(desktop.gallery.library_changed)
    client.favourites_changed.connect(desktop.browsing.refresh)
    client.searches_changed.connect(desktop.browsing.refresh)
    client.model_changed.connect(desktop.gallery.refresh)
    client.connected.connect(lambda: client.ask("warm_up", part="text"))
    desktop.service.status_changed.connect(desktop.show_status)
